"""Second OCR pass, restricted to digits, for isolated numbers in table cells.

Tesseract reads a lone 8 as § and a lone 7 as ị: its Vietnamese training data has few digits without
words around them.
"""

import re
from collections.abc import Iterator, Sequence

from ingest.images import preprocess
from ingest.images.preprocess import Picture
from ingest.tools import tesseract
from ingest.tools.tesseract import Box
from library.catalogue.text.words import Word

Cell = tuple[Word, ...]

_MIN_HEIGHT_INCHES, _MAX_HEIGHT_INCHES = 0.2, 0.35
"""Height range of a cell, with margin, that holds one line of digits; a dash is lower."""

_MAX_ASPECT_RATIO = 2.2
"""Greatest width to height ratio of a cell: three digits, four narrow ones."""

_MIN_NUMERIC_CELLS, _MIN_NUMERIC_RATIO = 3, 0.4
"""Least number of numeric cells in a column, absolute and as a share of its cells."""

_MIN_CONFIDENCE, _MIN_CONFIDENCE_OF_CUT = 0.7, 0.9
_DOUBTFUL_LETTER_CONFIDENCE, _DOUBTFUL_DIGIT_CONFIDENCE = 0.6, 0.5
_CUTS_PIXELS = (0, 2, 4)
"""Pixels cropped around a cell at each attempt: Tesseract may fail on one and read the next."""

_ROMAN = re.compile(r"[IVX]+\.?")


def reread(
    picture: Picture, boxes: Sequence[Box], cells: Sequence[Cell], dpi: int
) -> Iterator[Cell]:
    """Yield the cells of a table; doubtful non-numeric cells in numeric columns are read again."""
    in_numeric_column = _are_in_numeric_columns(boxes, cells)
    for box, cell, is_numeric in zip(boxes, cells, in_numeric_column, strict=True):
        doubtful = is_numeric and _is_small(box, dpi) and _is_doubtful(cell)
        yield (_read_digits(picture, box) if doubtful else ()) or cell


def _are_in_numeric_columns(boxes: Sequence[Box], cells: Sequence[Cell]) -> Iterator[bool]:
    """Yield, for each cell, True if the cells above and below it are mostly numeric."""
    are_numeric = [_text(cell).isdecimal() for cell in cells]
    for x0, _top, width, _high in boxes:
        middle = x0 + width / 2
        column = [
            is_numeric
            for is_numeric, (column_x0, _, column_width, _) in zip(are_numeric, boxes, strict=True)
            if column_x0 <= middle < column_x0 + column_width
        ]
        yield sum(column) >= max(_MIN_NUMERIC_CELLS, _MIN_NUMERIC_RATIO * len(column))


def _is_small(box: Box, dpi: int) -> bool:
    _, _, width, height = box
    return (
        _MIN_HEIGHT_INCHES * dpi <= height <= _MAX_HEIGHT_INCHES * dpi
        and width <= _MAX_ASPECT_RATIO * height
    )


def _is_doubtful(cell: Cell) -> bool:
    """Return True if a cell may be a misread number: letters and Roman numerals are allowed."""
    text = _text(cell)
    confidence = min((word.confidence for word in cell), default=0.0)
    if text.isdecimal():
        return confidence < _DOUBTFUL_DIGIT_CONFIDENCE
    return not _ROMAN.fullmatch(text) and (
        confidence < _DOUBTFUL_LETTER_CONFIDENCE or not text.isalnum()
    )


def _read_digits(picture: Picture, box: Box) -> Cell:
    x0, y0, width, height = box
    for cut in _CUTS_PIXELS:
        edges = x0 + cut, y0 + cut, x0 + width - cut, y0 + height - cut
        digits, confidence = tesseract.read_digits(preprocess.crop_line(picture, *edges))
        if digits and confidence >= (_MIN_CONFIDENCE_OF_CUT if cut else _MIN_CONFIDENCE):
            return (Word(digits, *box, round(confidence, 3), 0, 0),)
    return ()


def _text(cell: Cell) -> str:
    return " ".join(word.text for word in cell)
