"""Reads spreadsheets: CSV as every program writes it, and XLSX (openpyxl)."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from library.exchange.problems import SheetTooLongError, UnreadableSheetError

MOST_ROWS = 50_000
_MOST_COLUMNS = 200
_SEPARATORS = ",;\t"
_LINES_ABOVE = 20
"""People write a title above a table."""

_TOLD = "sep="
"""So begins a file in which Excel is told what parts the columns."""

_UNICODE = "utf-8-sig"
_WITH_A_MARK = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_BEFORE_UNICODE = "cp1258"
_OLD_LETTERS = (
    "Bảng không ghi bằng UTF-8; đã đọc theo bảng mã cũ của Windows (cp1258). "
    "Nếu chữ bị sai, hãy lưu lại bằng UTF-8."
)
BREAKS = (
    InvalidFileException,
    *(zipfile.BadZipFile, zlib.error, RuntimeError),
    ParseError,
    *(KeyError, ValueError, TypeError, AttributeError, OSError, IndexError, EOFError),
)
"""What openpyxl raises on files that are not what they say."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a spreadsheet as text, row by row, and what is doubtful about them."""

    rows: tuple[tuple[str, ...], ...]
    remarks: tuple[str, ...] = ()


def from_csv(content: bytes, name: str) -> Grid:
    """Return the cells of a CSV file, whatever separates them; raise UnreadableSheetError."""
    text, remarks = _decoded(content)
    lines = list(io.StringIO(text, newline=""))
    try:
        separator = _separator(lines)
        if lines and lines[0].lower().startswith(_TOLD):
            lines[0] = "\n"
        rows = csv.reader(lines, delimiter=separator)
        return Grid(_bounded(rows, name), remarks)
    except csv.Error as error:
        raise UnreadableSheetError(name) from error


def from_xlsx(content: bytes, name: str) -> Grid:
    """Return the cells of the first sheet of an XLSX file; raise UnreadableSheetError."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write a wrong size
        rows = ([_as_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True))
        return Grid(_bounded(rows, name))
    except BREAKS as error:
        raise UnreadableSheetError(name) from error


def _decoded(content: bytes) -> tuple[str, tuple[str, ...]]:
    try:
        return content.decode(_WITH_A_MARK.get(content[:2], _UNICODE)), ()
    except UnicodeDecodeError:
        return content.decode(_BEFORE_UNICODE, errors="replace"), (_OLD_LETTERS,)


def _separator(lines: list[str]) -> str:
    """Return what parts the headings into most columns, unless the file tells what does."""
    if lines and lines[0].lower().startswith(_TOLD):
        return lines[0][len(_TOLD) :][:1].strip("\r\n") or _SEPARATORS[0]
    for line in lines[:_LINES_ABOVE]:
        columns = {mark: len(next(csv.reader([line], delimiter=mark), ())) for mark in _SEPARATORS}
        if max(columns.values()) > 1:
            return max(columns, key=columns.__getitem__)
    return _SEPARATORS[0]


def _bounded(rows: Iterable[Iterable[str]], name: str) -> tuple[tuple[str, ...], ...]:
    kept = []
    for row in rows:
        kept.append(tuple(row)[:_MOST_COLUMNS])
        if len(kept) > MOST_ROWS:
            raise SheetTooLongError(name, MOST_ROWS)
    return tuple(kept)


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
