"""Spreadsheets as text: CSV in any common dialect; limits of XLSX files."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from xml.etree.ElementTree import ParseError

from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from library.exchange.problems import SheetTooHeavyError, TooManyRowsError, UnreadableWorkbookError
from library.vietnamese.legacy_encodings import decode_legacy
from library.vietnamese.legacy_fonts import conversion_remark, guess_encoding

MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_UNPACKED_BYTES = 300_000_000
"""Size of an XLSX file after unpacking."""

_MAX_LETTERS = 100_000_000
MAX_PARTS = 10_000
_SEPARATORS = ",;\t"
_SAMPLE_LINES = 60
"""Lines at the top that may hold a title instead of headings."""

_SEPARATOR_LINE = "sep="
"""First line by which a CSV file tells Excel its separator."""

_UNICODE = "utf-8-sig"
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_BEFORE_UNICODE = "cp1258"
_SAMPLE_LETTERS = 20_000
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


def from_csv(
    content: bytes, name: str, max_rows: int
) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """Return the cells of a CSV file with any separator, and remarks; raise a LibraryError."""
    text, remarks = _decoded(content)
    lines = list(io.StringIO(text, newline=""))
    try:
        separator = _separator(lines)
        if lines and lines[0].lower().startswith(_SEPARATOR_LINE):
            lines[0] = "\n"
        rows = csv.reader(lines, delimiter=separator)
        return _bounded(rows, name, max_rows), remarks
    except (csv.Error, UnicodeError) as error:
        raise UnreadableWorkbookError(name) from error


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
        text, remarks = content.decode(_BYTE_ORDER_MARKS.get(content[:2], _UNICODE)), ()
    except UnicodeDecodeError:
        text, remarks = content.decode("latin-1"), (_OLD_LETTERS,)
    if encoding := guess_encoding(text[:_SAMPLE_LETTERS]):
        return decode_legacy(text, encoding), (conversion_remark([encoding]),)
    return content.decode(_BEFORE_UNICODE, errors="replace") if remarks else text, remarks


def _separator(lines: list[str]) -> str:
    """Return the separator that the file declares, or the one that gives most lines columns."""
    if lines and lines[0].lower().startswith(_SEPARATOR_LINE):
        return lines[0][len(_SEPARATOR_LINE) :][:1].strip("\r\n") or _SEPARATORS[0]
    filled = list(filter(str.strip, lines[:_SAMPLE_LINES]))
    columns = {
        mark: sorted(len(next(csv.reader([line], delimiter=mark), ())) for line in filled)
        for mark in _SEPARATORS
    }
    return max(columns, key=lambda mark: columns[mark][len(filled) // 2 :][:1] + columns[mark][-1:])


def _bounded(
    rows: Iterable[Iterable[str]], name: str, max_rows: int
) -> tuple[tuple[str, ...], ...]:
    grid, budget = [], LetterBudget(name)
    for row in rows:
        grid.append(tuple(row)[:MAX_COLUMNS])
        budget.spend(grid[-1])
        if len(grid) > MAX_ROWS:
            raise TooManyRowsError(name, max_rows)
    return tuple(grid)
