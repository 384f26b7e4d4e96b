"""Job monitor of the pipeline, with pause and resume."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.services import services
from library.accessions.register import ensure_disk_space
from library.catalogue.pages import progress
from library.database import reading, work
from library.errors import DiskNearlyFullError
from library.jobs import current_work, pauses
from library.jobs.machines import machines

_FAILED_SHOWN = 20


def show() -> str:
    """Show current jobs, throughput, the machines that share the work, and recent failures."""
    with reading(services().database) as session:
        now = current_work.now(session)
        failures = progress.failed_lately(session, _FAILED_SHOWN)
        at_work = machines(session)
    return render_template(
        "office/ingest/job_monitor.html",
        work=now,
        failed=failures,
        machines=at_work,
        short_of_room=_short_of_room(),
        in_work=bool(now.jobs),
    )


def _short_of_room() -> bool:
    try:
        ensure_disk_space(services().settings.home, services().settings.free_mb)
    except DiskNearlyFullError:
        return True
    return False


def pause() -> ResponseReturnValue:
    """Pause the pipeline."""
    with work(services().database) as session:
        pauses.pause(session, current_user.name)
    flash("Xưởng tạm dừng. Tài liệu nộp vào vẫn được nhận.", "good")
    return redirect(url_for("office.workshop"), code=303)


def resume() -> ResponseReturnValue:
    """Resume the pipeline."""
    with work(services().database) as session:
        pauses.resume(session, current_user.name)
    flash("Xưởng làm tiếp.", "good")
    return redirect(url_for("office.workshop"), code=303)
