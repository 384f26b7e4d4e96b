"""Plan of putting an item of a copy back: the rows of the running library that change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.orm import Session

from library import clock
from library.backup import item_rows
from library.backup.item_rows import ItemRows, Row
from library.backup.problems import NumberTakenError, SourceTakenError
from library.catalogue.models import PageState
from library.database import Base

_KEYS = {
    "accession": ("number", "digest"),
    "source_file": ("accession_id", "name", "digest"),
    "item": ("id",),
    "page": ("item_id", "number"),
    "page_text": ("page_id",),
    "derivative": ("page_id", "kind", "width"),
    "stretch": ("page_id",),
    "map_placement": ("page_id",),
    "picture": ("page_id",),
    "named_person": ("page_id", "place"),
    "transcript": ("item_id", "file", "kind", "language"),
    "transcript_version": ("transcript_id", "version"),
    "holding": ("item_id", "place"),
    "original_record": ("item_id",),
    "record_source": ("item_id", "catalogue", "number"),
    "publication": ("item_id",),
    "consent": ("item_id", "person", "entered"),
    "silenced_span": ("item_id", "file", "begins", "ends", "entered"),
    "place_decision": ("item_id", "page_number", "name", "decided"),
    "proposal": ("item_id", "field", "value"),
    "revision": ("item_id", "page_id", "at", "by"),
    "mending": ("item_id", "at", "by"),
    "page_act": ("item_id", "at", "by", "kind"),
}
"""Columns by which a row of a copy is found again, in the order in which rows are written."""

_REFERENCES = {
    "item": {"accession_id": "accession", "part_of": "item"},
    "accession": {"sheet_id": "description_sheet"},
    "source_file": {"accession_id": "accession"},
    "page_text": {"page_id": "page"},
    "derivative": {"page_id": "page"},
    "stretch": {"page_id": "page"},
    "map_placement": {"page_id": "page"},
    "picture": {"page_id": "page", "back_of": "page"},
    "named_person": {"page_id": "page", "authority_id": "authority"},
    "transcript_version": {"transcript_id": "transcript"},
    "revision": {"page_id": "page"},
    "mending": {"accession_id": "accession"},
    "page_act": {"mending_id": "mending"},
}
"""Columns that name a row of another table."""

_UNTOUCHED = {
    "accession": None,
    "source_file": None,
    "mending": None,
    "page_act": None,
    **dict.fromkeys(("publication", "consent", "silenced_span", "place_decision", "proposal")),
    "transcript_version": None,
    "transcript": {"version"},
    "map_placement": {"version"},
    "item": {
        *("state", "published", "access", "opens", "conditions", "created", "changed"),
        "page_count",
    },
}
"""Columns of existing rows that stay as they are, or None for all.

