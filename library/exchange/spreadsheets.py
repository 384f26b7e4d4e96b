"""Spreadsheets as text: CSV in any common dialect; limits of XLSX files."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from library.exchange.problems import SheetTooHeavyError, SheetTooLongError, UnreadableSheetError

MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_UNPACKED_BYTES = 300_000_000
"""Size of an XLSX file after unpacking."""

_MAX_LETTERS = 100_000_000
MAX_PARTS = 10_000
_SEPARATORS = ",;\t"
_TITLE_LINES = 20
"""Lines at the top that may hold a title instead of headings."""

_SEPARATOR_LINE = "sep="
"""First line by which a CSV file tells Excel its separator."""

_UNICODE = "utf-8-sig"
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_BEFORE_UNICODE = "cp1258"
_OLD_LETTERS = (
    "Bảng không ghi bằng UTF-8; đã đọc theo bảng mã cũ của Windows (cp1258). "
    "Nếu chữ bị sai, hãy lưu lại bằng UTF-8."
)
OPENPYXL_ERRORS = (
    InvalidFileException,
    *(zipfile.BadZipFile, zlib.error, RuntimeError),
    ParseError,
    *(KeyError, ValueError, TypeError, AttributeError, OSError, IndexError, EOFError),
)
"""Exceptions of openpyxl on damaged files."""


MERGED_RANGE = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
"""Range of merged cells in the XML of a sheet."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a spreadsheet as text, row by row, with remarks on doubtful ones."""

    rows: tuple[tuple[str, ...], ...]
    remarks: tuple[str, ...] = ()


def from_csv(content: bytes, name: str) -> Grid:
    """Return the cells of a CSV file with any separator; raise UnreadableSheetError."""
    text, remarks = _decoded(content)
    lines = list(io.StringIO(text, newline=""))
    try:
        separator = _separator(lines)
        if lines and lines[0].lower().startswith(_SEPARATOR_LINE):
            lines[0] = "\n"
        rows = csv.reader(lines, delimiter=separator)
        return Grid(_bounded(rows, name), remarks)
    except csv.Error as error:
        raise UnreadableSheetError(name) from error


def covered_cells(xml: bytes) -> int:
    """Return the number of cells in the merged ranges of a sheet, given its XML."""
    corners = (range_boundaries(match[1].decode()) for match in MERGED_RANGE.finditer(xml))
    return sum((last - first + 1) * (bottom - top + 1) for first, top, last, bottom in corners)


class LetterBudget:
    """Letters that the cells of a file may have together: cells share their texts in the file."""

    def __init__(self, name: str) -> None:
        self._name, self._letters_left = name, _MAX_LETTERS

    def spend(self, texts: Iterable[str]) -> None:
        """Count the cells of a row; raise SheetTooHeavyError."""
        lengths = tuple(map(len, texts))
        self._letters_left -= sum(lengths)
        if self._letters_left < 0 or max(lengths, default=0) > csv.field_size_limit():
            raise SheetTooHeavyError(self._name)


def _decoded(content: bytes) -> tuple[str, tuple[str, ...]]:
    try:
        return content.decode(_BYTE_ORDER_MARKS.get(content[:2], _UNICODE)), ()
    except UnicodeDecodeError:
        return content.decode(_BEFORE_UNICODE, errors="replace"), (_OLD_LETTERS,)


def _separator(lines: list[str]) -> str:
    """Return the separator that the file declares, or the one that gives most columns."""
    if lines and lines[0].lower().startswith(_SEPARATOR_LINE):
        return lines[0][len(_SEPARATOR_LINE) :][:1].strip("\r\n") or _SEPARATORS[0]
    for line in lines[:_TITLE_LINES]:
        columns = {mark: len(next(csv.reader([line], delimiter=mark), ())) for mark in _SEPARATORS}
        if max(columns.values()) > 1:
            return max(columns, key=columns.__getitem__)
    return _SEPARATORS[0]


def _bounded(rows: Iterable[Iterable[str]], name: str) -> tuple[tuple[str, ...], ...]:
    grid, budget = [], LetterBudget(name)
    for row in rows:
        grid.append(tuple(row)[:MAX_COLUMNS])
        budget.spend(grid[-1])
        if len(grid) > MAX_ROWS:
            raise SheetTooLongError(name, MAX_ROWS)
    return tuple(grid)
