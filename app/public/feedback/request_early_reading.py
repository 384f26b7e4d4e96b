"""Lets a reader ask that an item whose pages still wait be read soon."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.public.items.access import readable_record
from app.services import services
from library.database import work
from library.jobs import early_reading


def ask(item_id: str) -> ResponseReturnValue:
    """Put the item before what nobody asked for."""
    with work(services().database) as session:
        readable_record(session, item_id)
        early_reading.ask(session, item_id)
    return redirect(url_for("public.item", item_id=item_id), code=303)
