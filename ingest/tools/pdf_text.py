"""Takes the words a PDF page holds itself, with their places (PDFium)."""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy
import pypdfium2
from numpy.typing import NDArray
from pypdfium2 import raw

from ingest.tools.pdf import POINTS_PER_INCH, page_of
from ingest.tools.pdf_letters import letters_of
from library.catalogue.words import Word
from library.vietnamese import compose

Box = tuple[int, int, int, int]

_CONTROLS = dict.fromkeys([*range(32), 0x7F, 0xAD, 0xFFFE, 0xFFFF])
_HALVES = "\ud800"
"""Behind all letters that are not counted as two."""

_FAR = 10_000
"""Points between the corners that tell how points lie in pixels; PDFium answers in whole ones."""


def layer_words(path: Path, index: int, dpi: int) -> tuple[Word, ...]:
    """Return the words of a page's own text, boxes in the pixels of the page drawn at `dpi`."""
    with page_of(path, index) as page, closing(page.get_textpage()) as layer:
        return tuple(_words(layer, _Projection.of(page, dpi)))


@dataclass(frozen=True, slots=True)
class _Projection:
    """How points on a page lie in pixels: whatever the page's rotation and crop."""

    left: float
    top: float
    across: tuple[float, float]
    up: tuple[float, float]

    @classmethod
    def of(cls, page: pypdfium2.PdfPage, dpi: int) -> Self:
        """Learn it from three corners."""
        size = [round(side * dpi / POINTS_PER_INCH) for side in page.get_size()]
        left, top = _pixel(page, size, 0, 0)
        (right, low), (beside, high) = _pixel(page, size, _FAR, 0), _pixel(page, size, 0, _FAR)
        return cls(
            left,
            top,
            ((right - left) / _FAR, (low - top) / _FAR),
            ((beside - left) / _FAR, (high - top) / _FAR),
        )

    def boxes(self, corners: NDArray[numpy.float64]) -> list[Box]:
        """Return left, top, width and height in pixels of rectangles in points."""
        across, up = corners[:, ::2], corners[:, 1::2]
        x = numpy.rint(self.left + across * self.across[0] + up * self.up[0])
        y = numpy.rint(self.top + across * self.across[1] + up * self.up[1])
        left, top = x.min(axis=1), y.min(axis=1)
        sides = (left, top, x.max(axis=1) - left, y.max(axis=1) - top)
        return numpy.stack(sides, axis=1).astype(int).tolist()


def _words(layer: pypdfium2.PdfTextPage, projection: _Projection) -> Iterator[Word]:
    """Give the words; a block begins where a line lies far below the last one, or above it."""
    found = list(_pieces(layer))
    corners = _corners(layer, [(start, length) for start, length, _, _ in found])
    block, line, last = 0, -1, None
    for (_, _, text, begins), box in zip(found, projection.boxes(corners), strict=True):
        left, top, width, height = box
        line += begins
        if last is not None and begins:
            gap = top - (last.top + last.height)
            block += gap > max(height, last.height) or gap < -2 * last.height
        last = Word(text, left, top, width, height, 1.0, block, line)
        yield last


def _pieces(layer: pypdfium2.PdfTextPage) -> Iterator[tuple[int, int, str, bool]]:
    """Give place, length and text of each word, and whether it begins a line."""
    begins = True
    for start, end, drawn in letters_of(layer).words():
        if drawn == "\n":
            begins = True
            continue
        text = compose(_whole(drawn).translate(_CONTROLS))
        if text:
            yield start, end - start, text, begins
            begins = False


def _whole(text: str) -> str:
    """Return text in which rare Hán and Nôm letters, which PDFium counts as two, are one."""
    if max(text) < _HALVES:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _corners(layer: pypdfium2.PdfTextPage, places: list[tuple[int, int]]) -> NDArray[numpy.float64]:
    """Return left, top, right and bottom of words, in points."""
    found = numpy.zeros((len(places), 4))
    page, address = ctypes.addressof(layer.raw.contents), found.ctypes.data
    for row, (first, length) in enumerate(places):
        pieces = _count_rectangles(page, first, length)
        if pieces == 1:
            _get_rectangle(page, 0, address, address + 8, address + 16, address + 24)
        elif pieces:
            found[row] = _around(page, pieces)
        address += 32
    return found


def _around(page: int, pieces: int) -> tuple[float, float, float, float]:
    told = (ctypes.c_double * 4)()
    address = ctypes.addressof(told)
    found = []
    for piece in range(pieces):
        _get_rectangle(page, piece, address, address + 8, address + 16, address + 24)
        found.append(tuple(told))
    lefts, tops, rights, bottoms = zip(*found, strict=True)
    return min(lefts), max(tops), max(rights), min(bottoms)


def _by_address(function: Callable[..., int], *told: type) -> Callable[..., int]:
    """Return a function of PDFium that takes addresses as numbers: wrapping them takes longer."""
    address = ctypes.cast(function, ctypes.c_void_p).value
    return ctypes.CFUNCTYPE(ctypes.c_int, *told)(address)


_count_rectangles = _by_address(raw.FPDFText_CountRects, ctypes.c_size_t, *[ctypes.c_int] * 2)
_get_rectangle = _by_address(
    raw.FPDFText_GetRect, ctypes.c_size_t, ctypes.c_int, *[ctypes.c_size_t] * 4
)


def _pixel(page: pypdfium2.PdfPage, size: list[int], across: float, up: float) -> tuple[int, int]:
    x, y = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, *size, 0, across, up, x, y)
    return x.value, y.value