An item that was withdrawn or closed since, perhaps for a reason of law, stays so.
"""

_PAGE_HISTORY = ("mending", "page_act")
"""Tables that name pages by id in lists: they cannot follow pages that have other ids now."""


class Action(StrEnum):
    """Kind of a change of a row."""

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class RowChange:
    """A change of one row: the values written, and for an existing row those replaced."""

    table: str
    action: Action
    key: Row
    values: Row
    replaced: Row


@dataclass(frozen=True, slots=True)
class PutBackPlan:
    """All changes that make an item of the running library equal to that of a copy."""

    wanted: ItemRows
    present: ItemRows | None
    """Rows of the item now; None if it does not exist any more."""
    changes: tuple[RowChange, ...]


def plan(session: Session, copy_rows: ItemRows, by: str) -> PutBackPlan:
    """Return the changes; raise NumberTakenError or SourceTakenError if rows are in the way."""
    present = item_rows.find_rows(session.connection(), copy_rows.item_id)
    _check_source(session, copy_rows)
    planner = _Planner(session, copy_rows, present, by)
    for name in _KEYS:
        planner.plan_table(name)
    return PutBackPlan(copy_rows, present, tuple(planner.changes))


class _Planner:
    """Compares the rows of the copy with the present ones, table by table."""

    def __init__(
        self, session: Session, copy_rows: ItemRows, present: ItemRows | None, by: str
    ) -> None:
        self.changes: list[RowChange] = []
        self._session = session
        self._wanted = copy_rows
        self._present = present
        self._by = by
        self._ids: dict[tuple[str, object], object] = {}
        """Present key of each row of the copy."""
        self._highest: dict[str, int] = {}

    def plan_table(self, name: str) -> None:
        """Compare one table; rows that only the present item has are hidden, undone or removed."""
        remaining = {_key(name, row): row for row in self._present_rows(name)}
        if name in _PAGE_HISTORY and self._pages_have_other_ids():
            return
        for row in self._wanted.tables[name]:
            mapped_row = self._mapped(name, row)
            existing = remaining.pop(_key(name, mapped_row), None)
            if existing is None:
                self._insert(name, row, mapped_row)
            else:
                self._update(name, row, mapped_row, existing)
        for row in remaining.values():
            self._retire(name, row)

    def _present_rows(self, name: str) -> Iterable[Row]:
        """Return the rows of the item now; deliveries and corrections outlive their item."""
        table = Base.metadata.tables[name]
        if name == "accession":
            numbers = [row["number"] for row in self._wanted.tables[name]]
            present = self._select(table, table.c.number.in_(numbers))
            _check_numbers(self._wanted.tables[name], present)
            return present
        if name == "source_file":
            return self._select(table, table.c.accession_id.in_(self._new_keys("accession")))
        if name == "revision":
            return self._select(table, table.c.item_id == self._wanted.item_id)
        return self._present.tables[name] if self._present else ()

    def _select(self, table: Table, condition: ColumnElement[bool]) -> list[Row]:
        return [dict(row._mapping) for row in self._session.execute(select(table).where(condition))]

    def _pages_have_other_ids(self) -> bool:
        return any(
            self._ids.get(("page", row["id"]), row["id"]) != row["id"]
            for row in self._wanted.tables["page"]
        )

    def _mapped(self, name: str, row: Row) -> Row:
        """Return a row of the copy with the present keys of the rows that it names."""
        mapped_row = dict(row)
        for column, target in _REFERENCES.get(name, {}).items():
            if mapped_row[column] is not None:
                mapped_row[column] = self._ids.get((target, mapped_row[column]), mapped_row[column])
                if not self._will_exist(target, mapped_row[column]):
                    mapped_row[column] = None
        return mapped_row

    def _will_exist(self, name: str, key: object) -> bool:
        return key in self._new_keys(name) or self._exists(name, key)

    def _new_keys(self, name: str) -> set[object]:
        return {new for (table, _), new in self._ids.items() if table == name}

    def _exists(self, name: str, key: object) -> bool:
        table = Base.metadata.tables[name]
        (column,) = table.primary_key
        found_key = self._session.scalar(select(column).where(column == key))
        return found_key is not None

    def _insert(self, name: str, row: Row, mapped_row: Row) -> None:
        table = Base.metadata.tables[name]
        if "id" in row:
            if name != "item" and self._exists(name, row["id"]):
                mapped_row["id"] = self._next_id(name)
            self._ids[name, row["id"]] = mapped_row["id"]
        key = {column.name: mapped_row[column.name] for column in table.primary_key}
        self.changes.append(RowChange(name, Action.INSERT, key, mapped_row, {}))

    def _next_id(self, name: str) -> int:
        (column,) = Base.metadata.tables[name].primary_key
        if name not in self._highest:
            highest = self._session.scalar(select(func.max(column))) or 0
            self._highest[name] = max(highest, *(row["id"] for row in self._wanted.tables[name]))
        self._highest[name] += 1
        return self._highest[name]

    def _update(self, name: str, row: Row, mapped_row: Row, existing: Row) -> None:
        if "id" in row:
            self._ids[name, row["id"]] = existing["id"]
        if name == "page" and row["state"] != PageState.DONE:
            return  # it was read after the copy was made
        differing = _differing(name, mapped_row, existing)
        for column in differing:
            if name != "revision" or column in ("undone", "undone_by"):
                self._change(name, existing, {column: mapped_row[column]})
        if differing and "version" in existing:  # a form that is open must not overwrite it
            self._change(name, existing, {"version": existing["version"] + 1})

    def _retire(self, name: str, row: Row) -> None:
        """Plan the end of a row that the copy does not have; nothing of a page is deleted."""
        if name == "page" and not row["left_out"]:
            self._change(name, row, {"left_out": True})
        elif name in ("revision", *_PAGE_HISTORY) and row["undone"] is None:
            undone = {"undone": clock.now(), "undone_by": self._by}
            self._change(name, row, {key: undone[key] for key in undone if key in row})
        elif name == "holding" or (
            name in ("derivative", "named_person") and self._is_of_a_wanted_page(row)
        ):
            key = {"id": row["id"]}
            self.changes.append(RowChange(name, Action.DELETE, key, {}, dict(row)))

    def _is_of_a_wanted_page(self, row: Row) -> bool:
        return row["page_id"] in self._new_keys("page")

    def _change(self, name: str, row: Row, values: Row) -> None:
        """Add an update, or add its values to that of the same row."""
        (column,) = Base.metadata.tables[name].primary_key
        key = {column.name: row[column.name]}
        old_values = {column: row[column] for column in values}
        last = self.changes[-1] if self.changes else None
        if last and (last.table, last.action, last.key) == (name, Action.UPDATE, key):
            values, old_values = {**last.values, **values}, {**last.replaced, **old_values}
            self.changes.pop()
        self.changes.append(RowChange(name, Action.UPDATE, key, values, old_values))


def _key(name: str, row: Row) -> tuple[object, ...]:
    return tuple(row[column] for column in _KEYS[name])


def _differing(name: str, mapped_row: Row, existing: Row) -> list[str]:
    table: Table = Base.metadata.tables[name]
    untouched_columns = _UNTOUCHED.get(name, set())
    if untouched_columns is None:
        return []
    keys = {column.name for column in table.primary_key}
    return [
        column
        for column, value in mapped_row.items()
        if column not in keys | untouched_columns and existing[column] != value
    ]


def _check_numbers(copy_rows: Iterable[Row], present: Iterable[Row]) -> None:
    digests = {row["number"]: row["digest"] for row in present}
    for row in copy_rows:
        if digests.get(row["number"], row["digest"]) != row["digest"]:
            raise NumberTakenError(row["number"])


def _check_source(session: Session, copy_rows: ItemRows) -> None:
    (row,) = copy_rows.tables["item"]
    if row["source_id"] is None:
        return
    item = Base.metadata.tables["item"]
    other = session.scalar(
        select(item.c.id).where(
            item.c.collection == row["collection"],
            item.c.source_id == row["source_id"],
            item.c.id != copy_rows.item_id,
        )
    )
    if other is not None:
        raise SourceTakenError(row["source_id"], other)


def counts(changes: Iterable[RowChange]) -> Mapping[tuple[str, Action], int]:
    """Return the number of changes by table and action."""
    totals: dict[tuple[str, Action], int] = {}
    for change in changes:
        totals[change.table, change.action] = totals.get((change.table, change.action), 0) + 1
    return totals
