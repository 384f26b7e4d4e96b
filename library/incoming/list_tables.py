"""Lists in spreadsheets as tables: the heading row found, a field for each column, rows of data."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, pairwise, zip_longest
from types import MappingProxyType

from library.catalogue.description.field_registry import LABELS
from library.catalogue.profiles import Profile
from library.exchange import spreadsheets
from library.exchange.filled_sheets import FilledRow, FilledSheet, read_sheets
from library.exchange.problems import EmptySheetError
from library.incoming import column_fields
from library.incoming.column_fields import KEEP
from library.incoming.headings import (
    COLUMN_LABELS,
    COPY,
    FILE,
    ORDINAL,
    RECORD,
    THOUSANDS,
    Column,
    columns_of,
)
from library.incoming.row_repairs import joined_with_rest
from library.incoming.skipped_rows import REPEATED, SIGNATURE, TOTAL, reason_to_skip, skip_remark
from library.incoming.split_cells import split_areas

MAX_BYTES = 200_000_000
_MAX_ROWS_ABOVE = 20
"""Number of filled rows searched for the headings: people write titles above a table."""

_SECTION = "tên mục"
_OF_SECTIONS, _ROOMS = "Chỗ để (theo tên mục)", ("kho", "phòng")
_SHELF = re.compile(
    r"(?:[A-HIVX\d]{1,4}[.)]\s*)?((?:kho|phòng|kệ|ngăn|tủ|giá số|hòm|hộp|cặp)\s[^:–,(-]*)",
    re.IGNORECASE,
)
_SECTION_NUMBER = re.compile(r"(?:[IVX]{1,5}|[A-HĐ])\s*[.)/:-]\s*\S")
_DESCRIBES = frozenset({"title", FILE, RECORD, "identifier"})
"""Fields that a row of one cell may have; any other cell alone is no row of data."""

_FIELDS_OF_A_LIST = 3
_PLACES_OF_A_SHEET = 1_000
"""Rows of further sheets are numbered from the next thousand."""

_TOTAL = re.compile(
    r"(?:tổng(?! tập| hợp| quan| kết| luận)|cộng(?! đồng| hòa| sản| tác)|lũy kế|luỹ kế|total)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[\d.,\s]+[^\W\d]{0,6}")
_LABELS = LABELS | COLUMN_LABELS["copies"] | COLUMN_LABELS["description"]
_GUESSED = "Cột “{0}” được hiểu là “{1}” theo tên và nội dung của nó."
_OTHER_SHEET = "Trang “{0}” cũng được đọc; dòng 1 của nó ghi là dòng {1}."


@dataclass(frozen=True, slots=True)
class ListTable:
    """The columns of a list with their fields, and the rows below its headings."""

    headings: tuple[str, ...]
    fields: tuple[str, ...]
    rows: tuple[FilledRow, ...]
    remarks: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Names of bodies and publishers of the catalogue, which short names may mean."""


def read_table(
    content: bytes,
    name: str,
    profile: Profile,
    mapping: Mapping[str, str] = MappingProxyType({}),
) -> ListTable:
    """Return the sheet of a file that names most fields; raise a LibraryError.

    `mapping` holds fields by column heading.
    """
    limits = {"max_rows": spreadsheets.MAX_ROWS, "max_bytes": MAX_BYTES}
    sheets = [sheet for sheet in read_sheets(content, name, **limits) if len(sheet.rows) > 1]
    if not sheets:
        raise EmptySheetError(name)
    readings = [_find_headings(sheet.rows, profile, mapping) for sheet in sheets]
    readings = [
        (place, _titled(columns, [row for row in sheet.rows if row.place > place]))
        for sheet, (place, columns) in zip(sheets, readings, strict=True)
    ]
    best = max(range(len(sheets)), key=lambda at: _count(readings[at][1]))
    lists = [at for at in range(len(sheets)) if at == best or _is_list(readings[at][1])]
    table, *more_tables = (_table(sheets[at], *readings[at]) for at in lists)
    for at, other in zip(lists[1:], more_tables, strict=True):
        table = _joined(table, other, sheets[at].name)
    if not table.rows:
        raise EmptySheetError(name)
    unread = [f"“{sheet.name}”" for at, sheet in enumerate(sheets) if at not in lists]
    remark = f"Chưa đọc trang {', '.join(unread[:5])}: không thấy tên cột của một danh sách."
    return replace(table, remarks=(*table.remarks, remark)) if unread else table


