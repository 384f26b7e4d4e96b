"""Description lists in any format (CSV, XLSX, MARC, MARCXML), recognised by their content."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from types import MappingProxyType

from library.catalogue.profiles import Profile
from library.exchange import spreadsheets
from library.exchange.list_rows import ParsedList, Row, row_of
from library.exchange.marc21 import read_marc
from library.exchange.marc21.marc_fields import row_of_record
from library.exchange.marc21.read_marc import MarcFile
from library.exchange.problems import EmptySheetError, SheetWithoutFilesError
from library.incoming.headings import FILE, ORDINAL, Column, columns_of

_ZIPPED = b"PK\x03\x04"
_XML = b"<"
_MARC = (".mrc", ".marc")
_MAX_ROWS_ABOVE = 20
"""Number of filled rows searched for the headings: people write titles above a table."""

_WEB = ("http://", "https://")
_OMEKA = ("dcterms:", "bibo:", "o:")
"""Beginnings of headings in CSV exports of Omeka S."""

_NAMES_A_FILE = (FILE, "identifier")
"""Columns that name the file of a row, in order of preference; Dublin Core has only the second."""

_MAY_BE_AN_ADDRESS = {"identifier": "number", "source": "source"}
"""Dublin Core fields that hold either a URL or a value of another field."""


def read_list(
    content: bytes,
    name: str,
    profile: Profile,
    mapping: Mapping[str, str] = MappingProxyType({}),
    *,
    of_files: bool = True,
) -> ParsedList:
    """Return the rows of a description list; raise a LibraryError.

    A list `of_files` must have a column that names the file of each row. `mapping` holds fields by
    column heading or MARC subfield.
    """
    if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_XML):
        return _of_records(read_marc.from_marcxml(content, name), name, mapping)
    if PurePath(name).suffix.lower() in _MARC:
        return _of_records(read_marc.from_marc(content, name), name, mapping)
    read_grid = spreadsheets.from_xlsx if content.startswith(_ZIPPED) else spreadsheets.from_csv
    return _of_grid(read_grid(content, name), name, profile, mapping, of_files=of_files)


def _of_records(marc_file: MarcFile, name: str, mapping: Mapping[str, str]) -> ParsedList:
    if not marc_file.records:
        raise EmptySheetError(name)
    rows = (row_of_record(number, record, mapping) for number, record in marc_file.records.items())
    return ParsedList(tuple(rows), marc_file.remarks)


def _of_grid(
    grid: spreadsheets.Grid,
    name: str,
    profile: Profile,
    mapping: Mapping[str, str],
    *,
    of_files: bool,
) -> ParsedList:
    lines = [(place, row) for place, row in enumerate(grid.rows, 1) if any(map(str.strip, row))]
    if len(lines) < 2:
        raise EmptySheetError(name)
    above, columns = _find_headings([row for _, row in lines], profile, mapping)
    if len(lines) < above + 2:
        raise EmptySheetError(name)
    named_in = next((field for field in _NAMES_A_FILE if _has(columns, field)), None)
    if named_in is None and of_files:
        raise SheetWithoutFilesError(name)
    rows = tuple(_row(place, cells, columns, named_in) for place, cells in lines[above + 1 :])
    return ParsedList(rows, (*grid.remarks, *_unknown_column_remarks(columns)))


def _find_headings(
    rows: Sequence[tuple[str, ...]], profile: Profile, mapping: Mapping[str, str]
) -> tuple[int, tuple[Column, ...]]:
    """Return the number of filled rows above the headings, such as titles, and the columns.

    It is the row that names most fields: at least two, or one below rows of a single cell.
    """
    readings = [columns_of(row, profile, mapping) for row in rows[:_MAX_ROWS_ABOVE]]
    counts = [len({column.field for column in columns if column.known}) for columns in readings]
    best = counts.index(max(counts))
    titles = all(sum(map(bool, map(str.strip, row))) == 1 for row in rows[:best])
    place = best if counts[best] > 1 or (titles and counts[best]) else 0
    return place, readings[place]


def _has(columns: tuple[Column, ...], field: str) -> bool:
    return any(column.field == field for column in columns)


def _row(
    place: int, cells: tuple[str, ...], columns: tuple[Column, ...], named_in: str | None
) -> Row:
    pairs = [
        (column.field, part)
        for column, cell in zip(columns, cells, strict=False)
        for part in _parts(column.heading, cell)
    ]
    file = next((cell for field, cell in pairs if field == named_in and cell.strip()), "")
    return row_of(
        place, file, (_resolve_address(*pair) for pair in pairs if pair[0] not in (FILE, ORDINAL))
    )


def _parts(heading: str, cell: str) -> list[str]:
    """Return the values of a cell as DSpace (`||`) and Omeka S (`|`) separate them."""
    separator = "|" if heading.lower().startswith(_OMEKA) else "||"
    return cell.split(separator) if separator in cell else [cell]


def _resolve_address(field: str, cell: str) -> tuple[str, str]:
    if field not in _MAY_BE_AN_ADDRESS:
        return field, cell
    is_address = cell.strip().lower().startswith(_WEB)
    return "url" if is_address else _MAY_BE_AN_ADDRESS[field], cell


def _unknown_column_remarks(columns: tuple[Column, ...]) -> Iterator[str]:
    for column in columns:
        if not column.known and column.heading.strip():
            yield (
                f"Cột “{column.heading.strip()}” không có trong biểu ghi; "
                "nội dung được giữ trong phần thông tin khác."
            )
