"""PDF documents (PDFium): page count, page contents, rendering."""

import atexit
import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from math import sqrt
from pathlib import Path, PurePosixPath

import pypdf
import pypdfium2
from pypdf.errors import PyPdfError

from ingest.images.picture import Picture, drop_unused_colour
from ingest.problems import (
    BrokenFileError,
    EncryptedFileError,
    ImageTooLargeError,
    NoPagesError,
    ProblemError,
    TooManyPagesError,
    UnreadablePageError,
)
from ingest.tools.image_files import MAX_MEGAPIXELS, MAX_PAGES, MAX_SIDE, raise_if_too_large
from ingest.tools.pdf_forms import open_with_form_text
from ingest.tools.pdf_letters import read_characters
from ingest.tools.pdf_objects import images_and_paths, is_text_on_top
from library.vietnamese.legacy_encodings import LegacyEncoding
from library.vietnamese.letters import compose

SCAN_SHARE = 0.5
"""A page with a larger share covered by images is a scan, even if it has text."""

POINTS_PER_INCH = 72
_MAX_DRAWN_MEGAPIXELS = 40
_MIN_DPI, _MAX_DPI = 72, 400
_OCR_DPI, _DISPLAY_DPI = 240, 200
"""For pages of more than one image: higher resolutions have no benefit."""

_OFFICE_PRODUCER = "LibreOffice"

_open: dict[Path, pypdfium2.PdfDocument] = {}


@dataclass(frozen=True, slots=True)
class PageFacts:
    """Contents of a PDF page."""

    words: int
    text: str
    image_share: float
    """Fraction of the page covered by its images, 0 to 1."""
    image_dpi: int
    """Resolution of its largest image; 0 without one."""
    paths: int
    width: float
    height: float
    """Size in points."""
    encodings: frozenset[LegacyEncoding] = frozenset()
    """Legacy encodings in which the text was found."""
    is_text_on_top: bool = False
    """True if its text is drawn over its images and so is the visible text."""
    is_from_office: bool = False
    """True if LibreOffice made it, as it does here from slides: few words may be the whole text."""


def pages(path: Path, name: str) -> range:
    """Return the page indexes of a PDF; raise a ProblemError if it cannot be processed."""
    try:
        count = len(_document(path))
    except pypdfium2.PdfiumError as error:
        raise diagnose(path, name) from error
    if not count:
        raise NoPagesError(name)
    if count > MAX_PAGES:
        raise TooManyPagesError(name, count, MAX_PAGES)
    return range(count)


def has_attachments(path: Path) -> bool:
    """Return True if a PDF has attached files; False for unreadable ones."""
    try:
        return _document(path).count_attachments() > 0
    except pypdfium2.PdfiumError:
        return False


def size(path: Path, index: int) -> tuple[float, float]:
    """Return width and height of a page in points, without opening it."""
    try:
        return _document(path).get_page_size(index)
    except pypdfium2.PdfiumError as error:
        raise UnreadablePageError from error


def facts(path: Path, index: int) -> PageFacts:
    """Return the contents of a page, without rendering it."""
    with open_page(path, index) as page:
        width, height = page.get_size()
        image_objects, paths = images_and_paths(page)
        images = [_image_facts(image) for image in image_objects]
        with (
            open_with_form_text(page, path, index) as flat_page,
            closing(flat_page.get_textpage()) as layer,
        ):
            letters = read_characters(layer)
            is_on_top = bool(letters.text.strip()) and is_text_on_top(flat_page)
        text = letters.text
        image_share = min(1.0, sum(area for area, _ in images) / max(width * height, 1))
        return PageFacts(
            words=len(text.split()),
            text=text,
            image_share=image_share,
            image_dpi=max(images, default=(0.0, 0))[1],
            paths=paths,
            width=width,
            height=height,
            encodings=letters.encodings,
            is_text_on_top=is_on_top,
            is_from_office=_document(path)
            .get_metadata_value("Producer")
            .startswith(_OFFICE_PRODUCER),
        )