def _titled(columns: tuple[Column, ...], rows: Sequence[FilledRow]) -> tuple[Column, ...]:
    """Return the columns of a list; its title may be in whole descriptions, or a newspaper's."""
    fields = [column.field for column in columns]
    if "title" in fields:
        return columns
    cells = enumerate(column_fields.texts_of(rows, at) for at in range(len(columns)))
    described = next((at for at, texts in cells if _are_descriptions(texts)), None)
    if described is None and "series" not in fields:
        return columns
    at = fields.index("series") if described is None else described
    title = Column(columns[at].heading, "title", known=True)
    return (*columns[:at], title, *columns[at + 1 :])


def _are_descriptions(texts: Sequence[str]) -> bool:
    """Return True if most cells hold a title, an imprint and an extent."""
    return sum(any(split_areas(text)) for text in texts) * 2 > len(texts)


def _joined(table: ListTable, other: ListTable, sheet: str) -> ListTable:
    """Return a list with the rows of another sheet, its columns in those of the same field."""
    headings, fields, places = list(table.headings), list(table.fields), []
    for heading, field in zip(other.headings, other.fields, strict=True):
        same = (
            at
            for at, name in enumerate(fields)
            if at not in places
            and name == field
            and (field != KEEP or headings[at] == heading)
            and bool(THOUSANDS.search(headings[at])) == bool(THOUSANDS.search(heading))
        )
        places.append(next(same, len(fields)))
        if places[-1] == len(fields):
            headings.append(heading)
            fields.append(field)
    last = table.rows[-1].place if table.rows else 0
    start = (last // _PLACES_OF_A_SHEET + 1) * _PLACES_OF_A_SHEET
    rows = (_moved(row, places, start, len(fields)) for row in other.rows)
    remarks = " ".join((_OTHER_SHEET.format(sheet, start + 1), *other.remarks))
    return ListTable(
        tuple(headings), tuple(fields), (*table.rows, *rows), (*table.remarks, remarks)
    )


def _moved(row: FilledRow, places: Sequence[int], start: int, width: int) -> FilledRow:
    cells = [""] * width
    for text, place in zip(row.cells, places, strict=False):
        cells[place] = text
    return replace(
        row,
        place=start + row.place,
        cells=tuple(cells),
        unreadable=frozenset(places[at] for at in row.unreadable if at < len(places)),
        values={places[at]: text for at, text in row.values.items() if at < len(places)},
    )


def _table(sheet: FilledSheet, place: int, columns: tuple[Column, ...]) -> ListTable:
    labels, rows, skips = {column.heading for column in columns}, [], {}
    labels |= {text for row in sheet.rows if place - 1 <= row.place <= place for text in row.cells}
    sections: dict[int, str] = {}
    lone = _lone_titles([row for row in sheet.rows if row.place > place], columns)
    is_signed = False
    for row in sheet.rows:
        if row.place > place:
            if rows and (longer := joined_with_rest(rows[-1], row)):
                rows[-1] = longer
                continue
            reason = _reason_to_skip(row, columns, labels)
            if not reason and row.place in lone:
                reason = _SECTION
            elif not reason and is_signed and _is_short(row):
                reason = SIGNATURE
            is_signed = reason == SIGNATURE and len(columns) > _FIELDS_OF_A_LIST
            skips.setdefault(reason, []).append(row.place) if reason else rows.append(row)
            if reason == _SECTION:
                sections[row.place] = " ".join(dict.fromkeys(filter(None, row.cells)))
    fields = column_fields.fields_of(columns, rows)
    guesses = [
        _GUESSED.format(column.heading, _LABELS[field])
        for column, field in zip(columns, fields, strict=True)
        if field not in (KEEP, ORDINAL) and not (column.known and column.is_certain)
    ]
    shelf_field, rows = _with_sections(rows, sections, fields)
    if shelf_field:
        columns, fields = (*columns, Column(_OF_SECTIONS, "", known=True)), (*fields, shelf_field)
    skip_remarks = " ".join(skip_remark(*skip).capitalize() for skip in skips.items())
    remarks = filter(None, (*sheet.remarks, skip_remarks, *guesses))
    headings = tuple(column.heading for column in columns)
    return ListTable(headings, fields, tuple(rows), tuple(remarks))


def _is_total(row: FilledRow) -> bool:
    """Return True for a row with a word for a total, and nothing else but numbers."""
    texts = [text.strip() for text in row.cells if text.strip()]
    words = [text for text in texts if not _NUMBER.fullmatch(text)]
    return _is_short(row) and len(words) == 1 and bool(_TOTAL.match(words[0])) and len(texts) > 1


def _is_short(row: FilledRow) -> bool:
    """Return True for a row with few cells filled, as those of totals and signatures."""
    return sum(bool(text.strip()) for text in row.cells) <= _FIELDS_OF_A_LIST


def _with_sections(
    rows: list[FilledRow], sections: Mapping[int, str], fields: Sequence[str]
) -> tuple[str, list[FilledRow]]:
    """Return the field of a further column with the shelf that sections name, and the rows with it.

    A list that has a column for its shelves needs no other.
    """
    shelves = {
        place: match[1].strip() for place, text in sections.items() if (match := _SHELF.match(text))
    }
    if not shelves or f"{COPY}location" in fields or f"{COPY}shelf" in fields:
        return "", rows
    last, placed = "", []
    for row in rows:
        last = next((s for at, s in reversed(shelves.items()) if at < row.place), "")
        cells = (*row.cells, *[""] * (len(fields) - len(row.cells)), last)
        placed.append(replace(row, cells=cells))
    is_room = all(text.lower().startswith(_ROOMS) for text in shelves.values())
    return f"{COPY}{'location' if is_room else 'shelf'}", placed


def _lone_titles(rows: Sequence[FilledRow], columns: Sequence[Column]) -> set[int]:
    """Return the rows with a title alone that name a section of the list.

    Nearly all rows have more: a number before the title, or no empty row above them.
    """
    filled = [[at for at, text in enumerate(row.cells) if text.strip()] for row in rows]
    lone = {row.place for row, places in zip(rows, filled, strict=True) if len(places) == 1}
    full = [places for places in filled if len(places) >= _FIELDS_OF_A_LIST]
    first = min((places[0] for places in full), default=0)
    is_first = sum(places[0] == first for places in full) >= len(rows) * column_fields.MIN_SHARE
    if is_first and first < len(columns) and columns[first].field != "title":
        return lone
    below_gaps = {row.place for row in rows} - {row.place + 1 for row in rows}
    is_rare = len(below_gaps) < len(rows) * (1 - column_fields.MIN_SHARE) and is_first
    return lone & below_gaps if is_rare else set()


def _reason_to_skip(row: FilledRow, columns: Sequence[Column], labels: set[str]) -> str:
    texts = {text for text in row.cells if text.strip()}
    places = [at for at, text in enumerate(row.cells) if text.strip()]
    if (
        len(places) == 2
        and columns[places[0]].field == ORDINAL
        and len(columns) > _FIELDS_OF_A_LIST
    ):
        ordinal, title = (row.cells[at] for at in places)
        if not ordinal.strip(" .").isdecimal() and title not in labels:
            return _SECTION  # A | Sách pháp luật
    first = columns[places[0]] if places[0] < len(columns) else None
    is_described = first is not None and first.known and first.field in _DESCRIBES
    is_described &= not _SECTION_NUMBER.match(row.cells[places[0]])
    if len(texts) == 1 and len(columns) > 2 and (len(places) > 1 or not is_described):
        return _SECTION
    reason = TOTAL if _is_total(row) else reason_to_skip(row.cells, labels)
    is_doubtful = (reason == REPEATED and not texts <= labels) or (
        reason == SIGNATURE and len(texts) > 2
    )
    return "" if is_doubtful else reason


def _find_headings(
    rows: Sequence[FilledRow], profile: Profile, mapping: Mapping[str, str]
) -> tuple[int, tuple[Column, ...]]:
    """Return the row number of the headings, and the columns.

    It is the row, or the pair of rows, that names most fields: at least two, or one below titles.
    """
    top = rows[:_MAX_ROWS_ABOVE]
    readings = [
        (row.place, columns_of(row.cells, profile, mapping, with_copies=True)) for row in top
    ]
    readings += [
        (lower.place, _of_two_lines(upper, lower, profile, mapping))
        for upper, lower in pairwise(top)
        if lower.place == upper.place + 1 and not reason_to_skip(lower.cells, ())
    ]
    counts = [_count(columns) for _, columns in readings]
    best = counts.index(max(counts))
    above = [row for row in rows if row.place < readings[best][0]]
    are_titles = all(len({text for text in row.cells if text.strip()}) == 1 for row in above)
    if counts[best] > 1 or (are_titles and counts[best]):
        return readings[best]
    return _without_headings(rows) or readings[0]


def _without_headings(rows: Sequence[FilledRow]) -> tuple[int, tuple[Column, ...]] | None:
    """Return numbered columns above the first row if that is a row of data like the others."""
    columns = range(max(len(row.cells) for row in rows))
    fields = [column_fields.field_of_cells(column_fields.texts_of(rows, at), ()) for at in columns]
    first = next((row for row in rows if len(row.cells) == len(columns)), rows[0])
    shows = [
        field
        for field, text in zip(fields, first.cells, strict=False)
        if field != KEEP and column_fields.CONTENTS[field].fullmatch(text)
    ]
    headings = (f"Cột {at + 1}" for at in columns)
    return (0, tuple(Column(text, text, known=False) for text in headings)) if shows else None


def _of_two_lines(
    upper: FilledRow, lower: FilledRow, profile: Profile, mapping: Mapping[str, str]
) -> tuple[Column, ...]:
    """Return the columns of headings on two lines: “Năm” below “Xuất bản” is “Năm xuất bản”."""
    pairs = list(zip_longest(upper.cells, lower.cells, fillvalue=""))
    texts = [
        (f"{below} {above}", f"{above} {below}", below, above)
        if above and below and above != below
        else (below or above,)
        for above, below in pairs
    ]
    columns = iter(columns_of(list(chain(*texts)), profile, mapping, with_copies=True))
    choices = [list(islice(columns, len(column_texts))) for column_texts in texts]
    below_known = [
        any(column.known and column.is_certain for column in options[:3])
        for (above, below), options in zip(pairs, choices, strict=True)
        if below and below != above
    ]
    is_one_text = len({text for text in lower.cells if text.strip()}) == 1
    if is_one_text or not below_known or sum(below_known) * 2 < len(below_known):
        return ()  # a row of data
    return tuple(max(options, key=lambda c: (c.known, c.is_certain)) for options in choices)


def _is_list(columns: Sequence[Column]) -> bool:
    is_titled = any(column.known and column.field == "title" for column in columns)
    return is_titled and _count(columns) >= _FIELDS_OF_A_LIST


def _count(columns: Sequence[Column]) -> int:
    return len({column.field for column in columns if column.known and column.heading.strip()})
