"""Reader requests for early OCR of items in the queue."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.public.items.access import readable_record
from app.services import services
from kit.outbox.outbox_entries import is_entered, report
from library.database import work
from library.jobs import early_reading
from library.jobs.early_reading import RequestState

_KIND = "request"


def ask(item_id: str) -> ResponseReturnValue:
    """Move an item ahead of items that nobody requested; a station asks the province for it."""
    settings = services().settings
    with work(services().database) as session:
        readable_record(session, item_id)
        if not settings.station:
            early_reading.request_early_reading(session, item_id)
        elif request_state(session, item_id) is RequestState.OPEN:
            report(session, settings, _KIND, {"item": item_id})
    return redirect(url_for("public.item", item_id=item_id), code=303)


def request_state(session: Session, item_id: str) -> RequestState:
    """Return the state of requests for an item with waiting pages."""
    if not services().settings.station:
        return early_reading.request_state(session, item_id)
    is_asked = is_entered(session, _KIND, {"item": item_id})
    return RequestState.ASKED if is_asked else RequestState.OPEN
