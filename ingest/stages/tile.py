"""Stage that cuts large pages into tiles."""

import io
from collections.abc import Iterator
from dataclasses import replace
from zipfile import ZipFile, ZipInfo

from ingest.context import Toolbox
from ingest.images.picture import Picture, shrink
from ingest.record import PageImage, PageRecord
from ingest.stage import stage
from ingest.tools import image_files
from library.catalogue.models import DerivativeKind
from library.catalogue.pages import iiif_tiles

_MIN_PIXELS = 16_000_000
"""An A3 page at 300 dpi has 17 million pixels, an A4 page at 400 dpi 15 million."""

_QUALITY = 55
_FIXED_TIMESTAMP = (1980, 1, 1, 0, 0, 0)


@stage(version=2)
def tile(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Store the tiles of a large page, such as a map, a newspaper or a poster."""
    if page.width * page.height < _MIN_PIXELS:
        return page
    content = packed_tiles(tools.shown(page))
    image = PageImage(
        kind=DerivativeKind.TILES.value,
        digest=tools.keep(content),
        media_type="application/zip",
        width=page.width,
        height=page.height,
        bytes=len(content),
    )
    return replace(page, images=(*page.images, image))


def packed_tiles(picture: Picture) -> bytes:
    """Return all tiles of an image as a ZIP file of JPEG files."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in _tiles(picture):
            archive.writestr(ZipInfo(name, _FIXED_TIMESTAMP), content)
    return buffer.getvalue()


def _tiles(picture: Picture) -> Iterator[tuple[str, bytes]]:
    height, width = picture.shape[:2]
    for factor in iiif_tiles.factors(width, height):
        level = shrink(picture, *iiif_tiles.scaled_size(width, height, factor))
        for part in iiif_tiles.tiles(width, height, factor):
            x0, y0 = part.left // factor, part.top // factor
            part_width, part_height = part.drawn
            cut = level[y0 : y0 + part_height, x0 : x0 + part_width]
            yield part.name, image_files.to_jpeg(cut, quality=_QUALITY)
        if factor in iiif_tiles.single_image_levels(width, height):
            name = iiif_tiles.single_image_name(width, height, factor)
            yield name, image_files.to_jpeg(level, quality=_QUALITY)
        picture = level
