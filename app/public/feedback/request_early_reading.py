"""Reader requests for early OCR of items in the queue."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.public.items.access import readable_record
from app.services import services
from kit.outbox.entries import report
from library.database import work
from library.jobs import early_reading


def ask(item_id: str) -> ResponseReturnValue:
    """Move an item ahead of items that nobody requested."""
    with work(services().database) as session:
        readable_record(session, item_id)
        if services().settings.station:  # the pages are processed at the province
            report(session, services().settings, "request", {"item": item_id})
        else:
            early_reading.request_early_reading(session, item_id)
    return redirect(url_for("public.item", item_id=item_id), code=303)
