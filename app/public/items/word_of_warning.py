"""Confirmation of a word of warning, after which this browser opens the item."""

from flask import Response, redirect, request, url_for

from app.accounts.warning_pass import keep_confirmation
from app.public.items.access import visible_record
from app.services import services
from app.web.security import same_site_address
from library.database import reading


def confirm(item_id: str) -> Response:
    """Remember in the browser alone that the warning was read, and go back to the page."""
    with reading(services().database) as session:
        visible_record(session, item_id)
    item_page = url_for("public.item", item_id=item_id)
    target = same_site_address(request.form.get("tiep"), item_page)
    return keep_confirmation(redirect(target, code=303), item_id)
