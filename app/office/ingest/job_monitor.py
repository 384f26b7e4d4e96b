"""Shows the workshop at work, and lets it rest and go on."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.services import services
from library.accessions.register import make_room
from library.catalogue.pages import progress
from library.database import reading, work
from library.errors import DiskNearlyFullError
from library.jobs import current_work as at_work
from library.jobs import pauses

_FAILED_SHOWN = 20


def show() -> str:
    """Show what is in work, how fast it goes, what failed and why."""
    with reading(services().database) as session:
        now = at_work.now(session)
        failed = progress.failed_lately(session, _FAILED_SHOWN)
    return render_template(
        "office/ingest/job_monitor.html",
        work=now,
        failed=failed,
        short_of_room=_short_of_room(),
        in_work=bool(now.jobs),
    )


def _short_of_room() -> bool:
    try:
        make_room(services().settings.home, services().settings.free_mb)
    except DiskNearlyFullError:
        return True
    return False


def pause() -> ResponseReturnValue:
    """Let the workshop rest."""
    with work(services().database) as session:
        pauses.pause(session, current_user.name)
    flash("Xưởng tạm dừng. Tài liệu nộp vào vẫn được nhận.", "good")
    return redirect(url_for("office.workshop"), code=303)


def resume() -> ResponseReturnValue:
    """Let the workshop go on."""
    with work(services().database) as session:
        pauses.resume(session, current_user.name)
    flash("Xưởng làm tiếp.", "good")
    return redirect(url_for("office.workshop"), code=303)
