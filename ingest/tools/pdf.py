"""Opens PDF documents (PDFium): counts and draws their pages, and takes the text they hold."""

import ctypes
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from ingest.problems import (
    ImageTooLargeError,
    NoPagesError,
    TooManyPagesError,
    UnreadablePageError,
)
from ingest.tools.images import MAX_MEGAPIXELS
from ingest.tools.pdf_trouble import diagnosis
from ingest.tools.preparing import Picture
from library.catalogue.words import Word
from library.vietnamese import compose

MAX_PAGES = 20_000
SCAN_SHARE = 0.5
"""A page that images cover so far is a scan, whatever text lies on it."""

_POINTS_PER_INCH = 72
_DRAWN_MEGAPIXELS = 40
_LEAST_DPI, _MOST_DPI = 72, 400
_DPI_TO_READ, _DPI_TO_SEE = 240, 200
"""Of a page that is more than one image: drawn as finely as is any use."""

_CONTROLS = dict.fromkeys([*range(32), 0x7F, 0xAD, 0xFFFE, 0xFFFF])


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


def count_pages(path: Path, name: str) -> int:
    """Return how many pages a PDF has; raise a ProblemError when it cannot be worked on."""
    try:
        with _opened(path) as document:
            count = len(document)
    except pypdfium2.PdfiumError as error:
        raise diagnosis(path, name) from error
    if not count:
        raise NoPagesError(name)
    if count > MAX_PAGES:
        raise TooManyPagesError(name, count, MAX_PAGES)
    return count


def facts(path: Path, index: int) -> PageFacts:
    """Look at what a page is made of, without drawing it."""
    with _page(path, index) as page:
        width, height = page.get_size()
        images = [_image_facts(found) for found in page.get_objects([raw.FPDF_PAGEOBJ_IMAGE])]
        with closing(page.get_textpage()) as layer:
            text = layer.get_text_range() if layer.count_chars() else ""
        return PageFacts(
            words=len(text.split()),
            text=text,
            image_share=min(1.0, sum(area for area, _ in images) / max(width * height, 1)),
            image_dpi=max(images, default=(0.0, 0))[1],
            paths=sum(1 for _ in page.get_objects([raw.FPDF_PAGEOBJ_PATH])),
            width=width,
            height=height,
        )


def drawing_dpi(page: PageFacts, *, to_read: bool) -> int:
    """Return the resolution at which a page is best drawn: that of its scan, when it is one."""
    if page.image_share > SCAN_SHARE:
        wanted = page.image_dpi
    else:
        wanted = _DPI_TO_READ if to_read else _DPI_TO_SEE
    inches = page.width / _POINTS_PER_INCH * page.height / _POINTS_PER_INCH
    possible = int(sqrt(_DRAWN_MEGAPIXELS * 1_000_000 / max(inches, 0.01)))
    if possible < _LEAST_DPI / 2:
        raise ImageTooLargeError(round(page.width), round(page.height), MAX_MEGAPIXELS)
    return min(max(wanted, _LEAST_DPI), _MOST_DPI, possible)


def draw(path: Path, index: int, dpi: int) -> Picture:
    """Return a page as its reader would see it on paper, stamps and form fields included."""
    with _page(path, index) as page:
        bitmap = page.render(scale=dpi / _POINTS_PER_INCH, rev_byteorder=True)
        return bitmap.to_numpy().copy()


def layer_words(path: Path, index: int, dpi: int) -> tuple[Word, ...]:
    """Return the words of a page's own text, boxes in the pixels of `draw`."""
    with _page(path, index) as page, closing(page.get_textpage()) as layer:
        size = [round(side * dpi / _POINTS_PER_INCH) for side in page.get_size()]
        return tuple(_in_lines(_runs(layer), page, size))


@dataclass(slots=True)
class _Run:
    """Letters without a space between them, and the box around them in points."""

    letters: list[str]
    left: float
    bottom: float
    right: float
    top: float
    line: int

    def add(self, letter: str, left: float, bottom: float, right: float, top: float) -> None:
        self.letters.append(letter)
        self.left, self.bottom = min(self.left, left), min(self.bottom, bottom)
        self.right, self.top = max(self.right, right), max(self.top, top)


def _runs(layer: pypdfium2.PdfTextPage) -> Iterator[_Run]:
    line, run = 0, None
    for index in range(layer.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(layer, index))
        if letter.isspace():
            if run:
                yield run
            line, run = line + (letter == "\n"), None
        elif ord(letter) not in _CONTROLS:
            box = layer.get_charbox(index)
            if run:
                run.add(letter, *box)
            else:
                run = _Run([letter], *box, line)
    if run:
        yield run


def _in_lines(
    runs: Iterator[_Run], page: pypdfium2.PdfPage, size: tuple[int, int]
) -> Iterator[Word]:
    block, line, last = 0, -1, None
    for run in runs:
        if last is None or run.line != last.line:
            line += 1
            apart = last is not None and _apart(last, run)
            block += apart
        last = run
        left, top, right, bottom = _on_page(page, size, run)
        text = compose("".join(run.letters))
        yield Word(text, left, top, right - left, bottom - top, 1.0, block, line)


def _apart(last: _Run, run: _Run) -> bool:
    """Say whether a line begins a new block: far below the last one, or above it."""
    height = max(last.top - last.bottom, run.top - run.bottom)
    return last.bottom - run.top > height or run.bottom > last.top


def _on_page(
    page: pypdfium2.PdfPage, size: tuple[int, int], run: _Run
) -> tuple[int, int, int, int]:
    corners = [(run.left, run.top), (run.right, run.bottom)]
    (left, top), (right, bottom) = (_to_pixel(page, size, *corner) for corner in corners)
    return min(left, right), min(top, bottom), max(left, right), max(top, bottom)


def _to_pixel(
    page: pypdfium2.PdfPage, size: tuple[int, int], across: float, up: float
) -> tuple[int, int]:
    x, y = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, *size, 0, across, up, x, y)
    return x.value, y.value


@contextmanager
def _opened(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    with closing(pypdfium2.PdfDocument(path)) as document:
        yield document


@contextmanager
def _page(path: Path, index: int) -> Iterator[pypdfium2.PdfPage]:
    try:
        with _opened(path) as document:
            document.init_forms()
            with closing(document[index]) as page:
                yield page
    except pypdfium2.PdfiumError as error:
        raise UnreadablePageError from error


def _image_facts(image: pypdfium2.PdfImage) -> tuple[float, int]:
    """Return how many square points an image covers, and its resolution."""
    pixels_wide, pixels_high = image.get_px_size()
    if pixels_wide * pixels_high > MAX_MEGAPIXELS * 1_000_000:
        raise ImageTooLargeError(pixels_wide, pixels_high, MAX_MEGAPIXELS)
    left, bottom, right, top = image.get_bounds()
    area = abs(right - left) * abs(top - bottom)
    if not area:
        return 0.0, 0
    return area, round(sqrt(pixels_wide * pixels_high / area) * _POINTS_PER_INCH)
