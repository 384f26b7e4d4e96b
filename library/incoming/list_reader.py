"""Rows of lists in any format (CSV, XLSX, MARC, MARCXML), with the troubles of their cells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import PurePath
from types import MappingProxyType

from library.catalogue.cataloguing import ITEM_ATTRIBUTES
from library.catalogue.description.holdings import Copy
from library.catalogue.profiles import Profile
from library.exchange.filled_sheets import FilledRow
from library.exchange.list_rows import ParsedList, Row, clean, row_of
from library.exchange.marc21 import read_marc
from library.exchange.marc21.marc_checks import isbn_problem
from library.exchange.marc21.marc_fields import row_of_record
from library.exchange.marc21.read_marc import MarcFile
from library.exchange.problems import EmptySheetError, SheetWithoutFilesError
from library.exchange.records.draft_copies import COPY_LIST
from library.incoming import split_cells
from library.incoming.headings import COPIES, COPY, FILE, IMPRINT, ORDINAL, PAGES, SIZE
from library.incoming.list_tables import KEEP, ListTable, read_table
from library.incoming.written_amounts import read_amount

_XML = b"<"
MARC_SUFFIXES = (".mrc", ".marc")
_WEB = ("http://", "https://")
_OMEKA = ("dcterms:", "bibo:", "o:")
"""Beginnings of headings in CSV exports of Omeka S."""

_NAMES_A_FILE = (FILE, "identifier")
"""Columns that name the file of a row, in order of preference; Dublin Core has only the second."""

_MAY_BE_AN_ADDRESS = {"identifier": "number", "source": "source"}
"""Dublin Core fields that hold either a URL or a value of another field."""

_NUMBERS_AND_DATES = frozenset({"date", "opens", PAGES, SIZE, COPIES, f"{COPY}price"})
"""Fields that take the number or date of a cell; all others take the text that it shows."""

_RESERVED = ITEM_ATTRIBUTES | {COPY_LIST}
"""Names that cells of other information may not have: they would change the item itself."""

_MAX_NAME_LENGTH = 200
_PEOPLE = ("creator", "contributor")
_UNREADABLE = "Ô là công thức chưa tính hoặc báo lỗi; hãy ghi lại nội dung."
_MAX_COPIES = 200
_REGISTRATION, _BARCODE, _PRICE = "registration", "barcode", "price"
_TEXTS = ("call_number", "location", "shelf", "source", "acquired", "remark")
_DOUBTS = {
    _REGISTRATION: "“{0}” không đọc được thành các số ĐKCB; hãy ghi từng số, cách nhau dấu phẩy.",
    _BARCODE: "“{0}” không đọc được thành các mã vạch; hãy ghi từng mã, cách nhau dấu phẩy.",
    _PRICE: "“{0}” không phải số tiền; bản giấy được nhập không có giá.",
    COPIES: "“{0}” không phải số bản từ 1 đến 200.",
}
_OTHER_COUNT = "Ghi {0} bản nhưng có {1} số ĐKCB; nhập {2} bản."


@dataclass(frozen=True, slots=True)
class Trouble:
    """A doubt about one cell of a row, in words."""

    column: int
    sentence: str


@dataclass(slots=True)
class _Reading:
    """The values of a row while its cells are read."""

    pairs: list[tuple[str, str]] = field(default_factory=list)
    copy_cells: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def read_list(
    content: bytes,
    name: str,
    profile: Profile,
    mapping: Mapping[str, str] = MappingProxyType({}),
    *,
    of_files: bool = True,
) -> ParsedList:
    """Return the rows of a description list; raise a LibraryError.

    A list `of_files` must have a column that names the file of each row; copies in it stay in the
    other information. `mapping` holds fields by column heading or MARC subfield.
    """
    if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_XML):
        return _of_records(read_marc.from_marcxml(content, name), name, mapping)
    if PurePath(name).suffix.lower() in MARC_SUFFIXES:
        return _of_records(read_marc.from_marc(content, name), name, mapping)
    table = read_table(content, name, profile, mapping)
    if of_files:
        if _naming_column(table.fields) is None:
            raise SheetWithoutFilesError(name)
        copy_fields = (COPY, COPIES)
        fields = (KEEP if field.startswith(copy_fields) else field for field in table.fields)
        table = replace(table, fields=tuple(fields))
    rows = tuple(row for row, _ in rows_of(table))
    return ParsedList(rows, (*table.remarks, *unknown_column_remarks(table)))


def rows_of(table: ListTable) -> Iterator[tuple[Row, tuple[Trouble, ...]]]:
    """Yield each row of a table with the troubles of its cells."""
    naming_column = _naming_column(table.fields)
    for filled_row in table.rows:
        yield _read_row(filled_row, table, naming_column)


def unknown_column_remarks(table: ListTable) -> Iterator[str]:
    """Yield a remark for each column that no field of a description takes."""
    for heading, field_ in zip(table.headings, table.fields, strict=True):
        if field_ == KEEP and heading.strip():
            yield (
                f"Cột “{heading.strip()}” không có trong biểu ghi; "
                "nội dung được giữ trong phần thông tin khác."
            )


def _of_records(marc_file: MarcFile, name: str, mapping: Mapping[str, str]) -> ParsedList:
    if not marc_file.records:
        raise EmptySheetError(name)
    rows = (row_of_record(number, record, mapping) for number, record in marc_file.records.items())
    return ParsedList(tuple(rows), marc_file.remarks)


def _naming_column(fields: Sequence[str]) -> int | None:
    """Return the column that names the files of rows, or their records at the source."""
    return next((fields.index(name) for name in _NAMES_A_FILE if name in fields), None)


def _read_row(
    filled_row: FilledRow, table: ListTable, naming_column: int | None
) -> tuple[Row, tuple[Trouble, ...]]:
    reading = _Reading()
    texts = [*filled_row.cells, *[""] * (len(table.fields) - len(filled_row.cells))]
    for column, field_ in enumerate(table.fields):
        if field_ in _NUMBERS_AND_DATES:
            texts[column] = filled_row.value(column)
    for column, (heading, field_) in enumerate(zip(table.headings, table.fields, strict=True)):
        if column in filled_row.unreadable:
            reading.troubles.append(Trouble(column, _UNREADABLE))
        elif texts[column].strip() and field_ not in (FILE, ORDINAL):
            _read_cell(reading, column, heading, field_, texts[column])
    copies, doubts = read_copies(reading.copy_cells)
    for name, sentence in doubts:
        reading.troubles.append(Trouble(table.fields.index(name), sentence))
        reading.remarks.append(sentence)
    file = "" if naming_column is None else texts[naming_column]
    row = row_of(filled_row.place, file, _completed(reading.pairs), tuple(reading.remarks))
    return replace(row, copies=copies), tuple(reading.troubles)


def _read_cell(reading: _Reading, column: int, heading: str, field_: str, text: str) -> None:
    if field_ == COPIES or field_.startswith(COPY):
        reading.copy_cells[field_] = text
        return
    for part in _parts(heading, text):
        if field_ == "date":
            _read_date(reading, column, part)
            continue
        if field_ == "isbn" and (problem := isbn_problem(part)):
            reading.troubles.append(Trouble(column, problem))
            reading.remarks.append(problem)
        reading.pairs += _pairs(_kept_name(heading) if field_ == KEEP else field_, part)


def _kept_name(heading: str) -> str:
    name = clean(heading)[:_MAX_NAME_LENGTH].strip()
    return f"cột {name}" if name in _RESERVED else name


def _read_date(reading: _Reading, column: int, text: str) -> None:
    try:
        date, remark = split_cells.read_date(text)
    except ValueError:  # the row keeps it as other information, and says so
        reading.troubles.append(Trouble(column, f"“{text[:60]}” không phải ngày, tháng hay năm."))
        date, remark = text, ""
    reading.pairs.append(("date", date))
    reading.remarks += [remark] if remark else []


def _pairs(field_: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of one cell: people, an imprint or an extent are taken apart."""
    if field_ in _PEOPLE:
        people, statement = split_cells.split_people(text)
        yield from ((field_, people), ("responsibility", statement))
    elif field_ == IMPRINT:
        yield from split_cells.split_imprint(text)
    elif field_ in _MAY_BE_AN_ADDRESS:
        is_address = text.strip().lower().startswith(_WEB)
        yield ("url" if is_address else _MAY_BE_AN_ADDRESS[field_], text)
    else:
        yield field_, _TIDY.get(field_, str)(text)


