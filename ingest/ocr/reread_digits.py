"""Reads figures that stand alone in the cells of a table once more, as figures.

Tesseract reads a lone 8 as § and a lone 7 as ị: its Vietnamese data has seen few figures without
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

_LEAST_INCHES, _MOST_INCHES = 0.2, 0.35
"""As high is a cell, with the paper around, that holds one line of figures; a dash is lower."""

_WIDEST = 2.2
"""So many times its height is a cell wide at most: three figures, four narrow ones."""

_ENOUGH, _SHARE = 3, 0.4
"""Figures that a column has at least, in number and as part of its cells."""

_SURE, _SURE_LATER = 0.7, 0.9
_SURE_LETTER, _SURE_FIGURE = 0.6, 0.5
_CUTS = (0, 2, 4)
"""Pixels cut off around a cell at each look: of one picture nothing is made, of the next all."""

_ROMAN = re.compile(r"[IVX]+\.?")


def reread(
    picture: Picture, boxes: Sequence[Box], cells: Sequence[Cell], dpi: int
) -> Iterator[Cell]:
    """Give the cells of a table, those read anew that stand in a column of figures and are none."""
    columns = _columns(boxes, cells)
    for box, cell, figures in zip(boxes, cells, columns, strict=True):
        doubtful = figures and _is_small(box, dpi) and _is_doubtful(cell)
        yield (_figure(picture, box) if doubtful else ()) or cell


def _columns(boxes: Sequence[Box], cells: Sequence[Cell]) -> Iterator[bool]:
    """Say of each cell whether figures stand above and below it."""
    are_figures = [_text(cell).isdecimal() for cell in cells]
    for left, _top, width, _high in boxes:
        middle = left + width / 2
        column = [
            is_figure
            for is_figure, (begins, _, wide, _) in zip(are_figures, boxes, strict=True)
            if begins <= middle < begins + wide
        ]
        yield sum(column) >= max(_ENOUGH, _SHARE * len(column))


def _is_small(box: Box, dpi: int) -> bool:
    _, _, width, height = box
    return _LEAST_INCHES * dpi <= height <= _MOST_INCHES * dpi and width <= _WIDEST * height


def _is_doubtful(cell: Cell) -> bool:
    """Say whether a cell may be a figure read wrong: letters and Roman numbers may stand there."""
    text = _text(cell)
    sure = min((word.confidence for word in cell), default=0.0)
    if text.isdecimal():
        return sure < _SURE_FIGURE
    return not _ROMAN.fullmatch(text) and (sure < _SURE_LETTER or not text.isalnum())


def _figure(picture: Picture, box: Box) -> Cell:
    left, top, width, height = box
    for cut in _CUTS:
        edges = left + cut, top + cut, left + width - cut, top + height - cut
        digits, sure = tesseract.read_digits(preprocess.strip(picture, *edges))
        if digits and sure >= (_SURE_LATER if cut else _SURE):
            return (Word(digits, *box, round(sure, 3), 0, 0),)
    return ()


def _text(cell: Cell) -> str:
    return " ".join(word.text for word in cell)
