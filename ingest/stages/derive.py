"""Stage that makes the reading images and the thumbnail of a page."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.context import Toolbox
from ingest.images.picture import Picture, limit_width
from ingest.record import PageImage, PageRecord
from ingest.stage import stage
from ingest.tools import image_files
from library.catalogue.models import DerivativeKind

_WIDE, _NARROW, _NARROWEST, _THUMBNAIL_WIDTH = 1280, 880, 720, 200
"""Widths in pixels: for large screens; for small screens or slow connections, and of crowded pages
there, whose diacritics are still distinguishable; for lists."""

_CROWDED_BYTES = 100_000
"""Size of the AVIF for large screens from which a page is crowded: at 880 pixels it has 60 KB."""

_AVIF_QUALITY, _WEBP_QUALITY = 40, 20
"""By eye, and by the similarity (SSIM) of the pixels near strokes on 20 scanned pages: at 35 hooks
and dots of small print run together and yellowed paper turns green (December 2026)."""


@dataclass(frozen=True, slots=True)
class ReaderImage:
    """An image for readers: its kind, its pixels, and its encoded file."""

    kind: DerivativeKind
    picture: Picture
    content: bytes


@stage(version=12)
def derive(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Make reading images and a thumbnail of the page; none is wider than the scan."""
    images: dict[tuple[DerivativeKind, int], PageImage] = {}
    for image in reading_images(tools.shown(page)):
        height, width = image.picture.shape[:2]
        media_type = "image/avif" if image.kind is DerivativeKind.AVIF else "image/webp"
        digest, length = tools.keep(image.content), len(image.content)
        images[image.kind, width] = PageImage(
            image.kind.value, digest, media_type, width, height, length
        )
    return replace(page, images=tuple(images.values()))


def reading_images(page: Picture) -> Iterator[ReaderImage]:
    """Yield the images of a page, largest first: AVIF, WebP for browsers without it, thumbnail."""
    wide = limit_width(page, _WIDE)
    content = image_files.to_avif(wide, quality=_AVIF_QUALITY)
    narrow = limit_width(wide, _NARROW if len(content) <= _CROWDED_BYTES else _NARROWEST)
    yield ReaderImage(DerivativeKind.AVIF, wide, content)
    content = image_files.to_avif(narrow, quality=_AVIF_QUALITY)
    yield ReaderImage(DerivativeKind.AVIF, narrow, content)
    for picture in (wide, narrow):
        content = image_files.to_webp(picture, quality=_WEBP_QUALITY, method=0)
        yield ReaderImage(DerivativeKind.READING, picture, content)
    small = limit_width(narrow, _THUMBNAIL_WIDTH)
    thumbnail = image_files.to_webp(small, quality=20, method=6)
    yield ReaderImage(DerivativeKind.THUMBNAIL, small, thumbnail)
