"""Workbooks typed by people: all visible sheets, merged cells filled, formulas by their value."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import openpyxl
from openpyxl.utils import coordinate_to_tuple, range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from library.exchange import spreadsheets
from library.exchange.problems import (
    OldWorkbookError,
    SheetTooHeavyError,
    SheetTooLongError,
    TooManyRowsError,
    UnreadableSheetError,
    UnreadableWorkbookError,
    WorkbookTooHeavyError,
)
from library.exchange.returned_spreadsheets import (
    CELL_ERRORS,
    EMPTY_ROWS_AT_END,
    shown_date,
)
from library.untrusted.zip_files import ZipTooLargeError, check_parts, open_zip, read_part
from library.vietnamese.letters import compose

MAX_BYTES = 10_000_000
"""Largest file; ten thousand rows of a register take one megabyte."""

MAX_ROWS = 20_000
"""Filled rows of all sheets together."""

_MAX_UNPACKED_BYTES = 100_000_000
_MAX_COLUMNS = 200
_MAX_MERGED_CELLS = 200_000
_ZIPPED, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_FORMULA_WITHOUT_VALUE = re.compile(
    rb'<(?:\w+:)?c [^>]*?r="([A-Z]+[0-9]+)"[^>]*><(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
"""Cell with a formula that no program has computed."""

_EXACT_DIGITS = 6
"""Decimals of a number kept as text; more are rounding errors of the spreadsheet program."""


@dataclass(frozen=True, slots=True)
class FilledRow:
    """One row: its number from 1, its cells as text, and the columns that cannot be read."""

    place: int
    cells: tuple[str, ...]
    unreadable: frozenset[int] = frozenset()
    """Columns from 0 whose formula failed or was never computed."""


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """The non-empty rows of a sheet."""

    name: str
    rows: tuple[FilledRow, ...]
    remarks: tuple[str, ...] = ()


def read_sheets(
    content: bytes, name: str, *, max_rows: int = MAX_ROWS, max_bytes: int = MAX_BYTES
) -> tuple[FilledSheet, ...]:
    """Return the visible sheets of an XLSX or CSV file; raise a LibraryError.

    Dates are ISO texts as far as the cell shows them; numbers have a decimal comma.
    """
    if len(content) > max_bytes:
        raise WorkbookTooHeavyError(name)
    if content.startswith(_OLE):
        raise OldWorkbookError(name)
    if not content.startswith(_ZIPPED):
        return _sheets_of_csv(content, name, max_rows)
    try:
        return _sheets_of_workbook(content, name, max_rows)
    except (ZipTooLargeError, SheetTooHeavyError) as error:
        raise WorkbookTooHeavyError(name) from error
    except spreadsheets.OPENPYXL_ERRORS as error:
        raise UnreadableWorkbookError(name) from error


def _sheets_of_csv(content: bytes, name: str, max_rows: int) -> tuple[FilledSheet, ...]:
    try:
        grid = spreadsheets.from_csv(content, name)
    except SheetTooLongError as error:
        raise TooManyRowsError(name, max_rows) from error
    except (UnreadableSheetError, UnicodeError) as error:
        raise UnreadableWorkbookError(name) from error
    rows = [
        FilledRow(place, texts, _errors_in(texts))
        for place, row in enumerate(grid.rows, 1)
        if any(texts := tuple(compose(cell).strip() for cell in row[:_MAX_COLUMNS]))
    ]
    if len(rows) > max_rows:
        raise TooManyRowsError(name, max_rows)
    return (FilledSheet("", tuple(rows), grid.remarks),)


def _sheets_of_workbook(content: bytes, name: str, max_rows: int) -> tuple[FilledSheet, ...]:
    with open_zip(io.BytesIO(content), spreadsheets.MAX_PARTS) as parts:
        check_parts(parts, _MAX_UNPACKED_BYTES)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets, remaining, budget = [], max_rows, spreadsheets.LetterBudget(name)
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            xml = read_part(parts, sheet._worksheet_path, _MAX_UNPACKED_BYTES)
            rows = tuple(_rows(sheet, xml, budget, name, remaining))
            remaining -= len(rows)
            sheets.append(FilledSheet(sheet.title, rows))
    return tuple(sheets)


def _rows(
    sheet: ReadOnlyWorksheet, xml: bytes, budget: spreadsheets.LetterBudget, name: str, limit: int
) -> Iterator[FilledRow]:
    copied_from, missing = _merged_cells(xml, name), _uncomputed(xml)
    sheet.reset_dimensions()  # some programs write a wrong size
    firsts: dict[tuple[int, int], str] = {}
    first_cells = set(copied_from.values())
    width = max((column + 1 for _, column in copied_from), default=0)
    empty = filled_count = 0
    for place, cells in enumerate(sheet.iter_rows(), 1):
        texts = [_text(cell) for cell in cells[:_MAX_COLUMNS]]
        if copied_from:
            texts += [""] * (width - len(texts))
            _fill_merged(place, texts, copied_from, first_cells, firsts)
        if not any(texts) and not missing.get(place):
            empty += 1
            if empty == EMPTY_ROWS_AT_END:
                return
            continue
        empty, filled_count = 0, filled_count + 1
        budget.spend(texts)
        if filled_count > limit:
            raise TooManyRowsError(name, limit)
        unreadable = _errors_in(tuple(texts)) | missing.get(place, frozenset())
        yield FilledRow(place, _trimmed(texts), unreadable)


def _trimmed(texts: list[str]) -> tuple[str, ...]:
    """Return the texts of a row without the empty ones at its end."""
    last = max((at for at, text in enumerate(texts) if text), default=-1)
    return tuple(texts[: last + 1])


def _fill_merged(
    place: int,
    texts: list[str],
    copied_from: dict[tuple[int, int], tuple[int, int]],
    first_cells: set[tuple[int, int]],
    firsts: dict[tuple[int, int], str],
) -> None:
    """Copy the text of each merged range from its first cell; `firsts` remembers these cells."""
    for column, text in enumerate(texts):
        if text and (place, column) in first_cells:
            firsts[place, column] = text
    if not any(texts):
        return  # an empty row inside a merged range stays empty
    for column, text in enumerate(texts):
        source = copied_from.get((place, column))
        if source and not text:
            texts[column] = firsts.get(source, "")


def _merged_cells(xml: bytes, name: str) -> dict[tuple[int, int], tuple[int, int]]:
    """Return the first cell of each merged cell, as (row from 1, column from 0)."""
    copied_from: dict[tuple[int, int], tuple[int, int]] = {}
    for match in spreadsheets.MERGED_RANGE.finditer(xml):
        first_column, top, last_column, bottom = range_boundaries(match[1].decode())
        last_column, bottom = min(last_column, _MAX_COLUMNS), min(bottom, top + MAX_ROWS)
        cells = max(last_column - first_column + 1, 0) * (bottom - top + 1)
        if len(copied_from) + cells > _MAX_MERGED_CELLS:
            raise WorkbookTooHeavyError(name)
        for row in range(top, bottom + 1):
            for column in range(first_column - 1, last_column):
                copied_from[row, column] = (top, first_column - 1)
    return copied_from


def _uncomputed(xml: bytes) -> dict[int, frozenset[int]]:
    """Return the columns of formulas without a value, by row."""
    columns: dict[int, set[int]] = {}
    for match in _FORMULA_WITHOUT_VALUE.finditer(xml):
        row, column = coordinate_to_tuple(match[1].decode())
        columns.setdefault(row, set()).add(column - 1)
    return {row: frozenset(of_row) for row, of_row in columns.items()}


def _errors_in(texts: tuple[str, ...]) -> frozenset[int]:
    return frozenset(column for column, text in enumerate(texts) if text in CELL_ERRORS)


def _text(cell: object) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return compose(value).strip()
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, datetime | date):
        return shown_date(f"{value:%Y-%m-%d}", cell.number_format)
    return _number(value) if isinstance(value, int | float) else str(value)


def _number(value: float) -> str:
    """Return a number with a decimal comma that no one can take for a thousands separator."""
    integer, _, decimals = f"{value:.{_EXACT_DIGITS}f}".partition(".")
    decimals = decimals.rstrip("0")
    if len(decimals) == 3:
        decimals += "0"
    return f"{integer},{decimals}" if decimals else integer
