"""Prints a page as a leaf of PDF, for readers to take home."""

from dataclasses import replace
from math import sqrt

from ingest.context import Toolbox
from ingest.images import palette, preprocess
from ingest.images.preprocess import Picture
from ingest.record import PageImage, PageRecord
from ingest.stage import stage
from ingest.tools import image_files, page_pdf
from ingest.tools.page_pdf import Ink, Print
from library.catalogue.models import DerivativeKind
from library.catalogue.text.layout import lines

_DPI = 200
"""Finer than any screen shows a whole page, and as fine as most printers print one."""

_MOST_PIXELS = 20_000_000
"""More than a sheet of A2 at that resolution: larger ones are printed less finely."""

_QUALITY = 50


@stage(version=4)
def imprint(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Make the leaf of the page: its image as small as print allows, its words unseen over it."""
    shown = tools.copies(page)
    printed = printing(
        preprocess.reduced(shown.whole, printed_width(page)),
        tools.prepared(page),
        is_print=palette.is_print(shown.narrow),
    )
    words = tools.words(page)
    made = page_pdf.leaf(printed, lines(words), (page.width, page.height), page.dpi)
    kept = PageImage(
        kind=DerivativeKind.LEAF.value,
        digest=tools.keep(made),
        media_type="application/pdf",
        width=printed.width,
        height=printed.height,
        bytes=len(made),
    )
    return replace(page, images=(*page.images, kept))


def printed_width(page: PageRecord) -> int:
    """Return how many pixels wide a page is printed."""
    fine_enough = _DPI / page.dpi
    light_enough = sqrt(_MOST_PIXELS / (page.width * page.height))
    return round(page.width * min(1.0, fine_enough, light_enough))


def printing(shown: Picture, clean: Picture, *, is_print: bool) -> Print:
    """Return a page as it is printed: in a few inks when it is print, else as a photograph."""
    high, wide = shown.shape[:2]
    if not is_print:
        jpeg = image_files.as_jpeg(shown, quality=_QUALITY)
        return Print(wide, high, jpeg=jpeg, is_grey=shown.ndim == 2)
    inks = palette.inks(clean, shown)
    return Print(wide, high, tuple(Ink(colour, image_files.as_g4(black)) for colour, black in inks))
