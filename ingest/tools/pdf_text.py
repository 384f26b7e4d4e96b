"""Words of a PDF page's own text, with boxes (PDFium)."""

import ctypes
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import compress, count, repeat
from pathlib import Path
from typing import Self

import numpy
import pypdfium2
from numpy.typing import NDArray
from pypdfium2 import raw

from ingest.tools.pdf import POINTS_PER_INCH, open_page
from ingest.tools.pdf_forms import open_with_form_text
from ingest.tools.pdf_letters import PageCharacters, read_characters
from ingest.tools.pdf_objects import without_conversion
from library.catalogue.text.words import Word
from library.vietnamese.letters import compose

_HEADINGS = {"H": "h2", **{f"H{level}": f"h{level}" for level in range(1, 7)}, "Title": "h1"}
_PARAGRAPHS = {**_HEADINGS, "P": "p", "LI": "li"}
_CELLS = {"TH": "th", "TD": "td"}

_MAX_DEPTH, _MAX_ELEMENTS = 60, 50_000
"""Beyond these a tree is broken or made to exhaust the memory."""

_get_text_object = without_conversion(raw.FPDFText_GetTextObject, ctypes.c_void_p)
_get_content_id = without_conversion(raw.FPDFPageObj_GetMarkedContentID)


def word_roles(
    page: pypdfium2.PdfPage, layer: pypdfium2.PdfTextPage, starts: Sequence[int]
) -> list[str]:
    """Return the role of the word at each character index; empty where the page names none.

    A role is a tag and the number of its element on the page (h2#4, p#7, li#9), or of its table,
    row and column (td#1.2.3).
    """
    tree = raw.FPDF_StructTree_GetForPage(page)
    if not tree:
        return [""] * len(starts)
    try:
        roles = _Roles().of(tree)
    finally:
        raw.FPDF_StructTree_Close(tree)
    if not roles:
        return [""] * len(starts)
    return [roles.get(_content_id(layer, start), "") for start in starts]


def _content_id(layer: pypdfium2.PdfTextPage, start: int) -> int:
    text_object = _get_text_object(layer.raw, start)
    return _get_content_id(ctypes.c_void_p(text_object)) if text_object else -1