def _completed(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the pairs with pages and size as one extent, and a title without its statement."""
    values = dict(reversed(pairs))
    pairs_to_keep = [pair for pair in pairs if pair[0] not in (PAGES, SIZE)]
    extent = split_cells.extent_of(values.get(PAGES, ""), values.get(SIZE, ""))
    title, statement = split_cells.split_title(values.get("title", ""))
    if statement and not values.get("creator") and "responsibility" not in values:
        pairs_to_keep = [pair for pair in pairs_to_keep if pair[0] != "title"]
        people, _ = split_cells.split_people(statement.partition(" ; ")[0])
        pairs_to_keep += [("title", title), ("responsibility", statement), ("creator", people)]
    return [*pairs_to_keep, ("extent", extent)] if extent else pairs_to_keep


def _parts(heading: str, cell: str) -> list[str]:
    """Return the values of a cell as DSpace (`||`) and Omeka S (`|`) separate them."""
    separator = "|" if heading.lower().startswith(_OMEKA) else "||"
    return cell.split(separator) if separator in cell else [cell]


def read_copies(
    copy_cells: Mapping[str, str],
) -> tuple[tuple[Copy, ...], tuple[tuple[str, str], ...]]:
    """Return the copies that the cells of a row list, and doubts by field."""
    texts = {name.removeprefix(COPY): clean(text) for name, text in copy_cells.items()}
    doubts: list[tuple[str, str]] = []
    numbers = {
        name: _read_copy_cell(name, texts, doubts) or () for name in (_REGISTRATION, _BARCODE)
    }
    price, count = _read_copy_cell(_PRICE, texts, doubts), _read_copy_cell(COPIES, texts, doubts)
    common = {name: texts[name] for name in _TEXTS if texts.get(name)}
    if texts.get("condition"):
        common["condition"] = split_cells.condition_of(texts["condition"])
    total = max(count or 0, *map(len, numbers.values()))
    if not total and (common or price is not None):
        total = 1
    registrations = len(numbers[_REGISTRATION])
    if count and registrations and count != registrations:
        doubts.append((COPIES, _OTHER_COUNT.format(count, registrations, total)))
    return tuple(_copies(total, numbers, common, price)), tuple(doubts)


def _copies(
    total: int,
    numbers: Mapping[str, tuple[str, ...]],
    common: Mapping[str, object],
    price: int | None,
) -> Iterator[Copy]:
    pairs = zip_longest(numbers[_REGISTRATION], numbers[_BARCODE], fillvalue="")
    for _, (registration, barcode) in zip_longest(range(total), pairs, fillvalue=("", "")):
        barcode = "" if barcode.upper() == registration.upper() else barcode
        copy = Copy(**common, price=price, registration=registration, barcode=barcode)
        if not copy.is_empty:
            yield copy


def _read_copy_cell(
    name: str, texts: Mapping[str, str], doubts: list[tuple[str, str]]
) -> tuple[str, ...] | int | None:
    """Return the value of a cell; add a doubt and return None for one that cannot be read."""
    text = texts.get(name, "")
    if not text:
        return None
    try:
        return _READERS[name](text)
    except ValueError:
        heading = name if name == COPIES else f"{COPY}{name}"
        doubts.append((heading, _DOUBTS[name].format(text[:60])))
        return None


def _price(text: str) -> int:
    amount = read_amount(text)
    if amount is None or not 0 <= amount < 10**12:
        raise ValueError(text)
    return int(amount)


def _count(text: str) -> int:
    amount = read_amount(text.lower().removesuffix("bản").removesuffix("cuốn"))
    if amount is None or not 1 <= amount <= _MAX_COPIES:
        raise ValueError(text)
    return int(amount)


_READERS = {
    _REGISTRATION: split_cells.copy_numbers,
    _BARCODE: split_cells.copy_numbers,
    _PRICE: _price,
    COPIES: _count,
}
_TIDY = {
    "extent": split_cells.tidy_extent,
    "place": split_cells.full_place,
    "title": lambda text: " ".join(text.split()),
}
"""Forms in which cells of some fields are stored."""
