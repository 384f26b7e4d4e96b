"""Lists in spreadsheets as tables: the heading row found, a field for each column, rows of data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from types import MappingProxyType

from library.catalogue.profiles import Profile
from library.exchange import spreadsheets
from library.exchange.filled_sheets import FilledRow, FilledSheet, read_sheets
from library.exchange.problems import EmptySheetError
from library.incoming.headings import ORDINAL, Column, columns_of
from library.incoming.skipped_rows import REPEATED, SIGNATURE, reason_to_skip, skip_remark

KEEP = "="
"""Field of a column whose cells stay in the other information under the heading."""

MAX_BYTES = 200_000_000
_MAX_ROWS_ABOVE = 20
"""Number of filled rows searched for the headings: people write titles above a table."""

_SECTION = "tên mục"


@dataclass(frozen=True, slots=True)
class ListTable:
    """The columns of a list with their fields, and the rows below its headings."""

    headings: tuple[str, ...]
    fields: tuple[str, ...]
    rows: tuple[FilledRow, ...]
    remarks: tuple[str, ...] = ()


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
    best = max(range(len(sheets)), key=lambda at: _count(readings[at][1]))
    other_names = [sheet.name for at, sheet in enumerate(sheets) if at != best]
    table = _table(sheets[best], *readings[best])
    if not table.rows:
        raise EmptySheetError(name)
    names = ", ".join(f"“{other}”" for other in other_names[:5])
    remark = f"Chỉ đọc trang “{sheets[best].name}”; chưa đọc trang {names}."
    return replace(table, remarks=(*table.remarks, remark)) if other_names else table


def heading_rows(rows: Sequence[FilledRow]) -> Iterator[FilledRow]:
    """Yield the rows, then each pair of rows as headings of two lines."""
    yield from rows
    for upper, lower in pairwise(rows):
        if lower.place == upper.place + 1:
            both = zip_longest(upper.cells, lower.cells, fillvalue="")
            yield FilledRow(lower.place, tuple(below or above for above, below in both))


def _table(sheet: FilledSheet, place: int, columns: tuple[Column, ...]) -> ListTable:
    labels, rows, skips = {column.heading for column in columns}, [], {}
    for row in sheet.rows:
        if row.place > place:
            reason = _reason_to_skip(row, columns, labels)
            skips.setdefault(reason, []).append(row.place) if reason else rows.append(row)
    fields = tuple(map(_field_of, columns))
    skip_remarks = " ".join(skip_remark(*skip).capitalize() for skip in skips.items())
    remarks = filter(None, (*sheet.remarks, skip_remarks))
    headings = tuple(column.heading for column in columns)
    return ListTable(headings, fields, tuple(rows), tuple(remarks))


def _field_of(column: Column) -> str:
    if not column.heading.strip():
        return ORDINAL
    return column.field if column.known else KEEP


def _reason_to_skip(row: FilledRow, columns: Sequence[Column], labels: set[str]) -> str:
    texts = {text for text in row.cells if text.strip()}
    places = [at for at, text in enumerate(row.cells) if text.strip()]
    first = columns[places[0]] if places[0] < len(columns) else None
    is_described = first is not None and first.known and first.field != ORDINAL
    if len(texts) == 1 and len(columns) > 2 and (len(places) > 1 or not is_described):
        return _SECTION
    reason = reason_to_skip(row.cells, labels)
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
    candidates = list(heading_rows(rows[:_MAX_ROWS_ABOVE]))
    readings = [columns_of(row.cells, profile, mapping, with_copies=True) for row in candidates]
    counts = list(map(_count, readings))
    best = counts.index(max(counts))
    above = [row for row in rows if row.place < candidates[best].place]
    are_titles = all(len({text for text in row.cells if text.strip()}) == 1 for row in above)
    place = best if counts[best] > 1 or (are_titles and counts[best]) else 0
    return candidates[place].place, readings[place]


def _count(columns: Sequence[Column]) -> int:
    return len({column.field for column in columns if column.known and column.heading.strip()})
