"""OCR of tables by cell, and row detection in tables without horizontal rules."""

import re
from collections import defaultdict
from collections.abc import Sequence
from statistics import median

from ingest.images import unruled_rows
from ingest.images.cells import Cell, Row, crop
from ingest.images.picture import Picture
from ingest.images.preprocess import find_ink
from ingest.images.ruled_tables import Table
from ingest.images.scratches import erase_rules
from ingest.ocr import reread_digits
from ingest.ocr.form_fields import is_handwriting
from ingest.ocr.insert_lines import words_box
from ingest.ocr.lost_marks import find_pairs
from ingest.tools import tesseract
from ingest.tools.tesseract import Box
from library.catalogue.text.quality import certainty, mean_confidence, quality
from library.catalogue.text.words import HANDWRITTEN, Word
from library.vietnamese.spelling import impossible_part

Block = tuple[Word, ...]

_MIN_CELL_HEIGHT_INCHES = 0.5
"""A lower cell has fewer than three lines."""

_MAX_NUMBER_COLUMN_INCHES = 0.8
"""A wider column is not one of row numbers."""

_NUMBER = re.compile(r"\d{1,4}([./-]\d{1,4}){0,2}[.)]?|[IVX]+[.)]?|[a-zđ][.)]")
"""As in 1, 1.2, 24/3/1954, IV, b)."""

_POOR, _MIN_GAIN = 0.75, 0.03
"""Quality below which a table is read in another way too, and the gain in sure letters, relative to
its letters, with which that is better."""

_CUT_REACH_INCHES, _MIN_CUT_SHARE = 0.03, 0.05
"""Distance of a word from the rule that cuts it, and share of such words in a form that was typed
across its rules; print in cells is farther away."""

_MIN_NUMBERED_ROWS, _MIN_NUMBERED_RATIO = 3, 0.5
"""Least number of rows whose first cell is a number, absolute and as a share of all rows."""


def read_table(picture: Picture, table: Table, languages: tuple[str, ...], dpi: int) -> Block:
    """Return the words of a table by row; if they are poor, those of the plain reading of its box
    if it is better.

    Typing across the rules of a form is cut by its cells, and frames of a drawing are no table.
    """
    rows = tuple(
        part
        for row in table.rows
        for part in _split_numbered_rows(picture, row, languages, dpi) or (row,)
    )
    words = _read_rows(picture, rows, languages, dpi)
    is_written = any(word.text == HANDWRITTEN for word in words)
    is_cut = _is_cut(words, rows, dpi)
    is_poor = is_cut or (quality(words, languages) or 0.0) < _POOR
    if not words or is_written or not is_poor:
        return words
    plain = _read_plain(picture, table.box, languages, dpi)
    least = certainty(words) + _MIN_GAIN * sum(len(word.text) for word in words)
    return _by_row(plain, rows, is_cut=is_cut) if certainty(plain) > least else words


def _read_plain(picture: Picture, box: Cell, languages: tuple[str, ...], dpi: int) -> Block:
    """Return the words in the box of a table, read as a page without rules."""
    words = tesseract.read_words(erase_rules(crop(picture, box), dpi), languages, dpi)
    return tuple(_on_page(word, box) for word in words)


def _on_page(word: Word, box: Cell) -> Word:
    """Return a word of a cropped box with its place on the page."""
    return word._replace(left=word.left + box.left, top=word.top + box.top)


def _by_row(words: Block, rows: Sequence[Row], *, is_cut: bool) -> Block:
    """Return the words of a plain reading by row and cell; by row and line where cells cut words.

    Plain reading takes the columns of a table for columns of text.
    """
    keys = [
        (row, word.line if is_cut else cell)
        for word, (row, cell) in ((word, _place(word, rows)) for word in words)
    ]
    lines = {key: line for line, key in enumerate(sorted(set(keys)))}
    return tuple(
        words[place]._replace(line=lines[keys[place]] if is_cut else keys[place][0])
        for place in sorted(range(len(words)), key=keys.__getitem__)
    )


def _is_cut(words: Block, rows: Sequence[Row], dpi: int) -> bool:
    """Return True if many words end at a rule on whose other side another begins."""
    reach, cuts = _CUT_REACH_INCHES * dpi, 0
    cells: dict[tuple[int, int], list[Word]] = defaultdict(list)
    for word in words:
        cells[_place(word, rows)].append(word)
    for (row, place), inside in cells.items():
        beyond = cells.get((row, place + 1), ())
        edge = rows[row][place].right - reach
        ends = [word for word in inside if word.left + word.width > edge]
        begins = [word for word in beyond if word.left < rows[row][place + 1].left + reach]
        cuts += sum(any(_is_level(word, other) for other in begins) for word in ends)
    return cuts > 0 and cuts >= _MIN_CUT_SHARE * len(words)


def _is_level(word: Word, other: Word) -> bool:
    overlap = min(word.top + word.height, other.top + other.height) - max(word.top, other.top)
    return 2 * overlap > min(word.height, other.height)


def _place(word: Word, rows: Sequence[Row]) -> tuple[int, int]:
    """Return the row and the cell in it that are nearest to the middle of a word."""
    across, down = word.left + word.width / 2, word.top + word.height / 2
    row = min(
        range(len(rows)),
        key=lambda place: min(_distance(down, cell.top, cell.bottom) for cell in rows[place]),
    )
    cells = rows[row]
    return row, min(
        range(len(cells)),
        key=lambda place: _distance(across, cells[place].left, cells[place].right),
    )


def _distance(place: float, begin: int, end: int) -> float:
    return max(begin - place, place - end, 0)


def _read_rows(
    picture: Picture, rows: Sequence[Row], languages: tuple[str, ...], dpi: int
) -> Block:
    """Return the words of a table row by row, each row as a line."""
    boxes = [cell.box for row in rows for cell in row]
    cells = tuple(tesseract.read_boxes(picture, boxes, languages, dpi))
    cells = tuple(reread_digits.reread(picture, boxes, cells, dpi))
    readings = iter(mark_written_cells(picture, boxes, cells))
    return tuple(
        word._replace(line=line)
        for line, row in enumerate(rows)
        for _cell in row
        for word in next(readings)
    )


def _split_numbered_rows(
    picture: Picture, row: Row, languages: tuple[str, ...], dpi: int
) -> tuple[Row, ...]:
    """Return the rows marked by the numbers in a row's first cell; () without numbers."""
    first = row[0]
    if (
        first.height < _MIN_CELL_HEIGHT_INCHES * dpi
        or first.width > _MAX_NUMBER_COLUMN_INCHES * dpi
    ):
        return ()
    parts = unruled_rows.split_row(picture, row, dpi)
    number_boxes = [part[0].box for part in parts if part[0].left < first.right]
    if len(number_boxes) < _MIN_NUMBERED_ROWS:
        return ()
    cells = tesseract.read_boxes(picture, number_boxes, languages, dpi)
    count = sum(bool(_NUMBER.fullmatch(" ".join(word.text for word in cell))) for cell in cells)
    return (
        parts if count >= max(_MIN_NUMBERED_ROWS, _MIN_NUMBERED_RATIO * len(number_boxes)) else ()
    )


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
    place = _place_of_writing(box, label, writing)
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


def _place_of_writing(box: Box, label: Words, writing: Words) -> Cell | None:
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
