"""Makes the images readers see."""

from collections.abc import Iterator
from dataclasses import replace

from ingest.record import PageImage, PageRecord
from ingest.stage import stage
from ingest.toolbox import Toolbox
from ingest.tools import images, preparing
from ingest.tools.preparing import Picture
from library.catalogue.models import DerivativeKind

_SIZES = (
    (DerivativeKind.READING, 1400, 40),
    (DerivativeKind.READING, 800, 30),
    (DerivativeKind.THUMBNAIL, 200, 30),
)
"""What for, how wide in pixels, and the least quality at which Vietnamese marks stay clear."""


@stage(version=2)
def derive(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Make reading images and a thumbnail of the page; none is wider than the scan."""
    made: dict[tuple[DerivativeKind, int], PageImage] = {}
    for kind, picture, content in reading_images(tools.shown(page)):
        high, wide = picture.shape[:2]
        made[kind, wide] = PageImage(
            kind.value, tools.keep(content), "image/webp", wide, high, len(content)
        )
    return replace(page, images=tuple(made.values()))


def reading_images(picture: Picture) -> Iterator[tuple[DerivativeKind, Picture, bytes]]:
    """Give what readers see of a page, largest first, each made of the one before."""
    for kind, width, quality in _SIZES:
        picture = preparing.reduced(picture, width)
        yield kind, picture, images.as_webp(picture, quality=quality)
