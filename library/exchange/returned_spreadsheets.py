"""Spreadsheets that were exported, edited and uploaded again: cells as text, with problems."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import openpyxl
from openpyxl.utils import range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from library.exchange import spreadsheets
from library.exchange.problems import SheetTooHeavyError, SheetTooLongError, UnreadableSheetError
from library.untrusted.zip_files import ZipTooLargeError, open_zip, read_part

_ZIPPED = b"PK\x03\x04"
EMPTY_ROWS_AT_END = 2_000
"""Consecutive empty rows that end a sheet: a coloured column keeps a million of them."""

_QUOTED_IN_FORMAT = re.compile(r'\[[^\]]*\]|"[^"]*"|\\.')
"""Parts of a number format that are not date letters."""

CELL_ERRORS = frozenset({"#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#N/A", "#NULL!", "#NUM!"})
"""Texts of cells whose formula failed."""

_FORMULA_PROBLEM = "Ô “{0}” là công thức: hãy chép lại thành giá trị (Paste Values)."
_ERROR_PROBLEM = "Ô “{0}” là lời báo lỗi của bảng tính: hãy ghi lại nội dung."
_MERGED_PROBLEM = "Các ô {0} bị gộp: hãy bỏ gộp (Unmerge) và ghi từng dòng."


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One row: its number from 1, its cells as text, and its problem if there is one."""

    place: int
    cells: tuple[str, ...]
    spoilt: str | None = None


@dataclass(frozen=True, slots=True)
class TypedTable:
    """The non-empty rows of a sheet, with remarks on the whole sheet."""

    rows: tuple[TypedRow, ...]
    remarks: tuple[str, ...] = ()


def read_table(content: bytes, name: str) -> TypedTable:
    """Return the rows of a CSV or XLSX file; raise a LibraryError."""
    if content.startswith(_ZIPPED):
        return TypedTable(_rows_of_workbook(content, name))
    grid = spreadsheets.from_csv(content, name)
    rows = (TypedRow(place, row, _error_in(row)) for place, row in enumerate(grid.rows, 1))
    return TypedTable(tuple(row for row in rows if any(map(str.strip, row.cells))), grid.remarks)


def _rows_of_workbook(content: bytes, name: str) -> tuple[TypedRow, ...]:
    try:
        spreadsheets.check_workbook(content, spreadsheets.MAX_UNPACKED_BYTES)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write a wrong size
        problems = _merged(content, sheet)
        return tuple(_rows(sheet, problems, name))
    except ZipTooLargeError as error:
        raise SheetTooHeavyError(name) from error
    except spreadsheets.OPENPYXL_ERRORS as error:
        raise UnreadableSheetError(name) from error


def _rows(sheet: ReadOnlyWorksheet, problems: dict[int, str], name: str) -> Iterator[TypedRow]:
    empty = filled_count = 0
    budget = spreadsheets.LetterBudget(name)
    for place, row in enumerate(sheet.iter_rows(), 1):
        cells = row[: spreadsheets.MAX_COLUMNS]
        texts = tuple(map(_text, cells))
        if not any(texts):
            empty += 1
            if empty == EMPTY_ROWS_AT_END:
                return
            continue
        empty, filled_count = 0, filled_count + 1
        budget.spend(texts)
        if filled_count > spreadsheets.MAX_ROWS:
            raise SheetTooLongError(name, spreadsheets.MAX_ROWS)
        kinds = (getattr(cell, "data_type", "n") for cell in cells)
        formula = next((t for t, kind in zip(texts, kinds, strict=True) if kind == "f"), "")
        spoilt = _FORMULA_PROBLEM.format(formula[:40]) if formula else _error_in(texts)
        yield TypedRow(place, texts, spoilt or problems.get(place))


def _error_in(texts: tuple[str, ...]) -> str | None:
    error_text = next((text for text in texts if text in CELL_ERRORS), None)
    return _ERROR_PROBLEM.format(error_text) if error_text else None


def _text(cell: object) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, datetime | date):
        return shown_date(f"{value:%Y-%m-%d}", cell.number_format)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def shown_date(day: str, number_format: str) -> str:
    """Return the part of an ISO date that a cell shows: 2017-08 if only month and year."""
    letters = _QUOTED_IN_FORMAT.sub("", number_format).lower()
    if "d" in letters or "y" not in letters:
        return day
    return day[:7] if "m" in letters else day[:4]


def _merged(content: bytes, sheet: ReadOnlyWorksheet) -> dict[int, str]:
    """Return the rows with merged cells, each with its problem; only the first cell has a value."""
    with open_zip(io.BytesIO(content), spreadsheets.MAX_PARTS) as parts:
        xml = read_part(parts, sheet._worksheet_path, spreadsheets.MAX_UNPACKED_BYTES)
    merged_rows = {}
    for match in spreadsheets.MERGED_RANGE.finditer(xml):
        cell_range = match[1].decode()
        _, first, _, last = range_boundaries(cell_range)
        merged_rows |= dict.fromkeys(
            range(first, min(last, first + spreadsheets.MAX_ROWS) + 1), cell_range
        )
    return {place: _MERGED_PROBLEM.format(cell_range) for place, cell_range in merged_rows.items()}
