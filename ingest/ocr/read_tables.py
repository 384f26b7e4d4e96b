"""Reads tables cell by cell, and finds the rows of those that have no rules between them."""

import re
from collections.abc import Iterable, Iterator

from ingest.images import unruled_rows
from ingest.images.cells import Row, around
from ingest.images.preprocess import Picture
from ingest.images.ruled_tables import Ruling, Table
from ingest.ocr import reread_digits
from ingest.tools import tesseract
from library.catalogue.text.words import Word

Block = tuple[Word, ...]

_TALL_INCHES = 0.5
"""Lower is no cell of three lines."""

_NARROW_INCHES = 0.8
"""Wider is no column of numbers that count the rows."""

_NUMBER = re.compile(r"\d{1,4}([./-]\d{1,4}){0,2}[.)]?|[IVX]+[.)]?|[a-zđ][.)]")
"""As in 1, 1.2, 24/3/1954, IV, b)."""

_ENOUGH, _SHARE = 3, 0.5
"""Rows whose first cell is a number, in number and as part of all."""


def read_rows(
    picture: Picture, table: Iterable[Row], languages: tuple[str, ...], dpi: int
) -> Block:
    """Return the words of a table row by row, each row a line."""
    parts = [part for row in table for part in _counted(picture, row, languages, dpi) or (row,)]
    boxes = [cell.box for row in parts for cell in row]
    cells = tuple(tesseract.read_boxes(picture, boxes, languages, dpi))
    read = reread_digits.reread(picture, boxes, cells, dpi)
    return tuple(
        word._replace(line=line)
        for line, row in enumerate(parts)
        for _cell in row
        for word in next(read)
    )


def unruled(
    picture: Picture, found: Ruling, languages: tuple[str, ...], dpi: int
) -> Iterator[Table]:
    """Give the tables whose columns are ruled and whose rows are counted by numbers instead."""
    free = [cell for cell in found.dividers if not any(cell.meets(t.box) for t in found.tables)]
    for row in unruled_rows.between(picture, free, dpi):
        if parts := _counted(picture, row, languages, dpi):
            yield Table(around(row), parts)


def _counted(picture: Picture, row: Row, languages: tuple[str, ...], dpi: int) -> tuple[Row, ...]:
    """Return the rows that numbers in the first cell of a row count; none when there are none."""
    first = row[0]
    if first.height < _TALL_INCHES * dpi or first.width > _NARROW_INCHES * dpi:
        return ()
    parts = unruled_rows.parted(picture, row, dpi)
    begins = [part[0].box for part in parts if part[0].left < first.right]
    if len(begins) < _ENOUGH:
        return ()
    read = tesseract.read_boxes(picture, begins, languages, dpi)
    count = sum(bool(_NUMBER.fullmatch(" ".join(word.text for word in cell))) for cell in read)
    return parts if count >= max(_ENOUGH, _SHARE * len(begins)) else ()
