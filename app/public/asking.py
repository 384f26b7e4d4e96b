"""Lets a reader ask that an item whose pages still wait be read soon."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.house import house
from app.public.doors import readable_record
from library.database import work
from library.workshop import requests


def ask(item_id: str) -> ResponseReturnValue:
    """Put the item before what nobody asked for."""
    with work(house().database) as session:
        readable_record(session, item_id)
        requests.ask(session, item_id)
    return redirect(url_for("public.item", item_id=item_id), code=303)
