"""Reads a list of descriptions, whatever it is kept in, by what its content is."""

from collections.abc import Iterator
from pathlib import PurePath

from library.catalogue.profiles import Profile
from library.exchange import marc, spreadsheets
from library.exchange.headings import FILE, ORDINAL, Column, columns_of
from library.exchange.list_rows import Row, Sheet, row_of
from library.exchange.marc_fields import row_of_record
from library.exchange.problems import EmptySheetError, SheetWithoutFilesError

_ZIPPED = b"PK\x03\x04"
_XML = b"<"
_MARC = (".mrc", ".marc")
_WEB = ("http://", "https://")
_NAMES_A_FILE = (FILE, "identifier")
"""Which column says what file a row is about, best first: Dublin Core has only the second."""

_MAY_BE_AN_ADDRESS = {"identifier": "number", "source": "source"}
"""Fields of Dublin Core that hold an address, or something else."""


def read_sheet(content: bytes, name: str, profile: Profile, *, of_files: bool = True) -> Sheet:
    """Return the rows of a list of descriptions; raise a LibraryError in words.

    A list `of_files` must say which file each row is about.
    """
    if PurePath(name).suffix.lower() in _MARC:
        return _of_records(marc.from_marc(content, name), name)
    if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_XML):
        return _of_records(marc.from_marcxml(content, name), name)
    read = spreadsheets.from_xlsx if content.startswith(_ZIPPED) else spreadsheets.from_csv
    return _of_grid(read(content, name), name, profile, of_files=of_files)


def _of_records(records: tuple[marc.Record, ...], name: str) -> Sheet:
    if not records:
        raise EmptySheetError(name)
    return Sheet(tuple(row_of_record(place, record) for place, record in enumerate(records, 1)))


def _of_grid(grid: spreadsheets.Grid, name: str, profile: Profile, *, of_files: bool) -> Sheet:
    filled = [(place, row) for place, row in enumerate(grid.rows, 1) if any(map(str.strip, row))]
    if len(filled) < 2:
        raise EmptySheetError(name)
    columns = columns_of(filled[0][1], profile)
    named_in = next((field for field in _NAMES_A_FILE if _has(columns, field)), None)
    if named_in is None and of_files:
        raise SheetWithoutFilesError(name)
    rows = tuple(_row(place, cells, columns, named_in) for place, cells in filled[1:])
    return Sheet(rows, (*grid.remarks, *_strange(columns)))


def _has(columns: tuple[Column, ...], field: str) -> bool:
    return any(column.field == field for column in columns)


def _row(
    place: int, cells: tuple[str, ...], columns: tuple[Column, ...], named_in: str | None
) -> Row:
    told = [(column.field, cell) for column, cell in zip(columns, cells, strict=False)]
    file = next((cell for field, cell in told if field == named_in and cell.strip()), "")
    return row_of(place, file, (_settled(*pair) for pair in told if pair[0] not in (FILE, ORDINAL)))


def _settled(field: str, cell: str) -> tuple[str, str]:
    if field not in _MAY_BE_AN_ADDRESS:
        return field, cell
    is_address = cell.strip().lower().startswith(_WEB)
    return "url" if is_address else _MAY_BE_AN_ADDRESS[field], cell


def _strange(columns: tuple[Column, ...]) -> Iterator[str]:
    for column in columns:
        if not column.known and column.heading.strip():
            yield (
                f"Cột “{column.heading.strip()}” không có trong biểu ghi; "
                "nội dung được giữ trong phần ghi khác."
            )
