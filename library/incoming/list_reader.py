"""Rows of lists in any format (CSV, XLSX, MARC, MARCXML), with the troubles of their cells."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import PurePath
from types import MappingProxyType

from library.catalogue.cataloguing import ITEM_ATTRIBUTES
from library.catalogue.description.holdings import Copy
from library.catalogue.profiles import Profile
from library.exchange.abbreviations import (
    DATA,
    ditto,
    full_body,
    full_place,
    full_publisher,
    is_nothing,
    is_place,
)
from library.exchange.filled_sheets import FilledRow
from library.exchange.list_rows import DOUBTS, ParsedList, Row, clean, row_of
from library.exchange.marc21 import read_marc
from library.exchange.marc21.marc_checks import isbn_problem
from library.exchange.marc21.marc_fields import row_of_record
from library.exchange.marc21.read_marc import MarcFile
from library.exchange.problems import EmptySheetError, SheetWithoutFilesError
from library.exchange.records.draft_copies import COPY_LIST
from library.incoming import row_repairs, split_cells
from library.incoming.column_fields import KEEP
from library.incoming.headings import (
    COPIES,
    COPY,
    FILE,
    IMPRINT,
    ORDINAL,
    PAGES,
    RECORD,
    SIZE,
    SUBTITLE,
    THOUSANDS,
)
from library.incoming.list_tables import ListTable, read_table
from library.incoming.people_cells import is_person, split_people

_XML = b"<"
MARC_SUFFIXES = (".mrc", ".marc")
_WEB = ("http://", "https://")
_OMEKA = ("dcterms:", "bibo:", "o:")
"""Beginnings of headings in CSV exports of Omeka S."""

_NAMES_A_FILE = (FILE, RECORD, "identifier")
"""Columns that name the file of a row, in order of preference; Dublin Core has only the last."""

_MAY_BE_AN_ADDRESS = {"identifier": "number", "source": "source"}
"""Dublin Core fields that hold either a URL or a value of another field."""

_NUMBERS_AND_DATES = frozenset({"date", "opens", PAGES, SIZE, COPIES, f"{COPY}price"})
"""Fields that take the number or date of a cell; all others take the text that it shows."""

_RESERVED = ITEM_ATTRIBUTES | {COPY_LIST}
"""Names that cells of other information may not have: they would change the item itself."""

_MAX_NAME_LENGTH, _MAX_READ = 200, 1_000
"""Characters of a heading that is kept, and of a cell that is taken apart; longer ones stay."""

_PEOPLE = ("creator", "contributor")
_CLASS_AND_BOOK = re.compile(r"(\d{3}(?:[.,]\d+)?)\s*[/\s-]\s*([^\W\d]\d{2,4}[^\W\d]{0,3})")
_SMALL = re.compile(r"\d{1,4}(?:[.,]\d)?")
_UNREADABLE = "Ô là công thức chưa tính hoặc báo lỗi; hãy ghi lại nội dung."
_REGISTRATION, _BARCODE, _PRICE, _LAST = "registration", "barcode", "price", "last"
_TEXTS = ("call_number", "location", "shelf", "source", "acquired", "remark")
_DOUBTS = {
    _REGISTRATION: "“{0}” không đọc được thành các số ĐKCB; hãy ghi từng số, cách nhau dấu phẩy.",
    _BARCODE: "“{0}” không đọc được thành các mã vạch; hãy ghi từng mã, cách nhau dấu phẩy.",
    _PRICE: "“{0}” chưa rõ là bao nhiêu đồng; bản giấy được nhập không có giá.",
    COPIES: "“{0}” không phải số bản từ 1 đến 200.",
}
_NOTHING_ABOVE = "“{0}” là “như trên”, nhưng ô trên không có gì."
_EXCHANGED = "“{0}” đứng ở cột khác trong danh sách, có vẻ ghi nhầm cột; máy đọc đổi lại."
_DASH = "“{0}” có thể là “như trên” hay “không có”; ô được để trống."
_DASHES = frozenset("-–—_")
_MAY_HAVE_DASHES = (COPY, COPIES, "isbn", "issn", "note", KEEP, PAGES, SUBTITLE)
"""Fields in which a dash means that there is nothing."""

_WITHOUT_DITTO = (FILE, RECORD, ORDINAL, f"{COPY}registration", f"{COPY}barcode", f"{COPY}last")
_WITHOUT_NUMBER = "Chưa có số ĐKCB."
_OTHER_COUNT = "Ghi {0} bản nhưng có {1} số ĐKCB; nhập {2} bản."


@dataclass(frozen=True, slots=True)
class Trouble:
    """A doubt about one cell of a row, in words."""

    column: int
    sentence: str


@dataclass(slots=True)
class _Reading:
    """The values of a row while its cells are read."""

    names: tuple[str, ...] = ()
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
        headings = {
            h
            for h, f in zip(table.headings, table.fields, strict=True)
            if f.startswith(copy_fields)
        }
        remarks = (
            r for r in table.remarks if not r.startswith(tuple(f"Cột “{h}” được" for h in headings))
        )
        table = replace(table, fields=tuple(fields), remarks=tuple(remarks))
    rows = tuple(row for row, _ in rows_of(table))
    return ParsedList(rows, (*table.remarks, *unknown_column_remarks(table)))


def rows_of(
    table: ListTable, places: Collection[int] | None = None
) -> Iterator[tuple[Row, tuple[Trouble, ...]]]:
    """Yield each row of a table, or those at some places, with the troubles of its cells.

    All rows before a place are looked through: a ditto mark means what the row above says.
    """
    naming_column, above = _naming_column(table.fields), [""] * len(table.fields)
    for place, filled_row in enumerate(table.rows):
        texts = _texts(filled_row, table.fields)
        cells = zip(texts, above, table.fields, strict=True)
        resolved, exchanged = row_repairs.exchanged(
            [_resolved(*cell) for cell in cells], table.fields
        )
        if places is None or place in places:
            lost = [at for at, text in enumerate(texts) if text and not resolved[at]]
            reading = _Reading(table.names)
            for at in lost:
                _doubt(reading, at, _NOTHING_ABOVE.format(texts[at]))
            for at in exchanged:
                _doubt(reading, at, _EXCHANGED.format(resolved[at][:60]))
            yield _read_row(filled_row, resolved, table, naming_column, reading)
        above = resolved


def _resolved(text: str, above: str, field_: str) -> str:
    """Return the text of a cell with what its ditto marks say."""
    if field_ in _WITHOUT_DITTO:
        return text
    if (same := ditto(text, above)) is not None:
        return same
    return split_cells.imprint_below(text, above) if field_ == IMPRINT else text


def _texts(filled_row: FilledRow, fields: Sequence[str]) -> list[str]:
    """Return the text of each column; a number or a date where its field is one."""
    texts = [*filled_row.cells, *[""] * (len(fields) - len(filled_row.cells))][: len(fields)]
    return [
        (filled_row.value(at) if field_ in _NUMBERS_AND_DATES else text).strip()
        for at, (text, field_) in enumerate(zip(texts, fields, strict=True))
    ]


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
    filled_row: FilledRow,
    texts: Sequence[str],
    table: ListTable,
    naming_column: int | None,
    reading: _Reading,
) -> tuple[Row, tuple[Trouble, ...]]:
    for column, (heading, field_) in enumerate(zip(table.headings, table.fields, strict=True)):
        text = texts[column]
        if column in filled_row.unreadable:
            reading.troubles.append(Trouble(column, _UNREADABLE))
        elif text in _DASHES and not field_.startswith(_MAY_HAVE_DASHES):
            _doubt(reading, column, _DASH.format(text))
        elif text and text not in _DASHES and field_ not in (FILE, RECORD, ORDINAL):
            _read_cell(reading, column, heading, field_, text)
    copies, doubts = read_copies(reading.copy_cells)
    for name, sentence in doubts:
        _doubt(reading, table.fields.index(name), sentence)
    file = "" if naming_column is None else texts[naming_column]
    row = row_of(filled_row.place, file, _completed(reading.pairs), tuple(reading.remarks))
    return replace(row, copies=copies), tuple(reading.troubles)


def _doubt(reading: _Reading, column: int, sentence: str) -> None:
    reading.troubles.append(Trouble(column, sentence))
    reading.remarks += {sentence}.difference(reading.remarks)


def _read_cell(reading: _Reading, column: int, heading: str, field_: str, text: str) -> None:
    if field_ == COPIES or field_.startswith(COPY):
        if not is_nothing(text):
            is_thousands = field_ == f"{COPY}{_PRICE}" and THOUSANDS.search(heading)
            text = f"{text} nghìn" if is_thousands and _SMALL.fullmatch(text) else text
            texts = (reading.copy_cells.get(field_), text)
            reading.copy_cells[field_] = ", ".join(dict.fromkeys(filter(None, texts)))
        return
    name = _kept_name(heading) if field_ == KEEP else field_
    for part in _parts(heading, text):
        if len(part) > _MAX_READ:
            reading.pairs.append((name, part))
            continue
        for part_field, part_text in _pairs(name, part):
            value, doubt = _understood(part_field, part_text, reading.names)
            if doubt:
                _doubt(reading, column, doubt)
            reading.pairs += value


def _understood(
    field_: str, text: str, names: tuple[str, ...]
) -> tuple[list[tuple[str, str]], str]:
    """Return the fields and values that a text means, and a doubt about them."""
    is_short_name = field_ == "publisher" and text.isupper() and full_publisher(text)[0] != text
    if field_ != "title" and is_nothing(text) and not is_short_name:
        return [], ""
    if field_ in ("place", "publisher"):
        is_place = field_ == "place"
        name, doubt = full_place(text) if is_place else full_publisher(text, names)
        return [(field_, name)], doubt
    try:
        if field_ == "date":
            date, doubt = split_cells.read_date(text)
            return [(field_, date)], doubt
        if field_ == "language":
            code, several = split_cells.read_languages(text)
            return [(field_, code), ("note", several and f"Ngôn ngữ: {several}")], ""
    except ValueError:  # the row keeps it as other information, and says so
        return [(field_, text)], DOUBTS[field_].format(text)
    return [(field_, text)], (isbn_problem(text) or "") if field_ == "isbn" else ""


def _kept_name(heading: str) -> str:
    name = clean(heading)[:_MAX_NAME_LENGTH].strip()
    return f"cột {name}" if name in _RESERVED else name


def _pairs(field_: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of one cell: people, an imprint or an extent are taken apart."""
    if field_ in _PEOPLE:
        people, statement = split_people(text)
        yield from ((field_, people), ("responsibility", statement))
    elif field_ == "issuing_body":
        yield ("creator", split_people(text)[0]) if is_person(text) else (field_, full_body(text))
    elif field_ in ("place", "publisher"):
        yield from _place_or_publisher(field_, text)
    elif field_ == IMPRINT:
        yield from split_cells.split_imprint(text)
    elif field_ == "title" and (areas := tuple(split_cells.split_areas(text))):
        yield areas[0]
        for area, part in areas[1:]:
            yield from _pairs(area, part)
    else:
        yield from _pairs_of_other_fields(field_, text)


