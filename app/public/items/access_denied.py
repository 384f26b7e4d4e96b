"""Meets a reader who may not read something: the record, the reason, and where it can be read."""

from flask import Response, make_response, render_template

from app.public.items.access import known_record, to_read
from app.services import profiles, services
from library import clock
from library.database import reading
from library.errors import MayNotReadError
from library.points.reading_places import ReadingPlace
from library.points.reading_places import reading_places as places_on


def reading_places() -> tuple[ReadingPlace, ...]:
    """Return where the library's computers are today; templates ask when a page needs it."""
    with reading(services().database) as session:
        return places_on(session, clock.today())


def show(error: MayNotReadError) -> Response:
    """Answer with what may be known of the item, and what can be done."""
    with reading(services().database) as session:
        record = known_record(session, error.item_id)
    shown = render_template(
        "errors/may_not_read.html",
        record=record,
        profile=profiles().get(record.collection),
        decision=to_read(record),
        said=str(error),
    )
    return make_response(shown, error.status)
