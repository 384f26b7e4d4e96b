"""Tables of any length as XLSX (openpyxl) or CSV for Excel, written row by row."""

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

from library.formulas import escape_formula
from library.xml_io import xml_safe

Value = str | int | float | None

_LINES_PER_CHUNK = 200
_MAX_TITLE_LENGTH = 31
"""Characters of a sheet name that Excel accepts."""

_MAX_ROWS_PER_SHEET = 1_000_000
"""Rows per sheet that Excel opens; further rows go to another sheet."""

_AS_TEXT, _AS_IT_IS = "@", "General"
"""Number formats: in a text cell Excel keeps 8/2017 as typed, not as a date."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, width, and the only values it accepts if there are such."""

    heading: str
    width: int = 18
    one_of: tuple[str, ...] = ()


def csv_lines(columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """Yield a table as UTF-8 with a byte order mark, which Excel needs for Vietnamese."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    yield "\ufeff".encode()
    everything = chain([[column.heading for column in columns]], rows)
    for count, row in enumerate(everything, 1):
        texts = (escape_formula(v) if isinstance(v, str) else v for v in row)
        writer.writerow(texts)
        if count % _LINES_PER_CHUNK == 0:
            yield _drained(buffer)
    yield _drained(buffer)


def write_book(
    into: BinaryIO,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    *,
    to_edit: bool = False,
) -> None:
    """Write a workbook of one table in which no text is evaluated as a formula."""
    book, rows = Workbook(write_only=True), iter(rows)
    add_sheet(book, title, columns, islice(rows, _MAX_ROWS_PER_SHEET), to_edit=to_edit)
    number = 1
    for row in rows:
        number += 1
        following = chain([row], islice(rows, _MAX_ROWS_PER_SHEET - 1))
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
    """Add a table to a workbook; cells of one `to_edit` are text cells."""
    shape = _AS_TEXT if to_edit else _AS_IT_IS
    sheet = book.create_sheet(title[:_MAX_TITLE_LENGTH])
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
    options = ",".join(values)
    choice = DataValidation(type="list", formula1=f'"{options}"', allow_blank=True)
    choice.add(f"{letter}2:{letter}1048576")
    return choice


def _cell(
    sheet: WriteOnlyWorksheet, value: Value, shape: str, font: Font | None = None
) -> Cell | None:
    if value is None or value == "":
        return None
    text = isinstance(value, str)
    cell = WriteOnlyCell(sheet, value=xml_safe(value) if text else value)
    if text:
        cell.data_type = "s"
    if shape != _AS_IT_IS:  # setting a style is the slowest part of a cell
        cell.number_format = shape
    if font is not None:
        cell.font = font
    return cell


def _drained(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
