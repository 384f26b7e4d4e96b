"""Knows the columns of the list that goes out, and knows them again when it comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from library.bulk.cell_marks import INFORMING
from library.bulk.item_cells import ACCESS_WORDS, FIELDS
from library.bulk.problems import NotOurSheetError
from library.catalogue.description.labels import LABELS
from library.exchange.returned_spreadsheets import TypedRow, TypedTable
from library.exchange.streamed_tables import Column
from library.vietnamese.letters import fold

ID, VERSION = "id", "version"
HEADINGS = {
    ID: "Mã tài liệu",
    VERSION: "Dấu phiên bản",
    "title": LABELS["title"],
    "collection": "Sưu tập",
    "state": "Trạng thái",
    **{name: LABELS[name] for name in FIELDS},
}
"""Name of a column ← its heading, in the order in which they stand."""

_NOT_EDITED = frozenset({ID, VERSION, *INFORMING})
_WIDTHS = {ID: 15, VERSION: 6, "title": 60, "description": 50, "number": 20, "creator": 24}
_ROWS_ABOVE = 20
"""People write a title above a table; the headings stand in one of the first rows."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where in a list that came back each column stands, and which rows are below them."""

    places: dict[str, int]
    rows: tuple[TypedRow, ...]
    remarks: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """The columns that may be edited."""
        return tuple(name for name in self.places if name not in _NOT_EDITED)


def columns(own: Mapping[str, str] = MappingProxyType({})) -> tuple[Column, ...]:
    """Return the columns of the list; fields that only a collection has stand at the end."""
    return tuple(
        Column(
            heading,
            _WIDTHS.get(name, 18),
            tuple(ACCESS_WORDS.values()) if name == "access" else (),
        )
        for name, heading in _headings(own).items()
    )


def layout_of(
    table: TypedTable, file: str, own: Mapping[str, str] = MappingProxyType({})
) -> Layout:
    """Find the headings of a list that came back; raise NotOurSheetError in words."""
    known = {_plain(heading): name for name, heading in _headings(own).items()}
    known |= {name: name for name in (*HEADINGS, *own)}
    for number, row in enumerate(table.rows[:_ROWS_ABOVE]):
        names = [known.get(_plain(cell)) for cell in row.cells]
        if ID not in names:
            continue
        _refuse_wrong(names, file)
        below = table.rows[number + 1 :]
        places = {name: place for place, name in enumerate(names) if name is not None}
        return Layout(places, below, (*table.remarks, *_strange(row, names, below)))
    raise NotOurSheetError(file, f"không có cột “{HEADINGS[ID]}”")


def _refuse_wrong(names: Sequence[str | None], file: str) -> None:
    if VERSION not in names:
        raise NotOurSheetError(file, f"không có cột “{HEADINGS[VERSION]}”")
    for name in filter(None, names):
        if names.count(name) > 1:
            raise NotOurSheetError(file, f"có hai cột “{HEADINGS.get(name, name)}”")


def _strange(
    headings: TypedRow, names: Sequence[str | None], below: tuple[TypedRow, ...]
) -> tuple[str, ...]:
    """Name the columns nobody knows, when anything stands in them."""
    unknown = [place for place, name in enumerate(names) if name is None]
    return tuple(
        f"Cột “{headings.cells[place][:60]}” không có trong bảng xuất nên không được dùng."
        for place in unknown
        if any(place < len(row.cells) and row.cells[place].strip() for row in below)
    )


def _plain(heading: str) -> str:
    return " ".join(fold(heading).split())


def _headings(own: Mapping[str, str]) -> dict[str, str]:
    """Return all headings by name; two columns never have the same one."""
    taken = set(HEADINGS.values())
    return HEADINGS | {
        name: f"{label} ({name})" if label in taken else label for name, label in own.items()
    }
