"""Reads a spreadsheet that went out and comes back: what each cell holds, and what spoilt it."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import openpyxl
from openpyxl.utils import range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from library.exchange import spreadsheets
from library.exchange.problems import SheetTooHeavyError, SheetTooLongError, UnreadableSheetError

_ZIPPED = b"PK\x03\x04"
_HEAVIEST = 300_000_000
"""Bytes of an XLSX file once it is unpacked."""

_EMPTY_ROWS = 2_000
"""So many empty rows end a sheet: programs keep a million of them when a column was coloured."""

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_ASIDE = re.compile(r'\[[^\]]*\]|"[^"]*"|\\.')
"""Parts of a number format that are no letters of a date."""

_ERRORS = frozenset({"#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#N/A", "#NULL!", "#NUM!"})
_A_FORMULA = "Ô “{0}” là công thức: hãy chép lại thành giá trị (Paste Values)."
_AN_ERROR = "Ô “{0}” là lời báo lỗi của bảng tính: hãy ghi lại nội dung."
_IS_MERGED = "Các ô {0} bị gộp: hãy bỏ gộp (Unmerge) và ghi từng dòng."


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One row: its place as a person counts, its cells as text, and what spoilt it."""

    place: int
    cells: tuple[str, ...]
    spoilt: str | None = None


@dataclass(frozen=True, slots=True)
class TypedTable:
    """The rows of a sheet that hold anything, and what is doubtful about all of them."""

    rows: tuple[TypedRow, ...]
    remarks: tuple[str, ...] = ()


def read_table(content: bytes, name: str) -> TypedTable:
    """Return the rows of a CSV or XLSX file; raise a LibraryError in words."""
    if content.startswith(_ZIPPED):
        return TypedTable(_of_book(content, name))
    grid = spreadsheets.from_csv(content, name)
    rows = (TypedRow(place, row, _spoilt(row)) for place, row in enumerate(grid.rows, 1))
    return TypedTable(tuple(row for row in rows if any(map(str.strip, row.cells))), grid.remarks)


def _of_book(content: bytes, name: str) -> tuple[TypedRow, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > _HEAVIEST:
                raise SheetTooHeavyError(name)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write a wrong size
        merged = _merged(content, sheet)
        return tuple(_rows(sheet, merged, name))
    except spreadsheets.BREAKS as error:
        raise UnreadableSheetError(name) from error


def _rows(sheet: ReadOnlyWorksheet, merged: dict[int, str], name: str) -> Iterator[TypedRow]:
    empty = kept = 0
    for place, cells in enumerate(sheet.iter_rows(), 1):
        texts = tuple(map(_text, cells))
        if not any(texts):
            empty += 1
            if empty == _EMPTY_ROWS:
                return
            continue
        empty, kept = 0, kept + 1
        if kept > spreadsheets.MOST_ROWS:
            raise SheetTooLongError(name, spreadsheets.MOST_ROWS)
        formula = next(
            (text for text, cell in zip(texts, cells, strict=True) if _computes(cell)), ""
        )
        spoilt = _A_FORMULA.format(formula[:40]) if formula else _spoilt(texts)
        yield TypedRow(place, texts, spoilt or merged.get(place))


def _computes(cell: object) -> bool:
    return getattr(cell, "data_type", "n") == "f"


def _spoilt(texts: tuple[str, ...]) -> str | None:
    broken = next((text for text in texts if text in _ERRORS), None)
    return _AN_ERROR.format(broken) if broken else None


def _text(cell: object) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, datetime | date):
        return _as_far_as_shown(f"{value:%Y-%m-%d}", cell.number_format)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _as_far_as_shown(day: str, number_format: str) -> str:
    """Return 2017-08 for a cell that shows only month and year: the day is the program's own."""
    letters = _ASIDE.sub("", number_format).lower()
    if "d" in letters or "y" not in letters:
        return day
    return day[:7] if "m" in letters else day[:4]


def _merged(content: bytes, sheet: ReadOnlyWorksheet) -> dict[int, str]:
    """Return the rows that share a merged cell; what is not the first of it reads as empty."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        written = parts.read(sheet._worksheet_path)
    found = {}
    for match in _MERGED.finditer(written):
        told = match[1].decode()
        _, first, _, last = range_boundaries(told)
        found |= dict.fromkeys(range(first, min(last, first + spreadsheets.MOST_ROWS) + 1), told)
    return {place: _IS_MERGED.format(told) for place, told in found.items()}
