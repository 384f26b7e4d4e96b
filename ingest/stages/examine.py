"""Stage that determines the resolution of a page and the usability of its own text."""

from dataclasses import replace

from ingest.context import Toolbox
from ingest.images.preprocess import guess_dpi
from ingest.ocr_import import read_layout_file
from ingest.problems import ImageTooSmallError, PageProblemError
from ingest.record import FileKind, PageRecord
from ingest.stage import stage
from ingest.tools import djvu, image_files, pdf
from library.errors import LibraryError
from library.vietnamese.legacy_fonts import conversion_remark
from library.vietnamese.legibility import is_legible

_MIN_WORDS = 40
"""Words of a usable text; signatures and stamps laid over a page have 11 to 34 words."""

_LAYOUT = "Tệp chữ đi kèm trang này"
_REREAD = "{0} Chữ đã được nhận dạng lại từ ảnh."
_MIN_SIDE_PIXELS = 50
_MIN_PICTURE_SHARE = 0.15
"""Share of the page area covered by pictures, from which they may contain writing."""

_MAX_PATHS = 300
"""Vector paths of a page with few words; letters drawn as outlines leave few words, many paths."""


@stage(version=7)
def examine(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Set the resolution and the text flags of the page."""
    if page.place.problem:
        raise PageProblemError(page.place.problem)
    path = tools.master(page.place.file)
    if page.place.kind is FileKind.PDF:
        facts = pdf.facts(path, page.place.index)
        has_own_text = has_usable_text(facts) and not page.place.is_part
        dpi = pdf.drawing_dpi(facts, to_read=not has_own_text)
        remark = (
            conversion_remark(facts.encodings) if has_own_text and facts.encodings else page.remark
        )
        may_be_right = facts.is_text_on_top or facts.words >= _MIN_WORDS
        has_layer = not (has_own_text or page.place.is_part) and may_be_right
        return replace(
            page,
            has_text=has_own_text,
            has_layer=has_layer,
            is_layer_seen=has_layer and facts.is_text_on_top,
            is_drawn=facts.image_share <= pdf.SCAN_SHARE,
            has_pictures=has_own_text and facts.image_share >= _MIN_PICTURE_SHARE,
            dpi=dpi,
            remark=remark,
        )
    is_djvu = page.place.kind is FileKind.DJVU
    image = (djvu if is_djvu else image_files).facts(path, page.place.index)
    if min(image.width, image.height) < _MIN_SIDE_PIXELS:
        raise ImageTooSmallError(image.width, image.height)
    width = round(image.width * (page.place.ends - page.place.begins))
    page = replace(page, dpi=image.dpi or guess_dpi(width, image.height))
    if is_djvu and not page.place.is_part:
        words = djvu.layer_words(path, page.place.index)
        return replace(page, has_layer=len(words) >= _MIN_WORDS)
    return _with_layout(page, tools) if page.place.layout else page


def _with_layout(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Accept the words of the layout file, unless it is unreadable or empty."""
    try:
        layout = read_layout_file.read(tools.master(page.place.layout), _LAYOUT)
    except LibraryError as error:
        return replace(page, remark=_REREAD.format(error))
    return replace(page, has_text=bool(layout.words))


def has_usable_text(page: pdf.PageFacts) -> bool:
    """Return True if the text in a PDF page is the visible text of the page.

    A text layer over a scan does not count: signed scans have one of a few words. Text that is
    neither Vietnamese, English nor French may be in a lost encoding, and is first compared with the
    picture of the page.
    """
    if page.image_share > pdf.SCAN_SHARE or not page.words:
        return False
    may_be_laid_over = page.image_share and not page.is_from_office
    if page.words < _MIN_WORDS and (may_be_laid_over or page.paths > _MAX_PATHS):
        return False
    return is_legible(page.text)
