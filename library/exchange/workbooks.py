"""Writes tables for spreadsheets: XLSX (openpyxl) and CSV that Excel opens as it is."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

Value = str | int | float | None

_LONGEST_TITLE = 31
"""Excel opens no book in which a sheet has a longer name."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so would be worked out as a formula when a CSV is opened."""

_WIDEST, _NARROWEST = 60, 9


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
        sheet = book.create_sheet(table.title[:_LONGEST_TITLE])
        sheet.freeze_panes = "A2"
        for number, width in enumerate(_widths(table), start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.append([_cell(sheet, heading, Font(bold=True)) for heading in table.headings])
        for row in table.rows:
            sheet.append([_cell(sheet, value) for value in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def to_csv(table: Table) -> bytes:
    """Return a table as UTF-8 with a byte order mark, without which Excel garbles Vietnamese."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerows([table.headings, *([harmless(value) for value in row] for row in table.rows)])
    return written.getvalue().encode("utf-8-sig")


def _cell(sheet: object, value: Value, font: Font | None = None) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
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
