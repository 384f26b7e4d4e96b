"""The queue for a library copy: place, offered seat, and leaving."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.preview_mode import previewed_reader
from app.public.items.access import read_decision, readable_record, visible_record
from app.public.items.reading_seats import SeatAwaitedError, has_seat, holder
from app.services import services
from app.web.caching import NO_STORE, set_policy
from app.web.usage_counting import count
from library import clock
from library.catalogue.access import copy_seats
from library.database import reading, work
from points.use_kind import UseKind


def show(item_id: str) -> ResponseReturnValue:
    """Render the reader's place in the queue; free seats are offered in order."""
    with reading(services().database) as session:
        record = visible_record(session, item_id)
        decision = read_decision(record)
        if not decision.needs_seat:
            readable_record(session, item_id)
    if not (decision.needs_seat or has_seat(item_id)):  # it is no copy, or staff read it
        return redirect(url_for("public.item", item_id=item_id))
    now = clock.now()
    with work(services().database, copy_seats.TURN) as session:
        place = copy_seats.watch_queue(session, item_id, holder(), now)
        figures = copy_seats.figures(session, item_id, now)
    page = render_template(
        "public/items/reading_queue.html",
        record=record,
        place=place,
        figures=figures,
        number=request.args.get("trang", 1, type=int),
    )
    return set_policy(make_response(page), NO_STORE)


def send_to_queue(error: SeatAwaitedError) -> ResponseReturnValue:
    """Redirect a reader who has to wait to the page of the queue."""
    number = (request.view_args or {}).get("number")
    item_id = error.args[0]
    count(UseKind.LIMIT_EXCEEDED, item_id)
    address = url_for("public.reading_queue", item_id=item_id, trang=number)
    return set_policy(redirect(address, code=303), NO_STORE)


def leave(item_id: str) -> ResponseReturnValue:
    """Give back the seat or the place in the queue."""
    with reading(services().database) as session:
        visible_record(session, item_id)
    if (computer := holder().computer) and previewed_reader() is None:
        with work(services().database, copy_seats.TURN) as session:
            copy_seats.leave(session, computer, clock.now(), item_id)
    return redirect(url_for("public.item", item_id=item_id), code=303)
