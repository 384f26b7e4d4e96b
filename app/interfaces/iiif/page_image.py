"""Pixels of a page for the IIIF Image API: from the tiles of a scan, else from a reading image."""

import io
from contextlib import ExitStack
from math import prod
from pathlib import Path
from threading import BoundedSemaphore

from PIL import Image as Pixels

from app.interfaces.iiif.image_request import FORMATS, SCREEN_AREA, ImageRequest
from library.catalogue.models import DerivativeKind
from library.catalogue.pages import iiif_tiles
from library.catalogue.pages.iiif_tiles import Box
from library.catalogue.queries import Image

_QUALITY = 82
_MAX_ENLARGEMENT = 1.2
"""A level of the tiles this much smaller than the answer is fine enough: half the work."""

_MAX_DECODED_AREA = 24_000_000
"""Most pixels that are decoded for one answer: 96 MB. A coarser level is enlarged instead."""

_WHITE = 255
_BLACK_BELOW = 128
_AT_ONCE, _PATIENCE_SECONDS = 2, 10
"""Images that are made at the same time, so that readers' pages go on; wait for a turn."""

_MAX_REQUESTS = 8
"""Images that are made or wait for a turn; the other threads of the server are for readers."""

_turns, _places = BoundedSemaphore(_AT_ONCE), BoundedSemaphore(_MAX_REQUESTS)
_large_turns = BoundedSemaphore(1)
"""Images larger than a screen take up to 200 MB of memory, and are made one after the other."""


class ImagesBusyError(Exception):
    """Too many images are asked for at the same time."""


def render(path: Path, image: Image, request: ImageRequest) -> bytes:
    """Return an encoded image; raise ImagesBusyError if none can be made soon.

    `path` is the file of the stored image: one picture, or the archive of its tiles.
    """
    stored = _stored_tile(path, image, request)
    if stored is not None:
        return stored
    is_large = prod(request.size) > SCREEN_AREA
    with ExitStack() as turns:
        _take(turns, _places, 0)
        if is_large:
            _take(turns, _large_turns, _PATIENCE_SECONDS)
        _take(turns, _turns, _PATIENCE_SECONDS)
        return _encoded(_drawn(path, image, request), request.format)


def _take(turns: ExitStack, semaphore: BoundedSemaphore, seconds: float) -> None:
    if not semaphore.acquire(timeout=seconds):
        raise ImagesBusyError
    turns.callback(semaphore.release)


def _stored_tile(path: Path, image: Image, request: ImageRequest) -> bytes | None:
    """Return the stored bytes if exactly one tile is asked for, in the format it is stored in."""
    is_plain = request.quality in ("default", "color") and not (request.mirrored or request.degrees)
    if image.kind is not DerivativeKind.TILES or not is_plain:
        return None
    tile = iiif_tiles.read(path, iiif_tiles.tile_name(request.region, request.size))
    return tile[0] if tile and tile[1] == FORMATS[request.format] else None


def _drawn(path: Path, image: Image, request: ImageRequest) -> Pixels.Image:
    if image.kind is DerivativeKind.TILES:
        picture, box = _from_tiles(path, image, request.region, request.size)
    else:
        with Pixels.open(path) as source:
            picture, box = _in_full_tones(source), tuple(map(float, _edges(request.region)))
    if picture.size != request.size or box != (0, 0, *picture.size):
        picture = picture.resize(request.size, Pixels.Resampling.BILINEAR, box, reducing_gap=1.5)
    if request.mirrored:
        picture = picture.transpose(Pixels.Transpose.FLIP_LEFT_RIGHT)
    return _turned(_toned(picture, request.quality), request)


