"""Writes tables for spreadsheets: XLSX (openpyxl) and CSV that Excel opens as it is."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from library.exchange.tables import BREAKS
from library.xml_writing import allowed

Value = str | int | float | None

_LONGEST_TITLE = 31
"""Excel opens no book in which a sheet has a longer name."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so would be worked out as a formula when a CSV is opened."""

_WIDEST, _NARROWEST = 60, 9
_MOST_ROWS = 1_000_000
"""Excel opens no sheet with many more; what is longer goes on in the next one."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its headings; None is an empty cell, which is not nought."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def to_xlsx(tables: Sequence[Table]) -> bytes:
    """Return a workbook with a sheet for each table; texts stay texts, whatever they begin with."""
    book = Workbook(write_only=True)
    for table in tables:
        sheet = _begin(book, table.title, table.headings, _widths(table))
        for row in table.rows:
            sheet.append([_cell(sheet, value) for value in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def has_cells(workbook: bytes, cells: Sequence[str]) -> str:
    """Say in words why a workbook cannot take these cells; nothing when it can."""
    try:
        book = load_workbook(io.BytesIO(workbook))
    except BREAKS:
        return "tệp kèm theo không phải bảng tính .xlsx đọc được"
    for cell in cells:
        sheet, _, place = cell.rpartition("!")
        if sheet not in book.sheetnames:
            return f"bảng tính không có trang “{sheet}”"
        if isinstance(book[sheet][place], MergedCell):
            return f"ô {cell} nằm trong một ô gộp; hãy ghi ô đầu của ô gộp"
    return ""


def filled(workbook: bytes, cells: Mapping[str, Value]) -> bytes:
    """Return a workbook with some cells filled in; all else stays as it was."""
    book = load_workbook(io.BytesIO(workbook))
    for cell, value in cells.items():
        sheet, _, place = cell.rpartition("!")
        book[sheet][place].value = value
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def to_csv(table: Table) -> bytes:
    """Return a table as UTF-8 with a byte order mark, without which Excel garbles Vietnamese."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerows([table.headings, *([harmless(value) for value in row] for row in table.rows)])
    return written.getvalue().encode("utf-8-sig")


def write_xlsx(
    file: BinaryIO,
    title: str,
    headings: tuple[str, ...],
    rows: Iterable[tuple[Value, ...]],
    widths: tuple[int, ...],
) -> None:
    """Write a table of any length to a file, holding one row at a time."""
    book, sheet = Workbook(write_only=True), None
    for number, row in enumerate(rows):
        if number % _MOST_ROWS == 0:
            sheet = _begin(book, f"{title} {number // _MOST_ROWS + 1}", headings, widths)
        sheet.append([_cell(sheet, value) for value in row])
    if sheet is None:
        _begin(book, title, headings, widths)
    book.save(file)


def _begin(book: Workbook, title: str, headings: tuple[str, ...], widths: Sequence[int]) -> object:
    sheet = book.create_sheet(title[:_LONGEST_TITLE])
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_cell(sheet, heading, Font(bold=True)) for heading in headings])
    return sheet


def _cell(sheet: object, value: Value, font: Font | None = None) -> WriteOnlyCell:
    text = isinstance(value, str)
    cell = WriteOnlyCell(sheet, value=allowed(value) if text else value)
    if text:
        cell.data_type = "s"
    if font is not None:
        cell.font = font
    return cell


def harmless(value: Value) -> Value:
    """Return a value that no spreadsheet works out as a formula when a CSV is opened."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _widths(table: Table) -> list[int]:
    columns = zip(table.headings, *table.rows, strict=True)
    longest = (max(len(str(value or "")) for value in column) + 2 for column in columns)
    return [min(_WIDEST, max(_NARROWEST, width)) for width in longest]
