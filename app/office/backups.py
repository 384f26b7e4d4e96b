"""Page of backups: the last copy, the copies at hand, checks and restore drills."""

import json

from flask import Response, abort, render_template

from app.services import services
from library.backup import history
from library.backup.models import RunKind
from library.database import reading

_RUNS_SHOWN = 10


def show() -> str:
    """Show the last copy, alarms, the copies in the repository and the last drills."""
    with reading(services().database) as session:
        return render_template(
            "office/backups.html",
            alarms=history.alarms(session),
            last=history.last_passed(session, RunKind.COPY),
            drill=history.last_passed(session, RunKind.DRILL),
            copies=history.copies(session),
            database=history.last_passed(session, RunKind.DATABASE),
            database_copies=history.copies(session, RunKind.DATABASE),
            runs=history.runs(session, RunKind.COPY, _RUNS_SHOWN),
            checks=history.runs(session, RunKind.CHECK, _RUNS_SHOWN),
            drills=history.runs(session, RunKind.DRILL, _RUNS_SHOWN),
            is_set=bool(services().settings.backup_to),
        )


def send_certificate(run_id: int) -> Response:
    """Send the certificate of a drill as JSON."""
    with reading(services().database) as session:
        certificate = history.certificate(session, run_id)
    if certificate is None:
        abort(404)
    return Response(
        json.dumps(certificate, ensure_ascii=False, indent=1), mimetype="application/json"
    )
