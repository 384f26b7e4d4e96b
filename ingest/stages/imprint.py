"""Stage that makes the page PDF for downloads."""

from dataclasses import replace
from math import sqrt

from ingest.context import Toolbox
from ingest.images.picture import Picture, is_black_on_white, limit_width, resize
from ingest.record import PageImage, PageRecord
from ingest.stage import stage
from ingest.tools import image_files, page_pdf
from ingest.tools.page_pdf import PdfPageImage
from library.catalogue.models import DerivativeKind
from library.catalogue.text.layout import lines

_PICTURE, _PRINT = (200, 50), (150, 30)
"""Resolution in dots per inch and JPEG quality of pictures, and of pages of print: sharper than the
reading images, and half as heavy as at 200 and 50."""

_BITONAL_DPI, _BLACK_BELOW = 300, 160
"""Tones below are black: in the middle, hairlines of coarse scans would break (by eye)."""

_MAX_PIXELS = 20_000_000
"""More than an A2 page at 200 dots per inch; larger pages get a lower resolution."""


@stage(version=7)
def imprint(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Make the page PDF: a compressed image with the words as an invisible text layer."""
    pdf_image = print_image(page, tools.shown(page), tools.prepared(page))
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


def printed_width(page: PageRecord, dpi: int) -> int:
    """Return the width in pixels of a page's image in its PDF, at most at this resolution."""
    light_enough = sqrt(_MAX_PIXELS / (page.width * page.height))
    return round(page.width * min(dpi / page.dpi, light_enough))


def print_image(page: PageRecord, shown: Picture, clean: Picture) -> PdfPageImage:
    """Return the image for the page PDF: bitonal if it is black on white, otherwise a JPEG.

    `clean` is the page as Tesseract reads it.
    """
    if not page.is_picture and is_black_on_white(shown, clean):
        width = printed_width(page, _BITONAL_DPI)
        mask = resize(clean, width / clean.shape[1]) < _BLACK_BELOW
        return PdfPageImage(*mask.shape[::-1], image_files.to_g4(mask), is_bitonal=True)
    dpi, quality = _PICTURE if page.is_picture else _PRINT
    picture = limit_width(shown, printed_width(page, dpi))
    height, width = picture.shape[:2]
    content = image_files.to_jpeg(picture, quality=quality)
    return PdfPageImage(width, height, content, is_grey=picture.ndim == 2)
