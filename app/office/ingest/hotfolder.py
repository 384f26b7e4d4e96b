"""Shows the watched folder: what waits in it, what was taken, and what was turned away and why."""

from flask import render_template

from app.services import services
from library.database import reading
from library.hotfolder import folder_status

_SHOWN = 100
_LATEST = 30


def show() -> str:
    """Show what lies in the folder and what became of what lay there."""
    watch = services().settings.watch
    with reading(services().database) as session:
        return render_template(
            "office/ingest/hotfolder.html",
            place=watch,
            look=folder_status.last(session),
            waiting=folder_status.waiting(session, _SHOWN),
            taken=folder_status.taken(session, _LATEST),
            turned_away=folder_status.turned_away(session, _LATEST),
            in_work=watch is not None,
        )
