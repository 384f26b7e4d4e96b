"""Makes the images readers see."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.context import Toolbox
from ingest.images import palette, preprocess
from ingest.images.picture import Picture, smaller
from ingest.images.reading_sizes import NARROW, Copies
from ingest.record import PageImage, PageRecord
from ingest.stage import stage
from ingest.tools import image_files
from library.catalogue.models import DerivativeKind

_WEBP, _PNG = "image/webp", "image/png"

_THUMB = 200
"""Pixels: wide enough to recognise a page by."""

_LIGHT = 60_000
"""Bytes that a page of print may weigh on a slow line."""

_CROWDED = (NARROW, 800, 720)
"""How wide a page is drawn that weighs more; on the last, marks are still told apart."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """An image for readers: what it is for, what it shows, and its file."""

    kind: DerivativeKind
    picture: Picture
    content: bytes
    media_type: str = _WEBP


@stage(version=8)
def derive(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Make reading images and a thumbnail of the page; none is wider than the scan."""
    made: dict[tuple[DerivativeKind, int], PageImage] = {}
    for drawn in reading_images(tools.copies(page), tools.prepared(page)):
        high, wide = drawn.picture.shape[:2]
        digest, length = tools.keep(drawn.content), len(drawn.content)
        made[drawn.kind, wide] = PageImage(
            drawn.kind.value, digest, drawn.media_type, wide, high, length
        )
    return replace(page, images=tuple(made.values()))


def reading_images(shown: Copies, clean: Picture) -> Iterator[Drawn]:
    """Give what readers see of a page, largest first; `clean` is the page as Tesseract reads it.

    Print is drawn in few tones: black on white in both sizes, so that the larger one weighs half,
    else in the smaller one, and the larger one keeps the look of the paper and of its inks.
    """
    wide, narrow = shown.wide, shown.narrow
    small = preprocess.reduced(narrow, _THUMB)
    is_print = palette.is_print(narrow)
    grey = wide if clean is shown.whole else smaller(clean, *wide.shape[1::-1])
    if is_print and palette.is_black_on_white(narrow):
        large = palette.in_few_tones(grey, wide)
        yield Drawn(DerivativeKind.READING, large, image_files.as_grey_png(large), _PNG)
    else:
        yield Drawn(DerivativeKind.READING, wide, image_files.as_webp(wide, quality=40))
    if is_print:
        yield Drawn(DerivativeKind.READING, *_light(narrow, grey))
    else:
        yield Drawn(DerivativeKind.READING, narrow, image_files.as_webp(narrow, quality=30))
    yield Drawn(DerivativeKind.THUMBNAIL, small, image_files.as_webp(small, quality=30))


def _light(narrow: Picture, grey: Picture) -> tuple[Picture, bytes]:
    """Return a page of print as light as a slow line needs it: narrower where it is crowded."""
    for width in _CROWDED:
        light = palette.in_few_tones(grey, preprocess.reduced(narrow, width))
        content = image_files.as_exact_webp(light)
        if len(content) <= _LIGHT:
            break
    return light, content
