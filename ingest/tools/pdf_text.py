"""Takes the words a PDF page holds itself, with their places (PDFium)."""

import ctypes
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import compress, repeat
from pathlib import Path
from typing import Self

import numpy
import pypdfium2
from numpy.typing import NDArray
from pypdfium2 import raw

from ingest.tools.pdf import POINTS_PER_INCH, page_of
from ingest.tools.pdf_forms import with_typed
from ingest.tools.pdf_letters import Letters, letters_of
from ingest.tools.pdf_objects import as_told
from library.catalogue.text.words import Word
from library.vietnamese.letters import compose

_CONTROLS = re.compile("[\0-\x09\x0b-\x1f\x7f\xad\ufffe\uffff]")
"""A line end parts words here."""

_FAR = 10_000
"""Points between the corners that tell how points lie in pixels; PDFium answers in whole ones."""

_count_rectangles = as_told(raw.FPDFText_CountRects)
_get_rectangle = as_told(raw.FPDFText_GetRect)


def layer_words(path: Path, index: int, dpi: int) -> tuple[Word, ...]:
    """Return the words of a page's own text, boxes in the pixels of the page drawn at `dpi`."""
    with (
        page_of(path, index) as page,
        with_typed(page, path, index) as filled,
        closing(filled.get_textpage()) as layer,
    ):
        return tuple(_words(layer, _Projection.of(page, dpi)))


@dataclass(frozen=True, slots=True)
class _Projection:
    """How points on a page lie in pixels: whatever the page's rotation and crop."""

    left: float
    top: float
    across: tuple[float, float]
    up: tuple[float, float]
    size: tuple[int, int]

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
            (size[0], size[1]),
        )

    def seen(self, boxes: NDArray[numpy.int_]) -> NDArray[numpy.bool_]:
        """Say of which boxes the middle lies on the page: of what is cropped away it does not."""
        middles = boxes[:, :2] + boxes[:, 2:] / 2
        return ((middles >= 0) & (middles <= self.size)).all(axis=1)

    def boxes(self, corners: NDArray[numpy.float64]) -> NDArray[numpy.int_]:
        """Return left, top, width and height in pixels of rectangles in points."""
        across, up = corners[:, ::2], corners[:, 1::2]
        x = numpy.rint(self.left + across * self.across[0] + up * self.up[0])
        y = numpy.rint(self.top + across * self.across[1] + up * self.up[1])
        left, right = numpy.minimum(*x.T), numpy.maximum(*x.T)
        top, bottom = numpy.minimum(*y.T), numpy.maximum(*y.T)
        return numpy.stack((left, top, right - left, bottom - top), axis=1).astype(int)


def _words(layer: pypdfium2.PdfTextPage, projection: _Projection) -> Iterator[Word]:
    """Give the words that are seen; a block begins where a line lies far below the last, or above.

    Cropping hides words and leaves them in the file.
    """
    found = _found(letters_of(layer))
    if not found:
        return iter(())
    starts, ends = [one[0] for one in found], [one[1] for one in found]
    boxes = projection.boxes(_corners(layer, starts, ends))
    seen = projection.seen(boxes)
    if not seen.any():
        return iter(())
    boxes, (_, _, numbers, texts) = boxes[seen], zip(*compress(found, seen), strict=True)
    _, lines = numpy.unique(numbers, return_inverse=True)  # without the empty ones between
    columns = (*boxes.T, _blocks(boxes, lines), lines)
    *sides, blocks, lines = (column.tolist() for column in columns)
    return map(Word._make, zip(texts, *sides, repeat(1.0), blocks, lines, repeat(False)))


def _found(letters: Letters) -> list[tuple[int, int, int, str]]:
    """Return the place of each word, the place behind it, its line and its text."""
    drawn = tuple(letters.words())
    texts = _spelt(text for *_, text in drawn)
    words = zip(drawn, texts, strict=True)
    return [(start, end, line, text) for (start, end, line, _), text in words if text]


def _spelt(texts: Iterable[str]) -> list[str]:
    """Return words composed, all at once: one by one takes longer.

    Rare Hán and Nôm letters, which PDFium counts as two, become one.
    """
    written = "\n".join((*texts, "")).encode("utf-16-le", "surrogatepass")
    return compose(_CONTROLS.sub("", written.decode("utf-16-le", "replace"))).split("\n")[:-1]


def _blocks(boxes: NDArray[numpy.int_], lines: NDArray[numpy.int_]) -> NDArray[numpy.int_]:
    """Return the number of each word's block."""
    tops, heights = boxes[:, 1], boxes[:, 3]
    gaps = tops[1:] - (tops + heights)[:-1]
    below = gaps > numpy.maximum(heights[1:], heights[:-1])
    above = gaps < -2 * heights[:-1]
    return numpy.cumsum([False, *((lines[1:] > lines[:-1]) & (below | above))])


def _corners(
    layer: pypdfium2.PdfTextPage, starts: Sequence[int], ends: Sequence[int]
) -> NDArray[numpy.float64]:
    """Return left, top, right and bottom of words, in points."""
    told = (ctypes.c_double * 4)()
    sides = tuple(ctypes.byref(told, side * ctypes.sizeof(ctypes.c_double)) for side in range(4))
    rectangles, firsts, count = bytearray(), [], 0
    for start, end in zip(starts, ends, strict=True):
        firsts.append(count)
        pieces = _count_rectangles(layer.raw, start, end - start) or 1
        for piece in range(pieces):
            _get_rectangle(layer.raw, piece, *sides)
            rectangles += told
        count += pieces
    found = numpy.frombuffer(rectangles).reshape(-1, 4)
    around = numpy.maximum.reduceat(found, firsts)
    around[:, ::3] = numpy.minimum.reduceat(found[:, ::3], firsts)
    return around


def _pixel(page: pypdfium2.PdfPage, size: list[int], across: float, up: float) -> tuple[int, int]:
    x, y = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, *size, 0, across, up, x, y)
    return x.value, y.value
