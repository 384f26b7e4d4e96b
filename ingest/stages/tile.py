"""Cuts pages that are too large to be read as one image into tiles."""

import io
from collections.abc import Iterator
from dataclasses import replace
from zipfile import ZipFile, ZipInfo

from ingest.context import Toolbox
from ingest.images.picture import Picture, smaller
from ingest.record import PageImage, PageRecord
from ingest.stage import stage
from ingest.tools import image_files
from library.catalogue.models import DerivativeKind
from library.catalogue.pages import iiif_tiles

_LARGE = 16_000_000
"""Pixels: a page of A3 at 300 dpi has 17 million, one of A4 at 400 dpi 15."""

_QUALITY = 55
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


@stage(version=2)
def tile(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Keep a map, a newspaper or a poster in tiles, for readers who look closely."""
    if page.width * page.height < _LARGE:
        return page
    packed = packed_tiles(tools.shown(page))
    kept = PageImage(
        kind=DerivativeKind.TILES.value,
        digest=tools.keep(packed),
        media_type="application/zip",
        width=page.width,
        height=page.height,
        bytes=len(packed),
    )
    return replace(page, images=(*page.images, kept))


def packed_tiles(picture: Picture) -> bytes:
    """Return all tiles of a picture as a ZIP that holds each as it is sent."""
    written = io.BytesIO()
    with ZipFile(written, "w") as packed:
        for name, content in _tiles(picture):
            packed.writestr(ZipInfo(name, _LONG_AGO), content)
    return written.getvalue()


def _tiles(picture: Picture) -> Iterator[tuple[str, bytes]]:
    height, width = picture.shape[:2]
    for factor in iiif_tiles.factors(width, height):
        level = smaller(picture, *iiif_tiles.drawn(width, height, factor))
        for part in iiif_tiles.tiles(width, height, factor):
            left, top = part.left // factor, part.top // factor
            wide, high = part.drawn
            cut = level[top : top + high, left : left + wide]
            yield part.name, image_files.as_jpeg(cut, quality=_QUALITY)
        if factor in iiif_tiles.wholes(width, height):
            whole = iiif_tiles.whole_name(width, height, factor)
            yield whole, image_files.as_jpeg(level, quality=_QUALITY)
        picture = level
