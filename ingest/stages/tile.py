"""Stage that cuts scans into tiles, in full size and at levels of half the size each."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from zipfile import ZipFile, ZipInfo

from ingest.context import Toolbox
from ingest.images.picture import Picture, black_and_white, in_four_tones, shrink
from ingest.record import PageImage, PageRecord
from ingest.stage import stage
from ingest.tools import image_files
from library.catalogue.models import DerivativeKind
from library.catalogue.pages import iiif_tiles

_MIN_DRAWN_PIXELS = 16_000_000
"""Pages drawn by a computer have tiles only if they are posters; their PDF shows the others."""

_PICTURE_QUALITY, _PRINT_QUALITY = 70, 45
"""Qualities of WebP. Of 42 scanned pages (November 2026) the tiles of print take 0.75 of the bytes
of the scan at 45 and 0.84 at 55; those of pictures and maps 0.65 at 70."""

_FIXED_TIMESTAMP = (1980, 1, 1, 0, 0, 0)

Encoder = Callable[[Picture], bytes]


@stage(version=3)
def tile(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Store the tiles of a scan, and of a large page drawn by a computer, such as a poster."""
    if page.is_drawn and page.width * page.height < _MIN_DRAWN_PIXELS:
        return page
    content = packed_tiles(
        tools.shown(page), is_bitonal=page.treatment.bitonal, is_picture=page.is_picture
    )
    image = PageImage(
        kind=DerivativeKind.TILES.value,
        digest=tools.keep(content),
        media_type="application/zip",
        width=page.width,
        height=page.height,
        bytes=len(content),
    )
    return replace(page, images=(*page.images, image))


def packed_tiles(picture: Picture, *, is_bitonal: bool = False, is_picture: bool = False) -> bytes:
    """Return all tiles of an image as a ZIP file; those of a black and white scan without loss."""
    quality = _PICTURE_QUALITY if is_picture else _PRINT_QUALITY
    encode: Encoder = partial(image_files.to_webp, quality=quality)
    if is_bitonal and picture.ndim == 2:
        # straightening gives the edges of letters tones that the scan does not have
        picture, encode = black_and_white(picture), _encode_few_tones
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in _tiles(picture, encode):
            archive.writestr(ZipInfo(name, _FIXED_TIMESTAMP), content)
    return buffer.getvalue()


def _encode_few_tones(part: Picture) -> bytes:
    return image_files.to_lossless_webp(in_four_tones(part))


def _tiles(picture: Picture, encode: Encoder) -> Iterator[tuple[str, bytes]]:
    height, width = picture.shape[:2]
    for factor in iiif_tiles.factors(width, height):
        picture = shrink(picture, *iiif_tiles.scaled_size(width, height, factor))
        for part in iiif_tiles.tiles(width, height, factor):
            x0, y0 = part.left // factor, part.top // factor
            part_width, part_height = part.drawn
            yield part.name, encode(picture[y0 : y0 + part_height, x0 : x0 + part_width])