def drawing_dpi(page: PageFacts, *, to_read: bool) -> int:
    """Return the best rendering resolution of a page: that of its scan, if it is one."""
    if page.image_share > SCAN_SHARE:
        best_dpi = page.image_dpi
    else:
        best_dpi = _OCR_DPI if to_read else _DISPLAY_DPI
    inches = page.width / POINTS_PER_INCH * page.height / POINTS_PER_INCH
    possible = int(sqrt(_MAX_DRAWN_MEGAPIXELS * 1_000_000 / max(inches, 0.01)))
    if possible < _MIN_DPI / 2:
        raise ImageTooLargeError(round(page.width), round(page.height), MAX_MEGAPIXELS, MAX_SIDE)
    return min(max(best_dpi, _MIN_DPI), _MAX_DPI, possible)


def draw(path: Path, index: int, dpi: int) -> Picture:
    """Return a page as printed on paper, stamps and form fields included."""
    with open_page(path, index) as page:
        bitmap = page.render(scale=dpi / POINTS_PER_INCH, rev_byteorder=True)
        return drop_unused_colour(bitmap.to_numpy()).copy()


def draw_thumbnail(path: Path, index: int, width: int) -> Picture:
    """Return a page in grey and `width` wide, at low quality."""
    with open_page(path, index) as page:
        for image in images_and_paths(page)[0]:
            raise_if_too_large(*image.get_px_size())
        scale = width / max(page.get_width(), 1.0)
        raise_if_too_large(width, round(page.get_height() * scale))
        return page.render(scale=scale, grayscale=True).to_numpy().copy()


@contextmanager
def open_page(path: Path, index: int) -> Iterator[pypdfium2.PdfPage]:
    """Open one page; raise UnreadablePageError if that fails."""
    try:
        with closing(_document(path)[index]) as page:
            yield page
    except pypdfium2.PdfiumError as error:
        raise UnreadablePageError from error


def _document(path: Path) -> pypdfium2.PdfDocument:
    """Return the open document; it stays open for its next page."""
    if path not in _open:
        _close()
        _open[path] = pypdfium2.PdfDocument(path)
        _open[path].init_forms()
    return _open[path]


def _close() -> None:
    while _open:
        _open.popitem()[1].close()


atexit.register(_close)  # PDFium reports documents still open at exit


def _image_facts(image: pypdfium2.PdfImage) -> tuple[float, int]:
    """Return the area of an image in square points, and its resolution in dpi."""
    pixels_wide, pixels_high = image.get_px_size()
    raise_if_too_large(pixels_wide, pixels_high)
    x0, y0, x1, y1 = image.get_bounds()
    area = abs(x1 - x0) * abs(y1 - y0)
    if not area:
        return 0.0, 0
    return area, round(sqrt(pixels_wide * pixels_high / area) * POINTS_PER_INCH)


logging.getLogger("pypdf").setLevel(
    logging.CRITICAL
)  # its warnings are not needed: we check for problems ourselves

_READ_ERRORS = (PyPdfError, OSError, ValueError, TypeError, KeyError, IndexError, AttributeError)
"""Exceptions of pypdf for damaged files."""


def diagnose(path: Path, name: str) -> ProblemError:
    """Return the problem with a document, as an exception with a message for people."""
    try:
        with pypdf.PdfReader(path) as document:
            if document.is_encrypted:
                return EncryptedFileError(name)
            empty = not document.pages
    except (*_READ_ERRORS, RecursionError):
        return BrokenFileError(name)
    return NoPagesError(name) if empty else BrokenFileError(name)


def extract_documents(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each document in a portfolio; nothing if the PDF is none."""
    try:
        with pypdf.PdfReader(path) as portfolio:
            if "/Collection" not in portfolio.root_object:
                return
            for attachment in portfolio.attachment_list:
                name = compose(attachment.alternative_name or attachment.name)
                yield PurePosixPath(name).name, attachment.content
    except _READ_ERRORS:
        return
