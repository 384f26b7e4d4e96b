"""Makes the images readers see."""

from collections.abc import Iterator
from dataclasses import replace

from ingest.record import PageImage, PageRecord
from ingest.stage import stage
from ingest.toolbox import Toolbox
from ingest.tools import few_tones, images, preparing
from ingest.tools.picture import Picture, smaller
from library.catalogue.models import DerivativeKind

_WIDE, _NARROW, _THUMB = 1400, 880, 200
"""Pixels: to read on a large screen, on a small one or a slow line, to recognise a page by."""

_LIGHT = 60_000
"""Bytes that a page of print may weigh on a slow line."""

_CROWDED = (_NARROW, 800, 720)
"""How wide a page is drawn that weighs more; on the last, marks are still told apart."""


@stage(version=7)
def derive(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Make reading images and a thumbnail of the page; none is wider than the scan."""
    made: dict[tuple[DerivativeKind, int], PageImage] = {}
    for kind, picture, content in reading_images(tools.shown(page), tools.prepared(page)):
        high, wide = picture.shape[:2]
        made[kind, wide] = PageImage(
            kind.value, tools.keep(content), "image/webp", wide, high, len(content)
        )
    return replace(page, images=tuple(made.values()))


def reading_images(
    shown: Picture, clean: Picture
) -> Iterator[tuple[DerivativeKind, Picture, bytes]]:
    """Give what readers see of a page, largest first; `clean` is the page as Tesseract reads it.

    Print is drawn in few tones: black on white in both sizes, so that the larger one weighs half,
    else in the smaller one, and the larger one keeps the look of the paper and of its inks.
    """
    wide = preparing.reduced(shown, _WIDE)
    narrow = preparing.reduced(wide, _NARROW)
    small = preparing.reduced(narrow, _THUMB)
    is_print = few_tones.is_print(narrow)
    grey = wide if clean is shown else smaller(clean, *wide.shape[1::-1])
    if is_print and few_tones.is_black_on_white(narrow):
        yield DerivativeKind.READING, *_in_few_tones(wide, grey)
    else:
        yield DerivativeKind.READING, wide, images.as_webp(wide, quality=40)
    if is_print:
        yield DerivativeKind.READING, *_light(narrow, grey)
    else:
        yield DerivativeKind.READING, narrow, images.as_webp(narrow, quality=30)
    yield DerivativeKind.THUMBNAIL, small, images.as_webp(small, quality=30)


def _light(narrow: Picture, grey: Picture) -> tuple[Picture, bytes]:
    """Return a page of print as light as a slow line needs it: narrower where it is crowded."""
    for width in _CROWDED:
        light, content = _in_few_tones(preparing.reduced(narrow, width), grey)
        if len(content) <= _LIGHT:
            break
    return light, content


def _in_few_tones(picture: Picture, grey: Picture) -> tuple[Picture, bytes]:
    light = few_tones.in_few_tones(grey, picture)
    return light, images.as_exact_webp(light)
