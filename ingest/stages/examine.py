"""Finds out what a page is: how finely it was scanned, and whether it holds its own text."""

from dataclasses import replace

from ingest.context import Toolbox
from ingest.images.preprocess import likely_dpi
from ingest.ocr_import import read_layout_file
from ingest.problems import ImageTooSmallError, PageProblemError
from ingest.record import FileKind, PageRecord
from ingest.stage import stage
from ingest.tools import image_files, pdf
from library.errors import LibraryError
from library.vietnamese.legacy_fonts import conversion
from library.vietnamese.legibility import is_legible

_ENOUGH_WORDS = 40
"""Signatures and stamps laid over a page have 11 to 34 words."""

_LAYOUT = "Tệp chữ đi kèm trang này"
_REREAD = "{0} Chữ đã được nhận dạng lại từ ảnh."
_LEAST_SIDE = 50
_LARGE_PICTURES = 0.15
"""Part of a page that pictures cover from which on something may be written in them."""

_MANY_PATHS = 300
"""Letters drawn as outlines leave few words and many paths."""


@stage(version=6)
def examine(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Note the resolution, and whether the page's own text can be trusted."""
    if page.place.problem:
        raise PageProblemError(page.place.problem)
    path = tools.master(page.place.file)
    if page.place.kind is FileKind.PDF:
        found = pdf.facts(path, page.place.index)
        own = is_its_text(found) and not page.place.is_part
        dpi = pdf.drawing_dpi(found, to_read=not own)
        remark = conversion(found.encodings) if own and found.encodings else page.remark
        enough = found.words >= _ENOUGH_WORDS or (found.is_from_office and found.words > 0)
        layer = not (own or page.place.is_part) and enough
        return replace(
            page,
            has_text=own,
            has_layer=layer,
            is_layer_seen=layer and found.is_text_on_top,
            has_pictures=own and found.image_share >= _LARGE_PICTURES,
            dpi=dpi,
            remark=remark,
        )
    image = image_files.facts(path, page.place.index)
    if min(image.width, image.height) < _LEAST_SIDE:
        raise ImageTooSmallError(image.width, image.height)
    width = round(image.width * (page.place.ends - page.place.begins))
    page = replace(page, dpi=image.dpi or likely_dpi(width, image.height))
    return _with_layout(page, tools) if page.place.layout else page


def _with_layout(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Trust the words that came beside the image, unless they cannot be read or are none."""
    try:
        found = read_layout_file.read(tools.master(page.place.layout), _LAYOUT)
    except LibraryError as error:
        return replace(page, remark=_REREAD.format(error))
    return replace(page, has_text=bool(found.words))


def is_its_text(page: pdf.PageFacts) -> bool:
    """Say whether the text in a PDF page is the text one sees on it.

    A text layer is not a text: signed scans carry one of a few words. And a text that is not
    legible (lost encodings) is worth less than what Tesseract reads off the page.
    """
    if page.image_share > pdf.SCAN_SHARE or not page.words:
        return False
    may_be_laid_over = page.image_share and not page.is_from_office
    if page.words < _ENOUGH_WORDS and (may_be_laid_over or page.paths > _MANY_PATHS):
        return False
    return is_legible(page.text)
