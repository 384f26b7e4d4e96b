"""Workbooks and CSV files of whole tables, and workbooks of others with cells to fill."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell

from library.exchange.spreadsheets import MAX_PARTS, OPENPYXL_ERRORS, covered_cells
from library.exchange.streamed_tables import Column, Value, add_sheet, csv_lines
from library.untrusted.zip_files import ZipTooLargeError, check_parts, open_zip, read_part

_WIDEST, _NARROWEST = 60, 9
_MAX_UNPACKED_BYTES = 20_000_000
_MAX_MERGED_CELLS = 200_000


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its headings; None is an empty cell, not zero."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    has_total: bool = False
    """True if the last row is the total of the others."""


def to_xlsx(tables: Sequence[Table]) -> bytes:
    """Return a workbook with a sheet for each table; no text is evaluated as a formula."""
    book = Workbook(write_only=True)
    for table in tables:
        columns = tuple(map(Column, table.headings, _widths(table)))
        add_sheet(book, table.title, columns, table.rows)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def problem_with_cells(workbook: bytes, cells: Sequence[str]) -> str:
    """Return the reason why these cells cannot be filled, or an empty text."""
    try:
        book = _opened(workbook)
    except OPENPYXL_ERRORS:
        return "tệp kèm theo không phải bảng tính .xlsx đọc được"
    for cell in cells:
        sheet, _, place = cell.rpartition("!")
        if sheet not in book.sheetnames:
            return f"bảng tính không có trang “{sheet}”"
        if isinstance(book[sheet][place], MergedCell):
            return f"ô {cell} nằm trong một ô gộp; hãy ghi ô đầu của ô gộp"
    return ""


def _opened(workbook: bytes) -> Workbook:
    """Return a workbook with all its cells, each of which takes half a kilobyte of memory."""
    with open_zip(io.BytesIO(workbook), MAX_PARTS) as parts:
        check_parts(parts, _MAX_UNPACKED_BYTES)
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        cells = sum(covered_cells(read_part(parts, name, _MAX_UNPACKED_BYTES)) for name in sheets)
    if cells > _MAX_MERGED_CELLS:
        raise ZipTooLargeError
    return load_workbook(io.BytesIO(workbook))


def fill_cells(workbook: bytes, cells: Mapping[str, Value]) -> bytes:
    """Return a copy of a workbook with these cells set."""
    book = load_workbook(io.BytesIO(workbook))
    for cell, value in cells.items():
        sheet, _, place = cell.rpartition("!")
        book[sheet][place].value = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def to_csv(table: Table) -> bytes:
    """Return a table as a CSV file for Excel."""
    return b"".join(csv_lines(tuple(map(Column, table.headings)), table.rows))


def _widths(table: Table) -> list[int]:
    columns = zip(table.headings, *table.rows, strict=True)
    longest = (max(len(str(value or "")) for value in column) + 2 for column in columns)
    return [min(_WIDEST, max(_NARROWEST, width)) for width in longest]
