"""Page for readers without access: the record, the reason, and places to read the item."""

from flask import Response, make_response, render_template

from app.accounts.who_asks import reader
from app.public.items.access import download_decision, read_decision, visible_record
from app.services import profiles, services
from app.web.usage_counting import count
from library import clock
from library.catalogue.models import Access
from library.database import reading
from library.errors import MayNotReadError
from library.recordings.extents import extent_of
from points.at_library import ReadingPlace
from points.at_library import reading_places as places_on
from points.use_kind import UseKind


def reading_places() -> tuple[ReadingPlace, ...]:
    """Return the reading places open today; called by templates only when needed."""
    with reading(services().database) as session:
        return places_on(session, clock.today())


def show(error: MayNotReadError) -> Response:
    """Render the public part of the record, and the reader's options."""
    with reading(services().database) as session:
        record = visible_record(session, error.item_id)
        extent = extent_of(session, record.id)
    if record.access is Access.COPY and not reader().at_library:
        count(UseKind.NO_LICENSE, record.id)
    page = render_template(
        "errors/may_not_read.html",
        record=record,
        extent=extent,
        profile=profiles().get(record.collection),
        decision=read_decision(record),
        download=download_decision(record),
    )
    return make_response(page, error.status)
