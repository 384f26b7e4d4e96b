"""Stage that makes the reading images and the thumbnail of a page."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.context import Toolbox
from ingest.images.few_colours import palette
from ingest.images.few_colours.printed_page import PrintedPage
from ingest.images.picture import Picture, limit_width
from ingest.images.reading_sizes import NARROW, ReadingSizes
from ingest.record import PageImage, PageRecord
from ingest.stage import stage
from ingest.tools import image_files
from library.catalogue.models import DerivativeKind

_WEBP, _PNG = "image/webp", "image/png"

_THUMBNAIL_WIDTH = 200
"""Pixels: enough to recognise a page."""

_MAX_PRINT_BYTES = 60_000
"""Largest size in bytes of a printed page's image for slow connections."""

_PRINT_WIDTHS = (NARROW, 800, 720)
"""Widths in pixels tried until the image is small enough; at the last one diacritics are still
distinguishable."""


@dataclass(frozen=True, slots=True)
class ReaderImage:
    """An image for readers: its kind, its pixels, and its encoded file."""

    kind: DerivativeKind
    picture: Picture
    content: bytes
    media_type: str = _WEBP


@stage(version=11)
def derive(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Make reading images and a thumbnail of the page; none is wider than the scan."""
    images: dict[tuple[DerivativeKind, int], PageImage] = {}
    looks = tools.copies(page), tools.clean_copy(page), tools.printed(page)
    for image in reading_images(*looks, is_picture=page.is_picture):
        height, width = image.picture.shape[:2]
        digest, length = tools.keep(image.content), len(image.content)
        images[image.kind, width] = PageImage(
            image.kind.value, digest, image.media_type, width, height, length
        )
    return replace(page, images=tuple(images.values()))


def reading_images(
    sizes: ReadingSizes, grey: Picture, printed: PrintedPage | None, *, is_picture: bool = False
) -> Iterator[ReaderImage]:
    """Yield the images of a page, largest first; `grey` is its wide copy as Tesseract reads it.

    Printed pages are drawn in a few colours: black on white in both sizes, which halves the larger
    file; otherwise only in the smaller one, and the larger one keeps the grain of the paper. The
    photographs among the print keep their own colours.
    """
    wide, narrow = sizes.wide, sizes.narrow
    small = limit_width(narrow, _THUMBNAIL_WIDTH)
    is_flat = printed is not None and not printed.photographs
    if printed and palette.is_black_on_white(narrow):
        wide = printed.picture(printed.flatten(grey, wide), wide)
    if is_flat and palette.is_black_on_white(narrow):
        yield ReaderImage(DerivativeKind.READING, wide, image_files.to_grey_png(wide), _PNG)
    else:
        yield ReaderImage(DerivativeKind.READING, wide, image_files.to_webp(wide, quality=40))
    if is_flat:
        yield ReaderImage(DerivativeKind.READING, *_light_print(printed, narrow, grey))
    else:
        clean_print = printed.picture(printed.narrow, narrow) if printed else narrow
        small_enough = narrow if is_picture else _light_page(clean_print)
        content = image_files.to_webp(small_enough, quality=30)
        yield ReaderImage(DerivativeKind.READING, small_enough, content)
    thumbnail = image_files.to_webp(small, quality=20, method=6)
    yield ReaderImage(DerivativeKind.THUMBNAIL, small, thumbnail)


def _light_page(narrow: Picture) -> Picture:
    """Return a page of photographs among print, narrower if it is crowded."""
    for width in _PRINT_WIDTHS:
        page = limit_width(narrow, width)
        if len(image_files.to_webp(page, quality=30)) <= _MAX_PRINT_BYTES:
            break
    return page


def _light_print(printed: PrintedPage, narrow: Picture, grey: Picture) -> tuple[Picture, bytes]:
    """Return a printed page small enough for slow connections; crowded pages become narrower."""
    for width in _PRINT_WIDTHS:
        page = limit_width(narrow, width)
        flat = printed.narrow if page is narrow else palette.flatten(grey, page)
        image = flat.picture()
        content = image_files.to_lossless_webp(image)
        if len(content) <= _MAX_PRINT_BYTES:
            break
    return image, content
