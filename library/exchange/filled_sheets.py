"""Spreadsheets filled in by people: visible sheets, cells as they are shown, and their values."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from openpyxl.utils import coordinate_to_tuple, get_column_letter, range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from library.exchange import spreadsheets
from library.exchange.problems import (
    OldWorkbookError,
    SheetTooHeavyError,
    TooManyRowsError,
    UnreadableWorkbookError,
    WorkbookTooHeavyError,
)
from library.process.libreoffice import convert_document
from library.untrusted.zip_files import ZipTooLargeError, check_parts, open_zip, read_part
from library.vietnamese.legacy_fonts import Run, legacy_font, to_unicode
from library.vietnamese.letters import compose

MAX_BYTES = 10_000_000
"""Largest file; ten thousand rows of a register take one megabyte."""

MAX_ROWS = 20_000
"""Filled rows of all sheets together."""

_MAX_UNPACKED_BYTES = 100_000_000
_MAX_COLUMNS = 200
_MAX_MERGED_CELLS = 200_000
_ZIPPED, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ODS, _BEGINNING_BYTES = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", 100
_EMPTY_ROWS_AT_END = 2_000
"""Consecutive empty rows that end a sheet: a coloured column keeps a million of them."""

_FORMULA = re.compile(
    rb'<(?:\w+:)?c [^>]*?r="([A-Z]+[0-9]+)"[^>]*><(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)'
    rb"(<(?:\w+:)?v>[^<]+)?"
)
"""Cell with a formula; group 2 is missing if no program has computed it."""

_CELL_ERRORS = frozenset({"#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#N/A", "#NULL!", "#NUM!"})
_FORMULA_PROBLEM = "Ô {0} là công thức: hãy chép lại thành giá trị (Paste Values)."
_ERROR_PROBLEM = "Ô “{0}” là lời báo lỗi của bảng tính: hãy ghi lại nội dung."
_MERGED_PROBLEM = "Các ô {0} bị gộp: hãy bỏ gộp (Unmerge) và ghi từng dòng."

_EXACT_DIGITS = 6
"""Decimals of a number that is an amount; more are rounding errors of the spreadsheet program."""

_FORMAT_PART = re.compile(
    r'"([^"]*)"|\\(.)|\[[^\]]*\]|[_*].|(General|[Ee][+-]|[ymdhs]+|.)', re.DOTALL
)
"""Part of a number format: a literal in quotes or after a backslash, a colour, a blank, a code."""

_PLACEHOLDERS = "0#?"
_LOCAL_SHORT_DATE = "mm-dd-yy"
"""Format 14 of workbooks, which each program shows in the order of its country."""


@dataclass(frozen=True, slots=True)
class FilledRow:
    """One row: its number from 1, its cells as they are shown, and what a reader must know."""

    place: int
    cells: tuple[str, ...]
    unreadable: frozenset[int] = frozenset()
    """Columns from 0 whose formula failed or was never computed."""
    values: Mapping[int, str] = field(default_factory=dict)
    """Numbers with a decimal comma and ISO dates, by column, where the cell shows another text."""
    spoilt: str | None = None
    """Reason for which an edited list may not use the row: a formula, an error or merged cells."""

    def value(self, column: int) -> str:
        """Return the number or ISO date that a cell holds, or else its text."""
        shown_text = self.cells[column] if column < len(self.cells) else ""
        return self.values.get(column, shown_text)


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """The non-empty rows of a sheet."""

    name: str
    rows: tuple[FilledRow, ...]
    remarks: tuple[str, ...] = ()


def read_edited_list(content: bytes, name: str) -> FilledSheet:
    """Return the first visible sheet of a list that was exported and edited; raise a LibraryError.

    Its rows are read like those of any sheet; `spoilt` names the rows that must not be used.
    """
    limits = {"max_rows": spreadsheets.MAX_ROWS, "max_bytes": spreadsheets.MAX_UNPACKED_BYTES}
    sheets = read_sheets(content, name, **limits, max_unpacked=spreadsheets.MAX_UNPACKED_BYTES)
    return next(iter(sheets), FilledSheet("", ()))


def read_sheets(
    content: bytes,
    name: str,
    *,
    max_rows: int = MAX_ROWS,
    max_bytes: int = MAX_BYTES,
    max_unpacked: int = _MAX_UNPACKED_BYTES,
) -> tuple[FilledSheet, ...]:
    """Return the visible sheets of an XLSX or CSV file; raise a LibraryError."""
    if len(content) > max_bytes:
        raise WorkbookTooHeavyError(name)
    if content.startswith(_OLE) or _ODS in content[:_BEGINNING_BYTES]:
        content = _as_xlsx(content, name)
    if not content.startswith(_ZIPPED):
        return _sheets_of_csv(content, name, max_rows)
    try:
        return _sheets_of_workbook(content, name, max_rows, max_unpacked)
    except (ZipTooLargeError, SheetTooHeavyError) as error:
        raise WorkbookTooHeavyError(name) from error
    except spreadsheets.OPENPYXL_ERRORS as error:
        raise UnreadableWorkbookError(name) from error


def _as_xlsx(content: bytes, name: str) -> bytes:
    """Return an old or an OpenDocument workbook in the newer form; raise a LibraryError."""
    with TemporaryDirectory() as folder:
        source, output_folder = Path(folder, "sheet.bin"), Path(folder, "converted")
        source.write_bytes(content)
        output_folder.mkdir()
        output = convert_document(source, "xlsx", output_folder, name)
        if output is None:
            raise OldWorkbookError(name)
        return output.read_bytes()


def _sheets_of_csv(content: bytes, name: str, max_rows: int) -> tuple[FilledSheet, ...]:
    csv_rows, remarks = spreadsheets.from_csv(content, name, max_rows)
    rows = [
        FilledRow(place, texts, _errors_in(texts), spoilt=_error_problem(texts))
        for place, row in enumerate(csv_rows, 1)
        if any(texts := tuple(compose(cell).strip() for cell in row[:_MAX_COLUMNS]))
    ]
    if len(rows) > max_rows:
        raise TooManyRowsError(name, max_rows)
    return (FilledSheet("", tuple(rows), remarks),)


def _sheets_of_workbook(
    content: bytes, name: str, max_rows: int, max_unpacked: int
) -> tuple[FilledSheet, ...]:
    with open_zip(io.BytesIO(content), spreadsheets.MAX_PARTS) as parts:
        check_parts(parts, max_unpacked)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets, remaining, budget = [], max_rows, spreadsheets.LetterBudget(name)
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            xml = read_part(parts, sheet._worksheet_path, max_unpacked)
            rows = tuple(_rows(sheet, xml, budget, name, remaining))
            remaining -= len(rows)
            sheets.append(FilledSheet(sheet.title, rows))
    return tuple(sheets)


def _rows(
    sheet: ReadOnlyWorksheet, xml: bytes, budget: spreadsheets.LetterBudget, name: str, limit: int
) -> Iterator[FilledRow]:
    copied_from, formulas = _merged_cells(xml, name), _formulas(xml)
    problems = _problems_of_rows(xml, formulas)
    sheet.reset_dimensions()  # some programs write a wrong size
    first_texts: dict[tuple[int, int], str] = {}
    first_values: dict[tuple[int, int], str] = {}
    first_cells = set(copied_from.values())
    width = max((column + 1 for _, column in copied_from), default=0)
    empty = filled_count = 0
    for place, cells in enumerate(sheet.iter_rows(), 1):
        texts = _in_unicode(cells[:_MAX_COLUMNS])
        values = list(map(_value, cells, texts))
        if copied_from:
            for row, firsts in ((texts, first_texts), (values, first_values)):
                row += [""] * (width - len(row))
                _fill_merged(place, row, copied_from, first_cells, firsts)
        missing = {column for column, is_computed in formulas.get(place, ()) if not is_computed}
        if not any(texts) and not missing:
            empty += 1
            if empty == _EMPTY_ROWS_AT_END:
                return
            continue
        empty, filled_count = 0, filled_count + 1
        budget.spend(texts)
        if filled_count > limit:
            raise TooManyRowsError(name, limit)
        shown_texts = _trimmed(texts)
        values_by_column = {
            column: value
            for column, (text, value) in enumerate(zip(texts, values, strict=True))
            if value != text
        }
        unreadable = _errors_in(shown_texts) | missing
        spoilt = problems.get(place) or _error_problem(shown_texts)
        yield FilledRow(place, shown_texts, unreadable, values_by_column, spoilt)


def _in_unicode(cells: Sequence[object]) -> list[str]:
    """Return the shown texts of cells, those in fonts older than Unicode converted."""
    texts = [_shown_text(cell) for cell in cells]
    fonts = [cell.font.name if text else "" for cell, text in zip(cells, texts, strict=True)]
    if not any(map(legacy_font, filter(None, fonts))):
        return texts
    return list(map(compose, to_unicode(list(map(Run, texts, fonts)))[0]))


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


def _formulas(xml: bytes) -> dict[int, list[tuple[int, bool]]]:
    """Return the column of each formula, and True if it was computed, by row."""
    formulas: dict[int, list[tuple[int, bool]]] = {}
    for match in _FORMULA.finditer(xml):
        row, column = coordinate_to_tuple(match[1].decode())
        formulas.setdefault(row, []).append((column - 1, match[2] is not None))
    return formulas


def _problems_of_rows(xml: bytes, formulas: Mapping[int, list[tuple[int, bool]]]) -> dict[int, str]:
    """Return a problem for each row with merged cells or a formula."""
    problems = {}
    for match in spreadsheets.MERGED_RANGE.finditer(xml):
        cell_range = match[1].decode()
        _, top, _, bottom = range_boundaries(cell_range)
        rows = range(top, min(bottom, top + MAX_ROWS) + 1)
        problems |= dict.fromkeys(rows, _MERGED_PROBLEM.format(cell_range))
    for row, ((column, _), *_) in formulas.items():
        problems[row] = _FORMULA_PROBLEM.format(f"{get_column_letter(column + 1)}{row}")
    return problems


def _errors_in(texts: tuple[str, ...]) -> frozenset[int]:
    return frozenset(column for column, text in enumerate(texts) if text in _CELL_ERRORS)


def _error_problem(texts: tuple[str, ...]) -> str | None:
    error_text = next((text for text in texts if text in _CELL_ERRORS), None)
    return _ERROR_PROBLEM.format(error_text) if error_text else None


def _value(cell: object, shown_text: str) -> str:
    """Return a number with a decimal comma that cannot separate thousands, an ISO date, or a text.

    The date reaches as far as the cell shows it: 2017-08 if only month and year.
    """
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, int | float | date):
        return shown_text
    if isinstance(value, date):
        parts = _FORMAT_PART.finditer(cell.number_format)
        codes = "".join(match[3] or "" for match in parts).lower()
        day = f"{value:%Y-%m-%d}"
        if "d" in codes or "y" not in codes:
            return day
        return day[:7] if "m" in codes else day[:4]
    integer, _, decimals = f"{value:.{_EXACT_DIGITS}f}".partition(".")
    decimals = decimals.rstrip("0")
    if len(decimals) == 3:
        decimals += "0"
    return f"{integer},{decimals}" if decimals else integer


def _shown_text(cell: object) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, date):
        return _shown_date(value, cell.number_format) or _value(cell, "")
    if isinstance(value, int | float):
        return _shown_number(Decimal(f"{value:.15g}"), cell.number_format).strip()
    return compose(str(value)).strip()


def _shown_date(value: date, number_format: str) -> str:
    """Return a day as its format shows it in figures; an empty text for a format with names."""
    if isinstance(value, datetime) and value.time() != time():
        return f"{value:%Y-%m-%d %H:%M}"
    if number_format == _LOCAL_SHORT_DATE:
        number_format = "dd/mm/yyyy"
    figures = {"d": f"{value.day}", "dd": f"{value:%d}", "m": f"{value.month}", "mm": f"{value:%m}"}
    figures |= {"yy": f"{value:%y}", "yyyy": f"{value:%Y}"}
    shown_text = ""
    for match in _FORMAT_PART.finditer(number_format.split(";")[0]):
        code = (match[3] or "").lower()
        if code.isalpha() and code not in figures:
            return ""
        shown_text += figures.get(code, match[1] or match[2] or code)
    return shown_text


def _shown_number(value: Decimal, number_format: str) -> str:
    """Return a number as its format shows it: 959.710 for 0.000; General is the shortest form."""
    sections = number_format.split(";")
    has_own_section = value < 0 and len(sections) > 1
    section = sections[1] if has_own_section else sections[0]
    parts = list(_FORMAT_PART.finditer(section))
    codes = [match[3] or "" for match in parts]
    if not set(codes) & set(_PLACEHOLDERS) or {"General", "/", "E+", "E-", "e+", "e-"} & set(codes):
        return f"{value:f}"
    point = codes.index(".") if "." in codes else len(codes)
    decimals = [code for code in codes[point:] if code in _PLACEHOLDERS and code]
    scaled = abs(value) * (100 if "%" in codes else 1)
    rounded = scaled.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    integer, _, fraction = f"{rounded:{',' if ',' in codes[:point] else ''}f}".partition(".")
    while fraction and fraction[-1] == "0" and decimals[len(fraction) - 1] != "0":
        fraction = fraction[:-1]
    digits = re.findall(r"\d,?", integer) if integer != "0" else []
    places = [at for at, code in enumerate(codes[:point]) if code and code in _PLACEHOLDERS]
    shown_parts = []
    for at in range(len(codes) - 1, -1, -1):
        literal = parts[at][1] or parts[at][2] or ""
        if at == point:
            literal = f".{fraction}" if fraction else ""
        elif places and at == places[0] and digits:
            literal = "".join(digits)
        elif at in places:
            literal = digits.pop() if digits else codes[at].strip("#?")
        elif codes[at] not in (*_PLACEHOLDERS, ","):
            literal = literal or codes[at]
        shown_parts.append(literal)
    sign = "-" if value < 0 and not has_own_section else ""
    return sign + "".join(reversed(shown_parts))
