"""Second OCR pass, restricted to figures and their marks, for the columns of numbers of a table.

Tesseract's Vietnamese data has few digits without words around them: it reads a lone 8 as §, a lone
7 as ị, 43,93 as 4393 and 56% as 5696. Where both readings are possible figures the first one stays,
with low confidence, so that readers see the doubt. Of 448 figures in
seven generated tables the first reading misses 41, the second alone 13; a cell costs 3 ms.
"""

import re
from collections.abc import Iterator, Sequence

from ingest.images import preprocess
from ingest.images.preprocess import Picture
from ingest.tools import tesseract
from ingest.tools.tesseract import Box
from library.catalogue.text.words import Word

Cell = tuple[Word, ...]

MARKS = ".,%"
"""Marks inside and after figures that are read with them."""

_FIGURE = re.compile(r"[(+-]?(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)%?\)?")
_HEIGHT_PIXELS = 34
"""Best height of printed digits: of 448 in generated tables 13 are missed, of 60 pixels 30."""

_MIN_HEIGHT_INCHES, _MAX_HEIGHT_INCHES = 0.1, 0.35
"""Height range of a cell that holds one line of digits; a dash is lower."""

_MIN_NUMERIC_CELLS, _MIN_NUMERIC_RATIO = 3, 0.4
"""Least number of numeric cells in a column, absolute and as a share of its cells."""

_MIN_CONFIDENCE, _MIN_CONFIDENCE_OF_CUT = 0.7, 0.9
_DOUBTFUL_LETTER_CONFIDENCE, _DOUBTFUL_DIGIT_CONFIDENCE = 0.6, 0.5
_CUTS_PIXELS = (0, 2, 4)
"""Pixels cropped around a cell at each attempt: Tesseract may fail on one and read the next."""

_MIN_DIGITS_OF_LOST_MARK = 3
"""Digits of the shortest figure that may have lost a mark: 2,5% read as 25 is rare."""

_MIN_CONFIDENCE_OF_MARKS = 0.85
_PERCENT = re.compile(r"(?:9?%|96|%6)$")
"""A percent sign as it was read: 29% for 2%, 5696 for 56%."""

_ROMAN = re.compile(r"[IVX]+\.?")


def reread(
    picture: Picture, boxes: Sequence[Box], cells: Sequence[Cell], dpi: int
) -> Iterator[Cell]:
    """Yield the cells of a table; doubtful cells in columns of numbers are read again."""
    columns = tuple(_columns(boxes, cells))
    for box, cell, column in zip(boxes, cells, columns, strict=True):
        has_marks = any(not text.isdecimal() for text in column)
        if column and _is_low(box, dpi) and _is_doubtful(cell, has_marks):
            yield _reread_cell(picture, box, cell)
        else:
            yield cell


def settle(word: Word, figure: str, confidence: float) -> Word:
    """Return a word after a second reading of it as a figure.

    The figure replaces what is none, or has only lost its marks; if it is unsure or its digits
    differ it is doubtful. Between two possible figures the first stays as a doubtful one.
    """
    if figure == word.text or not _FIGURE.fullmatch(figure):
        return word
    if not _FIGURE.fullmatch(word.text):
        is_sure = len(figure) == 1 or confidence >= _MIN_CONFIDENCE_OF_CUT
        if not is_sure or not _may_be(word.text, figure):
            return word._replace(text=figure, confidence=_DOUBTFUL_DIGIT_CONFIDENCE)
    elif without_marks(figure) == word.text or _PERCENT.sub("%", word.text) == figure:
        is_sure = confidence >= _MIN_CONFIDENCE_OF_MARKS
    else:
        is_sure = (
            word.confidence < _DOUBTFUL_DIGIT_CONFIDENCE and confidence >= _MIN_CONFIDENCE_OF_CUT
        )
    if is_sure:
        return word._replace(text=figure, confidence=round(confidence, 3))
    return word._replace(confidence=min(word.confidence, _DOUBTFUL_DIGIT_CONFIDENCE))


def read_figure(
    picture: Picture, edges: tuple[int, int, int, int], marks: str = ""
) -> tuple[str, float]:
    """Return the printed digits, and marks, between left, top, right and bottom edges."""
    return tesseract.read_digits(preprocess.crop_line(picture, *edges, _HEIGHT_PIXELS), marks)


def without_marks(figure: str) -> str:
    """Return the digits of a figure."""
    return "".join(filter(str.isdecimal, figure))


def _may_be(text: str, figure: str) -> bool:
    """Return True if no digit of a misread figure differs from another reading of it."""
    return len(text) != len(figure) or not any(
        first != second and first.isdecimal() and second.isdecimal()
        for first, second in zip(text, figure, strict=True)
    )


def _columns(boxes: Sequence[Box], cells: Sequence[Cell]) -> Iterator[tuple[str, ...]]:
    """Yield, for each cell, the figures in its column if that is one of numbers, else ()."""
    texts = list(map(_text, cells))
    for x0, _top, width, _high in boxes:
        middle = x0 + width / 2
        column = [
            text
            for text, (column_x0, _, column_width, _) in zip(texts, boxes, strict=True)
            if column_x0 <= middle < column_x0 + column_width
        ]
        figures = tuple(filter(_FIGURE.fullmatch, column))
        is_numeric = len(figures) >= max(_MIN_NUMERIC_CELLS, _MIN_NUMERIC_RATIO * len(column))
        yield figures if is_numeric else ()


def _is_low(box: Box, dpi: int) -> bool:
    return _MIN_HEIGHT_INCHES * dpi <= box[3] <= _MAX_HEIGHT_INCHES * dpi


def _is_doubtful(cell: Cell, has_marks: bool) -> bool:
    """Return True if a cell may be a misread number: letters and Roman numerals are allowed."""
    text = _text(cell)
    confidence = min((word.confidence for word in cell), default=0.0)
    if _FIGURE.fullmatch(text):
        may_lack_mark = has_marks and text.isdecimal() and len(text) >= _MIN_DIGITS_OF_LOST_MARK
        return may_lack_mark or confidence < _DOUBTFUL_DIGIT_CONFIDENCE
    return not _ROMAN.fullmatch(text) and (
        confidence < _DOUBTFUL_LETTER_CONFIDENCE or not text.isalnum()
    )


def _reread_cell(picture: Picture, box: Box, cell: Cell) -> Cell:
    """Return a cell after its second reading; unlike a figure, other text was read in vain."""
    first = cell[0] if len(cell) == 1 else Word(_text(cell), *box, 0.0, 0, 0)
    x0, y0, width, height = box
    for cut in _CUTS_PIXELS:
        edges = x0 + cut, y0 + cut, x0 + width - cut, y0 + height - cut
        figure, confidence = read_figure(picture, edges, MARKS)
        if confidence >= (_MIN_CONFIDENCE_OF_CUT if cut else _MIN_CONFIDENCE):
            settled = settle(first, figure, confidence)
            if settled.text == figure or _FIGURE.fullmatch(first.text):
                return (settled,)
    return cell


def _text(cell: Cell) -> str:
    return " ".join(word.text for word in cell)