def _from_tiles(
    path: Path, image: Image, region: Box, size: tuple[int, int]
) -> tuple[Pixels.Image, tuple[float, float, float, float]]:
    """Return the tiles that cover a region, on the smallest level that is fine enough, as one
    picture; and the edges of the region in it."""
    page = image.width, image.height
    factor = level_of(page, region, size)
    x_start, y_start, x_end, y_end = _edges(region)
    parts = iiif_tiles.covering(page, region, factor)
    x0, y0 = parts[0].left, parts[0].top
    x1, y1 = parts[-1].left + parts[-1].width, parts[-1].top + parts[-1].height
    picture = Pixels.new("RGB", iiif_tiles.scaled_size(x1 - x0, y1 - y0, factor))
    for part in parts:
        content, _media_type = iiif_tiles.read(path, part.name) or (b"", "")
        with Pixels.open(io.BytesIO(content)) as pixels:
            picture.paste(pixels, ((part.left - x0) // factor, (part.top - y0) // factor))
    edges = (x_start - x0, y_start - y0, x_end - x0, y_end - y0)
    limits = (*picture.size, *picture.size)
    box = tuple(min(edge / factor, most) for edge, most in zip(edges, limits, strict=True))
    return picture, box


def level_of(page: tuple[int, int], region: Box, size: tuple[int, int]) -> int:
    """Return the scale factor of the smallest level that is fine enough for a part of a page.

    The level is coarser if too many pixels would be decoded: the answer is squeezed in one
    direction, or much smaller than the part.
    """
    fine_enough = max(1.0, _MAX_ENLARGEMENT * min(region[2] / size[0], region[3] / size[1]))
    affordable = (region[2] * region[3] / _MAX_DECODED_AREA) ** 0.5
    levels = iiif_tiles.factors(*page)
    cheap_enough = next((level for level in levels if level >= affordable), levels[-1])
    return max(cheap_enough, *(level for level in levels if level <= fine_enough))


def _edges(box: Box) -> tuple[int, int, int, int]:
    x, y, wide, high = box
    return x, y, x + wide, y + high


def _in_full_tones(picture: Pixels.Image) -> Pixels.Image:
    """Return a picture that can be scaled: palettes and single bits give steps between tones."""
    is_grey = picture.mode in ("1", "L", "I;16") or (
        picture.mode == "P" and all(r == g == b for r, g, b in _palette(picture))
    )
    return picture.convert("L" if is_grey else "RGB")


def _palette(picture: Pixels.Image) -> list[tuple[int, int, int]]:
    values = picture.getpalette() or []
    return list(zip(values[::3], values[1::3], values[2::3], strict=True))


def _toned(picture: Pixels.Image, quality: str) -> Pixels.Image:
    if quality == "gray":
        return picture.convert("L")
    if quality == "bitonal":
        grey = picture.convert("L")
        return grey.point(lambda tone: _WHITE if tone >= _BLACK_BELOW else 0)
    return picture.convert("RGB") if quality == "color" else picture


def _turned(picture: Pixels.Image, request: ImageRequest) -> Pixels.Image:
    """Return the picture turned clockwise; corners that appear are white, or clear if they may."""
    if request.degrees == 0:
        return picture
    if request.degrees % 90 == 0:
        return picture.transpose(Pixels.Transpose(1 + int(4 - request.degrees // 90)))
    if request.format != "jpg":
        return picture.convert("RGBA").rotate(
            -request.degrees, Pixels.Resampling.BICUBIC, expand=True, fillcolor=(255, 255, 255, 0)
        )
    white = "white" if picture.mode == "RGB" else _WHITE
    return picture.rotate(-request.degrees, Pixels.Resampling.BICUBIC, expand=True, fillcolor=white)


def _encoded(picture: Pixels.Image, file_format: str) -> bytes:
    content = io.BytesIO()
    if file_format == "jpg":
        picture.save(content, "JPEG", quality=_QUALITY)
    elif file_format == "webp":
        picture.save(content, "WEBP", quality=_QUALITY, method=2)
    else:
        picture.save(content, "PNG", compress_level=3)
    return content.getvalue()
