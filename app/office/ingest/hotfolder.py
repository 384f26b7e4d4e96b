"""Status of the watched folder: waiting, accepted and refused files with reasons."""

from flask import render_template

from app.services import services
from library.database import reading
from library.hotfolder import folder_status

_SHOWN = 100
_LATEST = 30


def show() -> str:
    """Show the current content of the folder and the latest results."""
    watch = services().settings.watch
    with reading(services().database) as session:
        return render_template(
            "office/ingest/hotfolder.html",
            place=watch,
            last_scan=folder_status.last_scan(session),
            waiting=folder_status.waiting(session, _SHOWN),
            taken=folder_status.taken(session, _LATEST),
            turned_away=folder_status.turned_away(session, _LATEST),
            in_work=watch is not None,
        )
