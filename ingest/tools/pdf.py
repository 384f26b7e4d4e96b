"""Opens PDF documents (PDFium): counts their pages, looks at what they are made of, draws them."""

import atexit
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

import pypdfium2

from ingest.images.picture import Picture, without_idle_colour
from ingest.problems import (
    ImageTooLargeError,
    NoPagesError,
    TooManyPagesError,
    UnreadablePageError,
)
from ingest.tools.image_files import MAX_MEGAPIXELS, MAX_PAGES, MAX_SIDE, refuse_if_huge
from ingest.tools.pdf_forms import with_typed
from ingest.tools.pdf_letters import letters_of
from ingest.tools.pdf_objects import images_and_paths, is_text_on_top
from ingest.tools.pdf_trouble import diagnosis
from library.vietnamese.legacy_encodings import OldEncoding

SCAN_SHARE = 0.5
"""A page that images cover so far is a scan, whatever text lies on it."""

POINTS_PER_INCH = 72
_DRAWN_MEGAPIXELS = 40
_LEAST_DPI, _MOST_DPI = 72, 400
_DPI_TO_READ, _DPI_TO_SEE = 240, 200
"""Of a page that is more than one image: drawn as finely as is any use."""

_OFFICE = "LibreOffice"

_open: dict[Path, pypdfium2.PdfDocument] = {}


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page of a PDF is made of."""

    words: int
    text: str
    image_share: float
    """The part of the page its images cover, 0 to 1."""
    image_dpi: int
    """Resolution of its largest image; 0 without one."""
    paths: int
    width: float
    height: float
    """Size in points."""
    encodings: frozenset[OldEncoding] = frozenset()
    """Those from before Unicode in which the text was found."""
    is_text_on_top: bool = False
    """Whether its text is drawn over its images: then it is what one sees there."""
    is_from_office: bool = False
    """Whether LibreOffice made it, as it does here of slides: few words may be all there are."""


def pages(path: Path, name: str) -> range:
    """Return the places of the pages of a PDF; raise a ProblemError when it cannot be worked on."""
    try:
        count = len(_document(path))
    except pypdfium2.PdfiumError as error:
        raise diagnosis(path, name) from error
    if not count:
        raise NoPagesError(name)
    if count > MAX_PAGES:
        raise TooManyPagesError(name, count, MAX_PAGES)
    return range(count)


def has_attachments(path: Path) -> bool:
    """Say whether other files are in a PDF; never fails."""
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
    """Look at what a page is made of, without drawing it."""
    with page_of(path, index) as page:
        width, height = page.get_size()
        found, paths = images_and_paths(page)
        images = [_image_facts(image) for image in found]
        with (
            with_typed(page, path, index) as filled,
            closing(filled.get_textpage()) as layer,
        ):
            letters = letters_of(layer)
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
            is_text_on_top=bool(text) and image_share > SCAN_SHARE and is_text_on_top(page),
            is_from_office=_maker(path).startswith(_OFFICE),
        )


def drawing_dpi(page: PageFacts, *, to_read: bool) -> int:
    """Return the resolution at which a page is best drawn: that of its scan, when it is one."""
    if page.image_share > SCAN_SHARE:
        wanted = page.image_dpi
    else:
        wanted = _DPI_TO_READ if to_read else _DPI_TO_SEE
    inches = page.width / POINTS_PER_INCH * page.height / POINTS_PER_INCH
    possible = int(sqrt(_DRAWN_MEGAPIXELS * 1_000_000 / max(inches, 0.01)))
    if possible < _LEAST_DPI / 2:
        raise ImageTooLargeError(round(page.width), round(page.height), MAX_MEGAPIXELS, MAX_SIDE)
    return min(max(wanted, _LEAST_DPI), _MOST_DPI, possible)


def draw(path: Path, index: int, dpi: int) -> Picture:
    """Return a page as its reader would see it on paper, stamps and form fields included."""
    with page_of(path, index) as page:
        bitmap = page.render(scale=dpi / POINTS_PER_INCH, rev_byteorder=True)
        return without_idle_colour(bitmap.to_numpy()).copy()


def glance(path: Path, index: int, width: int) -> Picture:
    """Return a page grey and `width` wide, without looking closely."""
    with page_of(path, index) as page:
        for image in images_and_paths(page)[0]:
            refuse_if_huge(*image.get_px_size())
        scale = width / max(page.get_width(), 1.0)
        refuse_if_huge(width, round(page.get_height() * scale))
        return page.render(scale=scale, grayscale=True).to_numpy().copy()


@contextmanager
def page_of(path: Path, index: int) -> Iterator[pypdfium2.PdfPage]:
    """Give one page to look at; raise UnreadablePageError when it does not open."""
    try:
        with closing(_document(path)[index]) as page:
            yield page
    except pypdfium2.PdfiumError as error:
        raise UnreadablePageError from error


def _document(path: Path) -> pypdfium2.PdfDocument:
    """Open a document, and leave it open for its next page."""
    if path not in _open:
        _close()
        _open[path] = pypdfium2.PdfDocument(path)
        _open[path].init_forms()
    return _open[path]


def _maker(path: Path) -> str:
    return _document(path).get_metadata_value("Producer")


def _close() -> None:
    while _open:
        _open.popitem()[1].close()


atexit.register(_close)  # PDFium complains of documents left open at the end


def _image_facts(image: pypdfium2.PdfImage) -> tuple[float, int]:
    """Return how many square points an image covers, and its resolution."""
    pixels_wide, pixels_high = image.get_px_size()
    refuse_if_huge(pixels_wide, pixels_high)
    left, bottom, right, top = image.get_bounds()
    area = abs(right - left) * abs(top - bottom)
    if not area:
        return 0.0, 0
    return area, round(sqrt(pixels_wide * pixels_high / area) * POINTS_PER_INCH)
