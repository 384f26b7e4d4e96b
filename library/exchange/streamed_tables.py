"""Writes tables of any length for spreadsheets row by row: XLSX (openpyxl), and CSV for Excel."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation

from library.xml_io import allowed

Value = str | int | float | None

_LINES_AT_ONCE = 200
_LONGEST_TITLE = 31
"""Excel opens no book in which a sheet has a longer name."""

_MOST_ROWS = 1_000_000
"""Excel opens no sheet with many more; what is longer goes on in the next one."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so would be worked out as a formula when a CSV is opened."""

_AS_TEXT, _AS_IT_IS = "@", "General"
"""Excel leaves what is typed into a cell of text as it is: 8/2017 stays no date."""


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, how wide its column is, and the only values it takes if there are such."""

    heading: str
    width: int = 18
    one_of: tuple[str, ...] = ()


def csv_lines(columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """Give a table as UTF-8 with a byte order mark, without which Excel garbles Vietnamese."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    yield "\ufeff".encode()
    everything = chain([[column.heading for column in columns]], rows)
    for count, row in enumerate(everything, 1):
        writer.writerow([_harmless(value) for value in row])
        if count % _LINES_AT_ONCE == 0:
            yield _taken(written)
    yield _taken(written)


def write_book(
    into: BinaryIO,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    *,
    to_edit: bool = False,
) -> None:
    """Write a workbook of one table, in which nothing is worked out as a formula."""
    book, rows = Workbook(write_only=True), iter(rows)
    add_sheet(book, title, columns, islice(rows, _MOST_ROWS), to_edit=to_edit)
    number = 1
    for row in rows:
        number += 1
        following = chain([row], islice(rows, _MOST_ROWS - 1))
        add_sheet(book, f"{title} {number}", columns, following, to_edit=to_edit)
    book.save(into)


def add_sheet(
    book: Workbook,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    *,
    to_edit: bool = False,
) -> None:
    """Add a table to a workbook; one that is to be edited keeps what is typed as it is typed."""
    shape = _AS_TEXT if to_edit else _AS_IT_IS
    sheet = book.create_sheet(title[:_LONGEST_TITLE])
    sheet.freeze_panes = "C2" if to_edit else "A2"
    for number, column in enumerate(columns, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = column.width
        if column.one_of:
            sheet.data_validations.append(_choice(column.one_of, letter))
    sheet.append([_cell(sheet, column.heading, shape, Font(bold=True)) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, value, shape) for value in row])


def _choice(values: tuple[str, ...], letter: str) -> DataValidation:
    told = ",".join(values)
    choice = DataValidation(type="list", formula1=f'"{told}"', allow_blank=True)
    choice.add(f"{letter}2:{letter}1048576")
    return choice


def _cell(
    sheet: WriteOnlyWorksheet, value: Value, shape: str, font: Font | None = None
) -> Cell | None:
    if value is None or value == "":
        return None
    text = isinstance(value, str)
    cell = WriteOnlyCell(sheet, value=allowed(value) if text else value)
    if text:
        cell.data_type = "s"
    cell.number_format = shape
    if font is not None:
        cell.font = font
    return cell


def _harmless(value: Value) -> Value:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _taken(written: io.StringIO) -> bytes:
    text = written.getvalue()
    written.seek(0)
    written.truncate()
    return text.encode()
