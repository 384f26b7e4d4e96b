"""Cells of a ruled form that were filled in by hand: a mark in the text instead of guessed letters.

A cell holds only writing, or a printed label and what was written after it. Labels, print and sure
figures stay; on a page whose print itself is unsure nothing is marked.
"""

from collections.abc import Sequence
from statistics import median

from ingest.images.cells import Cell
from ingest.images.picture import Picture
from ingest.images.preprocess import find_ink
from ingest.ocr.form_fields import is_handwriting
from ingest.ocr.insert_lines import words_box
from ingest.ocr.lost_marks import find_pairs
from ingest.tools.tesseract import Box
from library.catalogue.text.quality import mean_confidence
from library.catalogue.text.words import HANDWRITTEN, Word
from library.vietnamese.spelling import impossible_part

Words = tuple[Word, ...]

_SURE, _MIN_SURE_LETTERS = 0.9, 2
"""Confidence and letters of a printed word."""

_MIN_SURE_WORDS, _MIN_SURE_SHARE = 4, 0.2
"""Printed words of a form, and their share of all its words."""

_MIN_WRITTEN, _MIN_WRITTEN_SHARE = 3, 0.1
"""Cells of a form that were surely filled in by hand, and their share of all: in a large printed
table two or three cells are read badly."""

_MIN_LABEL_CONFIDENCE = 0.5
_MIN_FIGURE_CONFIDENCE = 0.5
_MIN_CONFIDENCE = 0.8
"""Confidence of print on a form on which other cells are surely written by hand, unless two of its
words are a known one."""

_MIN_INK_RATIO, _MIN_WIDTH_RATIO = 0.6, 1.2
"""Least height and width of writing that was not read at all, in heights of a printed word."""


def mark_written_cells(
    picture: Picture, boxes: Sequence[Box], cells: Sequence[Words]
) -> tuple[Words, ...]:
    """Return the cells of a table with one mark for what was written by hand in each."""
    printed = [word for cell in cells for word in cell if _is_print(word)]
    count = sum(map(len, cells))
    if len(printed) < max(_MIN_SURE_WORDS, _MIN_SURE_SHARE * count):
        return tuple(cells)
    height = median(word.height for word in printed)
    places = [_writing(picture, box, cell, height) for box, cell in zip(boxes, cells, strict=True)]
    written = sum(
        place is not None and _is_evidence(*_divided(cell))
        for place, cell in zip(places, cells, strict=True)
    )
    if written < max(_MIN_WRITTEN, _MIN_WRITTEN_SHARE * len(cells)):
        return tuple(cells)
    return tuple(_marked(cell, place) for place, cell in zip(places, cells, strict=True))


def _marked(cell: Words, place: Box | None) -> Words:
    if place is None:
        return cell
    block, line = (cell[-1].block, cell[-1].line) if cell else (0, 0)
    return (*_divided(cell)[0], Word(HANDWRITTEN, *place, 1.0, block, line))


def _writing(picture: Picture, box: Box, cell: Words, height: float) -> Box | None:
    """Return the box of what seems to be written in a cell; None for print and empty cells."""
    label, writing = _divided(cell)
    if writing and not _may_be_written(writing):
        return None
    place = _place(box, label, writing)
    if place is None:
        return None
    ink = find_ink(picture, place.left, place.top, place.right, place.bottom)
    if ink is None and writing:
        ink = words_box(writing).box
    return ink if ink is not None and _is_large(ink, height) else None


def _divided(cell: Words) -> tuple[Words, Words]:
    """Return the printed label of a cell, to its colon, and the words after it."""
    ends = [
        place
        for place, word in enumerate(cell, 1)
        if word.text.endswith(":") and word.confidence >= _MIN_LABEL_CONFIDENCE
    ]
    end = ends[-1] if ends else 0
    return cell[:end], cell[end:]


def _is_surely_written(words: Words) -> bool:
    if not words or 2 * sum(map(_is_print, words)) >= len(words):
        return False
    if any(map(str.isalpha, "".join(word.text for word in words))):
        return is_handwriting(words)
    return median(word.confidence for word in words) < _MIN_FIGURE_CONFIDENCE


def _may_be_written(words: Words) -> bool:
    """Return True for words that print on the same form would be surer than."""
    letters = "".join(word.text for word in words)
    is_text = any(map(str.isalpha, letters)) and not letters.isupper()  # STT is an abbreviation
    least = _MIN_CONFIDENCE if is_text else _MIN_FIGURE_CONFIDENCE
    is_unsure = (mean_confidence(words) or 0.0) < least
    return _is_surely_written(words) or (is_unsure and not find_pairs(words).sound)


def _is_evidence(label: Words, writing: Words) -> bool:
    """Return True for a cell with which a form shows that it was filled in by hand."""
    return _is_surely_written(writing) or bool(label and writing and _may_be_written(writing))


def _place(box: Box, label: Words, writing: Words) -> Cell | None:
    """Return the place of the writing; None after a label with nothing read."""
    if not label:
        return Cell(*box)
    return words_box(writing) if writing else None


def _is_large(ink: Box, height: float) -> bool:
    return ink[3] >= _MIN_INK_RATIO * height and ink[2] >= _MIN_WIDTH_RATIO * height


def _is_print(word: Word) -> bool:
    letters = sum(map(str.isalpha, word.text))
    is_sure = word.confidence >= _SURE and letters >= _MIN_SURE_LETTERS
    return is_sure and impossible_part(word.text) is None
