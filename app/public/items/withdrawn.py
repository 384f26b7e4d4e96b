"""Page of a withdrawn item; confirmation of the warning before an item."""

from flask import Response, make_response, redirect, render_template, request, url_for

from app.accounts.warning_pass import keep_confirmation
from app.public.items.access import visible_record
from app.services import profiles, services
from app.web.caching import NO_STORE, set_policy
from app.web.security import same_site_address
from library.catalogue.access import publishing
from library.catalogue.access.reading_conditions import conditions_of
from library.catalogue.queries import item_record
from library.database import reading
from library.errors import ItemWithdrawnError


def show(error: ItemWithdrawnError) -> Response:
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
