"""IIIF Image API 3.0 and 2.1 (level 2) for page images.

A scan has its full size: its tiles are sent as they are stored, other parts are put together from
them. Pages drawn by a computer have the size of their reading image. No picture is decoded that the
pipeline did not prepare.
The address of an answer stays when the image changes, so caches ask each time whether their copy is
current; the answer that it is costs no picture.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import partial
from threading import Lock

from flask import Response, current_app, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from app.interfaces.iiif import auth
from app.interfaces.iiif.addresses import image_address
from app.interfaces.iiif.image_request import (
    FORMATS,
    BadImageRequestError,
    ImageRequest,
    max_area,
    parse,
)
from app.interfaces.iiif.page_image import ImagesBusyError, render
from app.public.items.access import (
    download_decision,
    is_open_to_all,
    readable_record,
    refuse_direct_download,
    visible_record,
)
from app.services import services
from app.web.caching import PRIVATE_REVALIDATE, REVALIDATE, set_policy
from library.catalogue.pages import iiif_tiles
from library.catalogue.pages.canvases import canvas_of
from library.catalogue.queries import Image, ItemRecord
from library.database import reading
from library.errors import PageNotFoundError

_CACHE_BYTES = 24_000_000
_MAX_CACHED_BYTES = 1_000_000
"""A page in full size is not kept, or it would take the place of many tiles."""

_RETRY_SECONDS = 2
_PROTOCOL = "http://iiif.io/api/image"
_FEATURES_3 = (
    *("mirroring", "rotationArbitrary", "rotationBy90s", "sizeUpscaling", "regionSquare"),
    *("canonicalLinkHeader", "cors", "profileLinkHeader", "baseUriRedirect", "jsonldMediaType"),
)
_FEATURES_2 = (
    *("mirroring", "rotationArbitrary", "rotationBy90s", "sizeAboveFull", "regionSquare"),
    *("sizeByDistortedWh", "canonicalLinkHeader", "cors", "profileLinkHeader"),
)
_PROFILES = {
    2: "http://iiif.io/api/image/2/level2.json",
    3: "http://iiif.io/api/image/3/level2.json",
}


class ImageCache:
    """The answers used last, as many as fit."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes, self._bytes = max_bytes, 0
        self._answers: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """Return the answer of a key, and make it if there is none."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        content = make()
        with self._lock:
            if key not in self._answers and len(content) <= _MAX_CACHED_BYTES:
                self._answers[key] = content
                self._bytes += len(content)
            while self._bytes > self._max_bytes:
                self._bytes -= len(self._answers.popitem(last=False)[1])
        return content


def redirect_to_info(item_id: str, number: int, version: int) -> ResponseReturnValue:
    """Redirect the base address of an image to its description."""
    return redirect(f"{image_address(item_id, number, version)}/info.json", code=303)


def describe(item_id: str, number: int, version: int) -> Response:
    """Return the info.json of the image of a page, to readers without access too."""
    with reading(services().database) as session:
        record = visible_record(session, item_id)
        image = _image(canvas_of(session, item_id, number), number)
    address = image_address(item_id, number, version)
    info = (_info_2 if version == 2 else _info_3)(address, image, _max_area(record, image))
    info |= auth.image_services(record, item_id, number)
    response = jsonify(info)
    if "application/ld+json" in request.headers.get("Accept", ""):
        context = info["@context"]
        response.content_type = f'application/ld+json;profile="{context}"'
    response.headers["Link"] = f'<{_PROFILES[version]}>;rel="profile"'
    response.vary.add("Accept")
    response.add_etag()
    return set_policy(response, PRIVATE_REVALIDATE).make_conditional(request)


def send(item_id: str, number: int, version: int, **parts: str) -> Response:
    """Send a part of the image of a page, in the size, turn and format that the address names."""
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        image = _image(canvas_of(session, item_id, number), number)
    refuse_direct_download(record)
    texts = (parts["region"], parts["size"], parts["rotation"], parts["name"])
    size = image.width, image.height
    image_request = parse(version, texts, size, _max_area(record, image))
    return _answer(record, image, image_request, image_address(item_id, number, version), version)


def refuse(error: BadImageRequestError) -> Response:
    """Answer a request that asks for no image."""
    return Response(f"{error}\n", 400, content_type="text/plain; charset=utf-8")


def ask_for_patience(_error: ImagesBusyError) -> Response:
    """Answer that too many images are asked for now."""
    response = Response("too many images at the same time\n", 503, content_type="text/plain")
    response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


def _answer(
    record: ItemRecord, image: Image, image_request: ImageRequest, address: str, version: int
) -> Response:
    key = (image.digest, image_request)
    response = Response(mimetype=FORMATS[image_request.format])
    response.set_etag(hashlib.sha256(repr(key).encode()).hexdigest()[:32])
    canonical = f'<{address}/{image_request.canonical(version)}>;rel="canonical"'
    response.headers["Link"] = f'{canonical}, <{_PROFILES[version]}>;rel="profile"'
    set_policy(response, REVALIDATE if is_open_to_all(record) else PRIVATE_REVALIDATE)
    if not request.if_none_match.contains(response.get_etag()[0] or ""):
        path = services().derivatives.path(image.digest)
        response.set_data(_cache().get(key, partial(render, path, image, image_request)))
    return response.make_conditional(request)


def _cache() -> ImageCache:
    return current_app.extensions.setdefault("iiif_images", ImageCache(_CACHE_BYTES))


def _image(canvas: object, number: int) -> Image:
    """Return the largest image of a page; raise PageNotFoundError if it has none."""
    image = canvas.largest if canvas else None
    if image is None:
        raise PageNotFoundError(number)
    return image


def _max_area(record: ItemRecord, image: Image) -> int:
    """Return the most pixels of one answer: the full size only of items that may be downloaded."""
    return max_area((image.width, image.height), is_full=download_decision(record).allowed)


def _sizes(image: Image, most: int) -> list[dict[str, int]]:
    """Return the sizes that cost least: the levels of the tiles, or halves of the page."""
    sizes = (
        iiif_tiles.scaled_size(image.width, image.height, factor)
        for factor in reversed(iiif_tiles.factors(image.width, image.height))
    )
    return [{"width": wide, "height": high} for wide, high in sizes if wide * high <= most]


def _tiles(image: Image) -> list[dict[str, object]]:
    factors = list(iiif_tiles.factors(image.width, image.height))
    return [{"width": iiif_tiles.TILE, "height": iiif_tiles.TILE, "scaleFactors": factors}]


def _info_3(address: str, image: Image, most: int) -> dict[str, object]:
    return {
        "@context": "http://iiif.io/api/image/3/context.json",
        "id": address,
        "type": "ImageService3",
        "protocol": _PROTOCOL,
        "profile": "level2",
        "width": image.width,
        "height": image.height,
        "maxArea": most,
        "sizes": _sizes(image, most),
        "tiles": _tiles(image),
        "preferredFormats": ["webp", "jpg"],
        "extraFormats": ["webp"],
        "extraQualities": ["color", "gray", "bitonal"],
        "extraFeatures": list(_FEATURES_3),
    }


def _info_2(address: str, image: Image, most: int) -> dict[str, object]:
    return {
        "@context": "http://iiif.io/api/image/2/context.json",
        "@id": address,
        "protocol": _PROTOCOL,
        "profile": [
            _PROFILES[2],
            {
                "formats": list(FORMATS),
                "qualities": ["color", "gray", "bitonal"],
                "supports": list(_FEATURES_2),
                "maxArea": most,
            },
        ],
        "width": image.width,
        "height": image.height,
        "sizes": _sizes(image, most),
        "tiles": _tiles(image),
    }
