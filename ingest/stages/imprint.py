"""Stage that makes the page PDF for downloads."""

from dataclasses import replace
from math import sqrt

from ingest.context import Toolbox
from ingest.images.cells import Cell
from ingest.images.few_colours.printed_page import PrintedPage
from ingest.images.picture import Picture, limit_width
from ingest.record import PageImage, PageRecord
from ingest.stage import stage
from ingest.tools import image_files, page_pdf
from ingest.tools.page_pdf import Ink, Jpeg, PdfPageImage
from library.catalogue.models import DerivativeKind
from library.catalogue.text.layout import lines

_PRINT_DPI = 200
"""More than any screen shows of a whole page, and as much as most printers print."""

_MAX_PIXELS = 20_000_000
"""More than an A2 page at that resolution; larger pages get a lower resolution."""

_QUALITY = 50


@stage(version=6)
def imprint(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Make the page PDF: a compressed image with the words as an invisible text layer."""
    picture = limit_width(tools.shown(page), printed_width(page))
    pdf_image = print_image(picture, tools.prepared(page), tools.printed(page))
    words = tools.words(page)
    content = page_pdf.make_page_pdf(pdf_image, lines(words), (page.width, page.height), page.dpi)
    image = PageImage(
        kind=DerivativeKind.LEAF.value,
        digest=tools.keep(content),
        media_type="application/pdf",
        width=pdf_image.width,
        height=pdf_image.height,
        bytes=len(content),
    )
    return replace(page, images=(*page.images, image))


def printed_width(page: PageRecord) -> int:
    """Return the width in pixels of a page's image in its PDF."""
    fine_enough = _PRINT_DPI / page.dpi
    light_enough = sqrt(_MAX_PIXELS / (page.width * page.height))
    return round(page.width * min(1.0, fine_enough, light_enough))


def print_image(colour_page: Picture, clean: Picture, printed: PrintedPage | None) -> PdfPageImage:
    """Return the image for the page PDF: a few ink layers of a printed page, and JPEG images.

    A JPEG shows each photograph among the print, or a page that is no print.
    """
    height, width = colour_page.shape[:2]
    if printed is None:
        return PdfPageImage(width, height, jpegs=(_jpeg(colour_page, Cell(0, 0, width, height)),))
    flat = printed.flatten(clean, colour_page)
    inks = (Ink(colour, image_files.to_g4(mask)) for colour, mask in flat.layers())
    jpegs = (_jpeg(colour_page, box) for box in printed.boxes(colour_page))
    return PdfPageImage(width, height, tuple(inks), tuple(jpegs), paper=flat.paper())


def _jpeg(page: Picture, box: Cell) -> Jpeg:
    part = page[box.top : box.bottom, box.left : box.right]
    return Jpeg(box, image_files.to_jpeg(part, quality=_QUALITY), is_grey=page.ndim == 2)
