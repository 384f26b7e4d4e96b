"""Hands out the images of pages, to those who may read them."""

from collections.abc import Iterable

from flask import Response, abort, send_file

from app.public.items.access import is_open_to_all, readable_record, refuse_to_save
from app.services import services
from app.web.caching import FOR_GOOD
from app.web.data_saver import Budget
from app.web.formats import size
from library.catalogue import queries
from library.catalogue.queries import ItemRecord, PageSheet
from library.database import reading

AN_HOUR = 3600


def send(item_id: str, number: int, digest: str) -> Response:
    """Send one image; its address is its content, so it can be kept for good."""
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        image = queries.image(session, item_id, number, digest)
    if image is None:
        abort(404)
    refuse_to_save(record)
    response = send_file(
        services().derivatives.path(digest), mimetype=image.media_type, etag=digest, max_age=0
    )
    return lasting(response, record)


def lasting(response: Response, record: ItemRecord) -> Response:
    """Let everyone keep for good what is open to everyone, and a browser the rest for an hour."""
    within_an_hour = f"private, max-age={AN_HOUR}"
    response.headers["Cache-Control"] = FOR_GOOD if is_open_to_all(record) else within_an_hour
    return response


def weights(sheets: Iterable[PageSheet]) -> dict[str, str]:
    """Return what the images of these pages weigh in each budget; nothing where there are none.

    Usually a browser chooses by the width of its screen, so that is from one size to another.
    """
    read = [sheet.reading for sheet in sheets if sheet.reading]
    if not read:
        return {}
    least = size(sum(images[0].bytes for images in read))
    most = size(sum(images[-1].bytes for images in read))
    between = least if least == most else f"{least} – {most}"
    return {Budget.LITTLE.value: least, Budget.USUAL.value: between, Budget.FINE.value: most}
