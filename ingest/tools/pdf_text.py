"""Takes the words a PDF page holds itself, with their places (PDFium)."""

import ctypes
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pypdfium2
from pypdfium2 import raw

from ingest.tools.pdf import POINTS_PER_INCH, page_of
from ingest.tools.pdf_letters import letters_of
from library.catalogue.words import Word
from library.vietnamese import compose

_CONTROLS = dict.fromkeys([*range(32), 0x7F, 0xAD, 0xFFFE, 0xFFFF])
_FAR = 10_000
"""Points between the corners that tell how points lie in pixels; PDFium answers in whole ones."""


def layer_words(path: Path, index: int, dpi: int) -> tuple[Word, ...]:
    """Return the words of a page's own text, boxes in the pixels of the page drawn at `dpi`."""
    with page_of(path, index) as page, closing(page.get_textpage()) as layer:
        return tuple(_in_blocks(_words(layer, _Projection.of(page, dpi))))


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

    def box(self, corners: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
        """Return left, top, width and height in pixels of a rectangle in points."""
        x1, y1 = self._place(corners[0], corners[1])
        x2, y2 = self._place(corners[2], corners[3])
        left, top = min(x1, x2), min(y1, y2)
        return left, top, max(x1, x2) - left, max(y1, y2) - top

    def _place(self, across: float, up: float) -> tuple[int, int]:
        return (
            round(self.left + across * self.across[0] + up * self.up[0]),
            round(self.top + across * self.across[1] + up * self.up[1]),
        )


def _words(layer: pypdfium2.PdfTextPage, projection: _Projection) -> Iterator[Word]:
    line = 0
    for start, end, drawn in letters_of(layer).words():
        text = compose(_whole(drawn).translate(_CONTROLS))
        if drawn == "\n":
            line += 1
        elif text:
            corners = _corners(layer, start, end - start)
            yield Word(text, *projection.box(corners), 1.0, 0, line)


def _whole(text: str) -> str:
    """Return text in which rare Hán and Nôm letters, which PDFium counts as two, are one."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _in_blocks(words: Iterator[Word]) -> Iterator[Word]:
    """Number blocks and lines anew: a block begins far below the last line, or above it."""
    block, line, last = 0, 0, None
    for word in words:
        if last is not None and word.line != last.line:
            line += 1
            gap = word.top - (last.top + last.height)
            block += gap > max(word.height, last.height) or gap < -2 * last.height
        last = word
        yield Word(
            word.text, word.left, word.top, word.width, word.height, word.confidence, block, line
        )


def _corners(
    layer: pypdfium2.PdfTextPage, first: int, length: int
) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of some letters, in points."""
    found = [
        _rectangle(layer, place) for place in range(raw.FPDFText_CountRects(layer, first, length))
    ]
    if not found:
        return 0.0, 0.0, 0.0, 0.0
    lefts, tops, rights, bottoms = zip(*found, strict=True)
    return min(lefts), max(tops), max(rights), min(bottoms)


def _rectangle(layer: pypdfium2.PdfTextPage, place: int) -> tuple[float, float, float, float]:
    left, top, right, bottom = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetRect(layer, place, left, top, right, bottom)
    return left.value, top.value, right.value, bottom.value


def _pixel(page: pypdfium2.PdfPage, size: list[int], across: float, up: float) -> tuple[int, int]:
    x, y = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, *size, 0, across, up, x, y)
    return x.value, y.value