@dataclass(slots=True)
class _Roles:
    """Walk through a structure tree that gives each marked content its role."""

    roles: dict[int, str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    tables: int = 0
    row: int = 0
    column: int = 0
    elements: int = 0

    def of(self, tree: raw.FPDF_STRUCTTREE) -> dict[int, str]:
        """Return the role of each marked content of the page, by its number."""
        for place in range(raw.FPDF_StructTree_CountChildren(tree)):
            self._walk(raw.FPDF_StructTree_GetChildAtIndex(tree, place), "", 0)
        return self.roles

    def _walk(self, element: raw.FPDF_STRUCTELEMENT, role: str, depth: int) -> None:
        self.elements += 1
        if not element or depth > _MAX_DEPTH or self.elements > _MAX_ELEMENTS:
            return
        role = self._enter(_tag(element), role)
        for place in range(raw.FPDF_StructElement_CountChildren(element)):
            content = raw.FPDF_StructElement_GetChildMarkedContentID(element, place)
            if content < 0:
                self._walk(raw.FPDF_StructElement_GetChildAtIndex(element, place), role, depth + 1)
            elif role:
                self.roles[content] = role

    def _enter(self, tag: str, role: str) -> str:
        """Return the role of an element's content; a paragraph in a cell belongs to the cell."""
        if tag == "Table" and not role:
            self.tables, self.row = self.tables + 1, 0
        elif tag == "TR" and not role:
            self.row, self.column = self.row + 1, 0
        elif tag in _CELLS and not role:
            self.column += 1
            return f"{_CELLS[tag]}#{self.tables}.{self.row}.{self.column}"
        elif tag in _PARAGRAPHS and not role:
            return f"{_PARAGRAPHS[tag]}#{next(self.numbers)}"
        return role


def _tag(element: raw.FPDF_STRUCTELEMENT) -> str:
    length = raw.FPDF_StructElement_GetType(element, None, 0)
    buffer = ctypes.create_string_buffer(length)
    raw.FPDF_StructElement_GetType(element, buffer, length)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


_CONTROL_CHARACTERS = re.compile("[\0-\x09\x0b-\x1f\x7f\xad\ufffe\uffff]")
"""Without the line end, which separates words here."""

_SCALE_POINTS = 10_000
"""Distance in points of the corners that define the projection; PDFium returns whole pixels."""

_count_rectangles = without_conversion(raw.FPDFText_CountRects)
_get_rectangle = without_conversion(raw.FPDFText_GetRect)


def layer_words(path: Path, index: int, dpi: int) -> tuple[Word, ...]:
    """Return the words of a page's own text, with boxes in pixels of the page drawn at `dpi`."""
    with (
        open_page(path, index) as page,
        open_with_form_text(page, path, index) as flat_page,
        closing(flat_page.get_textpage()) as layer,
    ):
        return tuple(_words(page, layer, _Projection.of(page, dpi)))


@dataclass(frozen=True, slots=True)
class _Projection:
    """Projection from points to pixels, for any rotation and crop of the page."""

    left: float
    top: float
    across: tuple[float, float]
    up: tuple[float, float]
    size: tuple[int, int]

    @classmethod
    def of(cls, page: pypdfium2.PdfPage, dpi: int) -> Self:
        """Return the projection defined by three corners of the page."""
        size = [round(side * dpi / POINTS_PER_INCH) for side in page.get_size()]
        x0, y0 = _pixel(page, size, 0, 0)
        (x_right, y_right), (x_up, y_up) = (
            _pixel(page, size, _SCALE_POINTS, 0),
            _pixel(page, size, 0, _SCALE_POINTS),
        )
        return cls(
            x0,
            y0,
            ((x_right - x0) / _SCALE_POINTS, (y_right - y0) / _SCALE_POINTS),
            ((x_up - x0) / _SCALE_POINTS, (y_up - y0) / _SCALE_POINTS),
            (size[0], size[1]),
        )

    def seen(self, boxes: NDArray[numpy.int_]) -> NDArray[numpy.bool_]:
        """Return a mask of the boxes whose centre is on the page, not cropped away."""
        middles = boxes[:, :2] + boxes[:, 2:] / 2
        return ((middles >= 0) & (middles <= self.size)).all(axis=1)

    def boxes(self, corners: NDArray[numpy.float64]) -> NDArray[numpy.int_]:
        """Return (left, top, width, height) in pixels of rectangles in points."""
        across, up = corners[:, ::2], corners[:, 1::2]
        x = numpy.rint(self.left + across * self.across[0] + up * self.up[0])
        y = numpy.rint(self.top + across * self.across[1] + up * self.up[1])
        x0, x1 = numpy.minimum(*x.T), numpy.maximum(*x.T)
        y0, y1 = numpy.minimum(*y.T), numpy.maximum(*y.T)
        return numpy.stack((x0, y0, x1 - x0, y1 - y0), axis=1).astype(int)


def _words(
    page: pypdfium2.PdfPage, layer: pypdfium2.PdfTextPage, projection: _Projection
) -> Iterator[Word]:
    """Yield the visible words; a block begins where a line is far below the previous one, or above.

    Cropping hides words but leaves them in the file.
    """
    words = _words_with_positions(read_characters(layer))
    if not words:
        return iter(())
    starts, ends = [word[0] for word in words], [word[1] for word in words]
    boxes = projection.boxes(_word_rectangles(layer, starts, ends))
    is_seen = projection.seen(boxes)
    if not is_seen.any():
        return iter(())
    boxes, (starts, _, numbers, texts) = boxes[is_seen], zip(*compress(words, is_seen), strict=True)
    lines = _lines(boxes, numpy.array(numbers))
    columns = (*boxes.T, _blocks(boxes, lines), lines)
    *sides, blocks, lines = (column.tolist() for column in columns)
    roles = word_roles(page, layer, starts)
    return map(Word._make, zip(texts, *sides, repeat(1.0), blocks, lines, repeat(False), roles))


def _words_with_positions(characters: PageCharacters) -> list[tuple[int, int, int, str]]:
    """Return (start index, end index, line number, text) of each word that is not empty."""
    raw_words = tuple(characters.words())
    texts = _compose_all(text for *_, text in raw_words)
    words = zip(raw_words, texts, strict=True)
    return [(start, end, line, text) for (start, end, line, _), text in words if text]


def _compose_all(texts: Iterable[str]) -> list[str]:
    """Return words in composed form, all at once, which is faster than one by one.

    Rare Hán and Nôm letters, which PDFium counts as two, become one.
    """
    content = "\n".join((*texts, "")).encode("utf-16-le", "surrogatepass")
    return compose(_CONTROL_CHARACTERS.sub("", content.decode("utf-16-le", "replace"))).split("\n")[
        :-1
    ]


def _lines(boxes: NDArray[numpy.int_], numbers: NDArray[numpy.int_]) -> NDArray[numpy.int_]:
    """Return the line of each word, counted from 0.

    PDFium joins a row of figures with the next row if that begins with a narrow figure.
    """
    lefts, tops, heights = boxes[:, 0], boxes[:, 1], boxes[:, 3]
    is_below = tops[1:] >= (tops + heights)[:-1]
    is_next = (numbers[1:] != numbers[:-1]) | (is_below & (lefts[1:] < lefts[:-1]))
    return numpy.cumsum([False, *is_next])


def _blocks(boxes: NDArray[numpy.int_], lines: NDArray[numpy.int_]) -> NDArray[numpy.int_]:
    """Return the block number of each word."""
    tops, heights = boxes[:, 1], boxes[:, 3]
    gaps = tops[1:] - (tops + heights)[:-1]
    below = gaps > numpy.maximum(heights[1:], heights[:-1])
    above = gaps < -2 * heights[:-1]
    return numpy.cumsum([False, *((lines[1:] > lines[:-1]) & (below | above))])


def _word_rectangles(
    layer: pypdfium2.PdfTextPage, starts: Sequence[int], ends: Sequence[int]
) -> NDArray[numpy.float64]:
    """Return (left, top, right, bottom) of words in points."""
    buffer = (ctypes.c_double * 4)()
    sides = tuple(ctypes.byref(buffer, side * ctypes.sizeof(ctypes.c_double)) for side in range(4))
    rectangles, firsts, count = bytearray(), [], 0
    for start, end in zip(starts, ends, strict=True):
        firsts.append(count)
        pieces = _count_rectangles(layer.raw, start, end - start) or 1
        for piece in range(pieces):
            _get_rectangle(layer.raw, piece, *sides)
            rectangles += buffer
        count += pieces
    corners = numpy.frombuffer(rectangles).reshape(-1, 4)
    bounds = numpy.maximum.reduceat(corners, firsts)
    bounds[:, ::3] = numpy.minimum.reduceat(corners[:, ::3], firsts)
    return bounds


def _pixel(page: pypdfium2.PdfPage, size: list[int], across: float, up: float) -> tuple[int, int]:
    x, y = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, *size, 0, across, up, x, y)
    return x.value, y.value
