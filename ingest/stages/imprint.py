"""Stage that makes the page PDF for downloads."""

from dataclasses import replace
from math import sqrt

from ingest.context import Toolbox
from ingest.images.few_colours import palette
from ingest.images.picture import Picture, limit_width, shrink
from ingest.record import PageImage, PageRecord
from ingest.stage import stage
from ingest.tools import image_files, page_pdf
from ingest.tools.page_pdf import Ink, PdfPageImage
from library.catalogue.models import DerivativeKind
from library.catalogue.text.layout import lines

_PRINT_DPI = 200
"""More than any screen shows of a whole page, and as much as most printers print."""

_MAX_PIXELS = 20_000_000
"""More than an A2 page at that resolution; larger pages get a lower resolution."""

_QUALITY = 50


@stage(version=5)
def imprint(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Make the page PDF: a compressed image with the words as an invisible text layer."""
    sizes, clean = tools.copies(page), tools.prepared(page)
    pdf_image = print_image(
        limit_width(sizes.full, printed_width(page)),
        clean,
        is_print=not page.is_picture
        and palette.is_print(sizes.narrow, shrink(clean, *sizes.wide.shape[1::-1])),
    )
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


def print_image(colour_page: Picture, clean: Picture, *, is_print: bool) -> PdfPageImage:
    """Return the image for the page PDF: a few ink layers for a printed page, else a JPEG."""
    height, width = colour_page.shape[:2]
    if not is_print:
        jpeg = image_files.to_jpeg(colour_page, quality=_QUALITY)
        return PdfPageImage(width, height, jpeg=jpeg, is_grey=colour_page.ndim == 2)
    flat = palette.flatten(clean, colour_page)
    inks = (Ink(colour, image_files.to_g4(black)) for colour, black in flat.layers())
    return PdfPageImage(width, height, tuple(inks), paper=flat.paper())
