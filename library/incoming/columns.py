"""Columns of the exported list, and their detection in a re-imported list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from library.bulk.problems import NotAnExportError
from library.catalogue.description.field_registry import LABELS
from library.exchange.filled_sheets import FilledRow, FilledSheet
from library.exchange.records.item_values import ACCESS_WORDS, FIELDS
from library.exchange.streamed_tables import Column
from library.incoming.headings import HeadingFinder

ID, VERSION = "id", "version"
READ_ONLY_COLUMNS = ("collection", "state")
"""Columns that are exported for information only."""

HEADINGS = {
    ID: "Mã tài liệu",
    VERSION: "Dấu phiên bản",
    "title": LABELS["title"],
    "collection": "Sưu tập",
    "state": "Trạng thái",
    **{name: LABELS[name] for name in FIELDS},
}
"""Heading by column name, in column order."""

_NOT_EDITED = frozenset({ID, VERSION, *READ_ONLY_COLUMNS})
_WIDTHS = {ID: 15, VERSION: 6, "title": 60, "description": 50, "number": 20, "creator": 24}
_MAX_ROWS_ABOVE = 20
"""Number of rows searched for the headings: people write titles above a table."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Column positions of a re-imported list, and the rows below its headings."""

    places: dict[str, int]
    rows: tuple[FilledRow, ...]
    remarks: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the names of the editable columns."""
        return tuple(name for name in self.places if name not in _NOT_EDITED)


def columns(own: Mapping[str, str] = MappingProxyType({})) -> tuple[Column, ...]:
    """Return the columns of the list; collection-specific fields come last."""
    return tuple(
        Column(
            heading,
            _WIDTHS.get(name, 18),
            tuple(ACCESS_WORDS.values()) if name == "access" else (),
        )
        for name, heading in _headings(own).items()
    )


def find_layout(
    table: FilledSheet, file: str, own: Mapping[str, str] = MappingProxyType({})
) -> Layout:
    """Find the headings of a re-imported list; raise NotAnExportError with the reason."""
    fields = {heading: name for name, heading in _headings(own).items()}
    find = HeadingFinder({name: name for name in (*HEADINGS, *own)} | fields)
    for number, row in enumerate(table.rows[:_MAX_ROWS_ABOVE]):
        names = [find.field(cell) for cell in row.cells]
        if ID not in names:
            continue
        _check_columns(names, file)
        below = table.rows[number + 1 :]
        places = {name: place for place, name in enumerate(names) if name is not None}
        return Layout(places, below, (*table.remarks, *_unknown_column_remarks(row, names, below)))
    raise NotAnExportError(file, f"không có cột “{HEADINGS[ID]}”")


def _check_columns(names: Sequence[str | None], file: str) -> None:
    if VERSION not in names:
        raise NotAnExportError(file, f"không có cột “{HEADINGS[VERSION]}”")
    for name in filter(None, names):
        if names.count(name) > 1:
            raise NotAnExportError(file, f"có hai cột “{HEADINGS.get(name, name)}”")


def _unknown_column_remarks(
    headings: FilledRow, names: Sequence[str | None], below: tuple[FilledRow, ...]
) -> tuple[str, ...]:
    """Return a remark for each unknown column that has any content."""
    unknown_places = [place for place, name in enumerate(names) if name is None]
    return tuple(
        f"Cột “{headings.cells[place][:60]}” không có trong bảng xuất nên không được dùng."
        for place in unknown_places
        if any(place < len(row.cells) and row.cells[place].strip() for row in below)
    )


def _headings(own: Mapping[str, str]) -> dict[str, str]:
    """Return the headings by column name; no two columns share a heading."""
    headings = set(HEADINGS.values())
    return HEADINGS | {
        name: f"{label} ({name})" if label in headings else label for name, label in own.items()
    }
