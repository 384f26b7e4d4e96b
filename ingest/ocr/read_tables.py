"""OCR of tables by cell, and row detection in tables without horizontal rules."""

import re
from collections.abc import Iterable

from ingest.images import unruled_rows
from ingest.images.cells import Cell, Row, crop
from ingest.images.preprocess import Picture
from ingest.images.ruled_tables import Table
from ingest.images.scratches import erase_rules
from ingest.ocr import reread_digits
from ingest.ocr.written_cells import mark_written_cells
from ingest.tools import tesseract
from library.catalogue.text.quality import certainty, quality
from library.catalogue.text.words import HANDWRITTEN, Word

Block = tuple[Word, ...]

_MIN_CELL_HEIGHT_INCHES = 0.5
"""A lower cell has fewer than three lines."""

_MAX_NUMBER_COLUMN_INCHES = 0.8
"""A wider column is not one of row numbers."""

_NUMBER = re.compile(r"\d{1,4}([./-]\d{1,4}){0,2}[.)]?|[IVX]+[.)]?|[a-zđ][.)]")
"""As in 1, 1.2, 24/3/1954, IV, b)."""

_POOR, _MIN_GAIN = 0.92, 0.03
"""Quality below which a table is read in another way too, and the gain in sure letters, relative to
its letters, with which that is better."""

_MIN_NUMBERED_ROWS, _MIN_NUMBERED_RATIO = 3, 0.5
"""Least number of rows whose first cell is a number, absolute and as a share of all rows."""


def read_table(picture: Picture, table: Table, languages: tuple[str, ...], dpi: int) -> Block:
    """Return the words of a table by row; if they are poor, those of the plain reading of its box
    if it is better.

    Typing across the rules of a form is cut by its cells, and frames of a drawing are no table.
    """
    rows = _read_rows(picture, table.rows, languages, dpi)
    read = tuple(word for word in rows if word.text != HANDWRITTEN)
    if not read or (quality(read, languages) or 0.0) >= _POOR:
        return rows
    plain = _read_plain(picture, table.box, languages, dpi)
    least = certainty(read) + _MIN_GAIN * sum(len(word.text) for word in read)
    return plain if certainty(plain) > least else rows


def _read_plain(picture: Picture, box: Cell, languages: tuple[str, ...], dpi: int) -> Block:
    """Return the words in the box of a table, read as a page without rules."""
    words = tesseract.read_words(erase_rules(crop(picture, box), dpi), languages, dpi)
    return tuple(word._replace(left=word.left + box.left, top=word.top + box.top) for word in words)


def _read_rows(
    picture: Picture, table: Iterable[Row], languages: tuple[str, ...], dpi: int
) -> Block:
    """Return the words of a table row by row, each row as a line."""
    parts = [
        part
        for row in table
        for part in _split_numbered_rows(picture, row, languages, dpi) or (row,)
    ]
    boxes = [cell.box for row in parts for cell in row]
    cells = tuple(tesseract.read_boxes(picture, boxes, languages, dpi))
    cells = tuple(reread_digits.reread(picture, boxes, cells, dpi))
    readings = iter(mark_written_cells(picture, boxes, cells))
    return tuple(
        word._replace(line=line)
        for line, row in enumerate(parts)
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
