"""Hands out the images of pages, to those who may read them."""

from flask import Response, abort, send_file

from app.caching import FOR_GOOD
from app.house import house
from app.public.doors import is_open_to_all, readable_record, refuse_to_save
from library.catalogue import shelves
from library.catalogue.shelves import ItemRecord
from library.database import reading

AN_HOUR = 3600


def send(item_id: str, number: int, digest: str) -> Response:
    """Send one image; its address is its content, so it can be kept for good."""
    with reading(house().database) as session:
        record = readable_record(session, item_id)
        image = shelves.image(session, item_id, number, digest)
    if image is None:
        abort(404)
    refuse_to_save(record)
    response = send_file(
        house().derivatives.path(digest), mimetype=image.media_type, etag=digest, max_age=0
    )
    return lasting(response, record)


def lasting(response: Response, record: ItemRecord) -> Response:
    """Let everyone keep for good what is open to everyone, and a browser the rest for an hour."""
    within_an_hour = f"private, max-age={AN_HOUR}"
    response.headers["Cache-Control"] = FOR_GOOD if is_open_to_all(record) else within_an_hour
    return response