def _pairs_of_other_fields(field_: str, text: str) -> Iterator[tuple[str, str]]:
    if field_ == "classification" and (match := _CLASS_AND_BOOK.fullmatch(text)):
        yield from zip((field_, "book_number"), match.groups(), strict=True)
    elif field_ in _MAY_BE_AN_ADDRESS:
        is_address = text.strip().lower().startswith(_WEB)
        yield ("url" if is_address else _MAY_BE_AN_ADDRESS[field_], text)
    else:
        name = split_cells.field_of_note(text) if field_ == "note" else field_
        yield name, _TIDY.get(name, str)(text)


def _place_or_publisher(field_: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield the place and the publisher of a cell for one of them, which may hold the other."""
    parts = dict(split_cells.split_imprint(text))
    is_publisher = field_ == "place" and not is_place(text) and full_publisher(text)[0] != text
    if {"place", "publisher"} <= parts.keys() and is_place(parts["place"]):
        yield from parts.items()
    else:
        yield ("publisher" if is_publisher else field_), text


def _completed(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the pairs with pages and size as one extent, and a title without its statement."""
    values = dict(reversed(pairs))
    if subtitle := values.pop(SUBTITLE, ""):
        values["title"] = f"{values.get('title', '')} : {subtitle}".strip(" :")
        pairs = [*(pair for pair in pairs if pair[0] != "title"), ("title", values["title"])]
    pairs_to_keep = [pair for pair in pairs if pair[0] not in (PAGES, SIZE, SUBTITLE)]
    extent = split_cells.extent_of(values.get(PAGES, ""), values.get(SIZE, ""))
    title, statement = split_cells.split_title(values.get("title", ""))
    statement, volume = split_cells.split_volume(statement)
    title = f"{title}. {volume}" if volume else title
    if statement and not values.get("creator") and "responsibility" not in values:
        pairs_to_keep = [pair for pair in pairs_to_keep if pair[0] != "title"]
        first, _, further = statement.partition(" ; ")
        people = (("creator", split_people(first)[0]), ("contributor", split_people(further)[0]))
        pairs_to_keep += [("title", title), ("responsibility", statement), *people]
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
    if last := texts.pop(_LAST, ""):
        first = texts.get(_REGISTRATION, "")
        texts[_REGISTRATION] = f"{first} - {last}" if first and first != last else last
    price, count = _read_copy_cell(_PRICE, texts, doubts), _read_copy_cell(COPIES, texts, doubts)
    numbers = {
        name: _read_copy_cell(name, texts, doubts, count) or ()
        for name in (_REGISTRATION, _BARCODE)
    }
    common = {name: texts[name] for name in _TEXTS if texts.get(name)}
    if condition := texts.get("condition"):
        common["condition"] = split_cells.condition_of(condition)
        if not split_cells.is_only_condition(condition):
            common["remark"] = "; ".join(filter(None, (common.get("remark"), condition)))
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
        yield replace(copy, remark=_WITHOUT_NUMBER) if copy.is_empty else copy


def _read_copy_cell(
    name: str, texts: Mapping[str, str], doubts: list[tuple[str, str]], *more: int | None
) -> tuple[str, ...] | int | None:
    """Return the value of a cell; add a doubt and return None for one that cannot be read."""
    text = texts.get(name, "")
    if not text:
        return None
    try:
        return _READERS[name](text, *more)
    except ValueError:
        heading = name if name == COPIES else f"{COPY}{name}"
        doubts.append((heading, _DOUBTS[name].format(text[:60])))
        return None


_READERS = {
    _REGISTRATION: split_cells.copy_numbers,
    _BARCODE: split_cells.copy_numbers,
    _PRICE: split_cells.read_price,
    COPIES: split_cells.read_count,
}
_TIDY = {
    "extent": split_cells.tidy_extent,
    "title": lambda text: " ".join(text.split()).rstrip(" :/"),
    "kind": lambda text: DATA["kinds"].get(text.strip().lower(), text),
}
"""Forms in which cells of some fields are stored."""
