"""Job monitor of the pipeline, with pause and resume."""

from collections.abc import Iterable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import Select, select

from app.services import services
from library.accessions.models import SourceFile
from library.accessions.register import ensure_disk_space
from library.catalogue.pages import progress
from library.database import reading, work
from library.errors import DiskNearlyFullError
from library.jobs import current_work, pauses
from library.jobs.machines import machines
from library.recordings.encoding_progress import encoded_minutes

_FAILED_SHOWN = 20


def show() -> str:
    """Show current jobs, throughput, the machines that share the work, and recent failures."""
    with reading(services().database) as session:
        now = current_work.now(session)
        failures = progress.failed_lately(session, _FAILED_SHOWN)
        at_work = machines(session)
        encoded = encoded_minutes(services().settings.temporary)
        minutes = dict(map(tuple, session.execute(_files_of(now, encoded))))
    return render_template(
        "office/ingest/job_monitor.html",
        work=now,
        failed=failures,
        machines=at_work,
        encoded={accession_id: encoded[file] for accession_id, file in minutes.items()},
        short_of_room=_short_of_room(),
        in_work=bool(now.jobs),
    )


def _files_of(work: current_work.Work, files: Iterable[str]) -> Select[tuple[int, str]]:
    """Return a query for the ids of listed deliveries with their films that are being encoded."""
    ids = [job.entry.id for job in work.jobs]
    columns = select(SourceFile.accession_id, SourceFile.digest)
    return columns.where(SourceFile.accession_id.in_(ids), SourceFile.digest.in_(list(files)))


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
