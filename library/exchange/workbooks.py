"""Makes whole tables into files for spreadsheets, and fills in workbooks that others made."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell

from library.exchange.spreadsheets import BREAKS
from library.exchange.streamed_tables import Column, Value, add_sheet, csv_lines

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
        columns = tuple(map(Column, table.headings, _widths(table)))
        add_sheet(book, table.title, columns, table.rows)
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
    """Return a table as a CSV file that Excel opens as it is."""
    return b"".join(csv_lines(tuple(map(Column, table.headings)), table.rows))


def _widths(table: Table) -> list[int]:
    columns = zip(table.headings, *table.rows, strict=True)
    longest = (max(len(str(value or "")) for value in column) + 2 for column in columns)
    return [min(_WIDEST, max(_NARROWEST, width)) for width in longest]
