"""Pages in place of an item: it may not be read, is withdrawn, or has a warning before it."""

from flask import Response, make_response, redirect, render_template, request, url_for

from app.accounts.warning_pass import keep_confirmation
from app.accounts.who_asks import reader
from app.public.items.access import download_decision, read_decision, visible_record
from app.services import profiles, services
from app.web.caching import NO_STORE, set_policy
from app.web.security import same_site_address
from app.web.usage_counting import count
from library import clock
from library.catalogue.access import publishing
from library.catalogue.access.reading_conditions import conditions_of
from library.catalogue.models import Access
from library.catalogue.queries import item_record
from library.database import reading
from library.errors import ItemWithdrawnError, MayNotReadError
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


def show_withdrawn(error: ItemWithdrawnError) -> Response:
    """Render the page with status 410, so that search engines forget the address."""
    with reading(services().database) as session:
        record = item_record(session, error.item_id)
        withdrawal = publishing.withdrawal(session, error.item_id)
    body = render_template(
        "errors/withdrawn.html",
        record=record,
        is_titled=not conditions_of(record).untitled,
        profile=profiles().get(record.collection),
        withdrawal=withdrawal,
    )
    return set_policy(make_response(body, error.status), NO_STORE)


def confirm(item_id: str) -> Response:
    """Remember in the browser alone that the warning was read, and go back to the page."""
    with reading(services().database) as session:
        visible_record(session, item_id)
    item_page = url_for("public.item", item_id=item_id)
    target = same_site_address(request.form.get("tiep"), item_page)
    return keep_confirmation(redirect(target, code=303), item_id)
