"""Page images, sent to readers with access."""

from collections.abc import Iterable

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.downloads.file_order import jpeg_order
from app.downloads.sent_files import send_derivative
from app.public.items.access import (
    downloadable_record,
    is_open_to_all,
    readable_record,
    refuse_direct_download,
)
from app.services import services
from app.web.attachments import file_name, send_made_file
from app.web.caching import NO_STORE, OPEN_IMAGE, for_seconds, set_policy
from app.web.data_saver import DataBudget
from app.web.formats import size
from app.web.usage_counting import count
from library.catalogue import queries
from library.catalogue.models import DerivativeKind
from library.catalogue.queries import Image, ItemRecord, PageDetails
from library.database import reading
from points.use_kind import UseKind

PRIVATE_MAX_AGE_SECONDS = 3600
_CONDITIONED_SECONDS = 30
"""Time for which a browser may keep a copy that a person or a community may take back."""


def send(item_id: str, number: int, digest: str) -> Response:
    """Send one image, or 304 to a browser that has it; both only to who may read the item now.

    While the image is lost, another size is sent that nobody may cache.
    """
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        page = queries.page_details(session, item_id, number)
    image = page.image(digest)
    if image is None:
        abort(404)
    refuse_direct_download(record)
    usable = _nearest_usable(page, image)
    response = send_derivative(usable.digest, usable.media_type)
    if usable is not image:
        return set_policy(response, NO_STORE)
    return set_caching(response, record)


def find_thumbnail(item_id: str, number: int) -> ResponseReturnValue:
    """Redirect to the thumbnail of a page, whose address the slider does not know."""
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        thumbnail = queries.page_details(session, item_id, number).thumbnail
    if thumbnail is None:
        abort(404)
    address = url_for("public.image", item_id=item_id, number=number, digest=thumbnail.digest)
    policy = for_seconds(PRIVATE_MAX_AGE_SECONDS, public=False)
    return set_policy(redirect(address), NO_STORE if record.conditions else policy)


def download(item_id: str, number: int) -> Response:
    """Send the image of a page as JPEG in full size, named by the item and the page."""
    with reading(services().database) as session:
        record = downloadable_record(session, item_id)
        image = queries.page_details(session, item_id, number).largest
    if image is None:
        abort(404)
    count(UseKind.REQUEST, item_id, number)
    order = jpeg_order(image, number, services().derivatives)
    path = services().downloads.get(order, request.remote_addr or "")
    page = number if record.page_count > 1 else None
    return send_made_file(path, "image/jpeg", file_name(record.title, "jpg", page))


def _nearest_usable(page: PageDetails, image: Image) -> Image:
    """Return an image, or one of the nearest width if it is lost; itself if all are lost.

    Images that all browsers show come first.
    """

    def distance(other: Image) -> tuple[bool, int]:
        return other.kind is DerivativeKind.AVIF, abs(other.width - image.width)

    by_distance = sorted(page.shown, key=distance)
    usable = services().derivatives.is_usable
    return next((other for other in (image, *by_distance) if usable(other.digest)), image)


def set_caching(response: Response, record: ItemRecord) -> Response:
    """Let public images be cached for a day, and restricted ones for a time by the browser."""
    seconds = _CONDITIONED_SECONDS if record.conditions else PRIVATE_MAX_AGE_SECONDS
    privately = for_seconds(seconds, public=False)
    return set_policy(response, OPEN_IMAGE if is_open_to_all(record) else privately)


def image_sizes(pages: Iterable[PageDetails]) -> dict[str, str]:
    """Return the total size of the page images for each data budget; empty without images.

    Usually the browser chooses by the width of its screen, so the size is a range.
    """
    reading_images = [page.avif or page.reading for page in pages if page.reading]
    if not reading_images:
        return {}
    least = size(sum(images[0].bytes for images in reading_images))
    most = size(sum(images[-1].bytes for images in reading_images))
    usual = least if least == most else f"{least} – {most}"
    return {
        DataBudget.LITTLE.value: least,
        DataBudget.USUAL.value: usual,
        DataBudget.FINE.value: most,
    }
