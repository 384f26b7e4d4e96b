"""Plan of putting an item of a copy back: the rows of the running library that change."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.orm import Session

from library import clock
from library.backup import item_rows
from library.backup.item_rows import ItemRows, Row
from library.backup.problems import NumberTakenError, SourceTakenError
from library.catalogue.belongings import ALL, Belonging, Surplus, belongings, of_items
from library.catalogue.models import Item, PageState

_UNDONE = ("undone", "undone_by")
"""Columns that say who undid a row of the history."""


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
    for of_item in of_items():
        is_covered = of_item.words and of_item.name in copy_rows.tables  # links are made again
        if is_covered and (not of_item.names_pages or planner.pages_have_their_ids()):
            planner.plan_table(of_item)
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
        self._ids: dict[str, dict[object, object]] = defaultdict(dict)
        """Present id of each row of the copy, by table."""
        self._new_ids: dict[str, set[object]] = defaultdict(set)
        self._highest: dict[str, int] = {}

    def pages_have_their_ids(self) -> bool:
        """Return True if no page of the copy has another id now."""
        return all(new == old for old, new in self._ids["page"].items())

    def plan_table(self, of_item: Belonging) -> None:
        """Compare one table; rows that only the present item has are hidden, undone or removed."""
        remaining: dict[tuple[object, ...], list[Row]] = defaultdict(list)
        for row in self._present_rows(of_item):
            remaining[_key(of_item, row)].append(row)
        for row in self._wanted.tables[of_item.name]:
            mapped_row = self._mapped(of_item, row)
            if mapped_row is None:
                continue
            if alike := remaining[_key(of_item, mapped_row)]:
                self._update(of_item, row, mapped_row, alike.pop(0))
            elif self._present is None or not of_item.comes_with_item:
                self._insert(of_item, row, mapped_row)
        for row in chain.from_iterable(remaining.values()):
            self._retire(of_item, row)

    def _present_rows(self, of_item: Belonging) -> Iterable[Row]:
        """Return the rows of the item now; deliveries and corrections outlive their item."""
        name, table = of_item.name, of_item.table
        if name == "accession":
            numbers = [row["number"] for row in self._wanted.tables[name]]
            present = self._select(table, table.c.number.in_(numbers))
            _check_numbers(self._wanted.tables[name], present)
            return present
        if of_item.owner_table == "accession":
            return self._select(table, table.c.accession_id.in_(self._new_ids["accession"]))
        if name == "revision":
            return self._select(table, table.c.item_id == self._wanted.item_id)
        return self._present.tables[name] if self._present else ()

    def _select(self, table: Table, condition: ColumnElement[bool]) -> list[Row]:
        rows = self._session.execute(select(table).where(condition).order_by(*table.primary_key))
        return [dict(row._mapping) for row in rows]

    def _mapped(self, of_item: Belonging, row: Row) -> Row | None:
        """Return a row of the copy with the present keys of the rows that it names.

        None if it cannot be without one that is gone.
        """
        mapped_row = dict(row)
        for column, target in of_item.named_tables.items():
            if mapped_row.get(column) is not None:
                key = self._ids[target].get(mapped_row[column], mapped_row[column])
                will_exist = key in self._new_ids[target] or self._exists(target, key)
                if not will_exist and not of_item.table.c[column].nullable:
                    return None
                mapped_row[column] = key if will_exist else None
        return mapped_row

    def _exists(self, name: str, key: object) -> bool:
        (column,) = belongings()[name].table.primary_key
        found_key = self._session.scalar(select(column).where(column == key))
        return found_key is not None

    def _insert(self, of_item: Belonging, row: Row, mapped_row: Row) -> None:
        name = of_item.name
        if "id" in row:
            if name != "item" and self._exists(name, row["id"]):
                mapped_row["id"] = self._next_id(of_item)
            self._note_id(name, row["id"], mapped_row["id"])
        key = {column.name: mapped_row[column.name] for column in of_item.table.primary_key}
        self.changes.append(RowChange(name, Action.INSERT, key, mapped_row, {}))

    def _note_id(self, name: str, old: object, new: object) -> None:
        self._ids[name][old] = new
        self._new_ids[name].add(new)

    def _next_id(self, of_item: Belonging) -> int:
        (column,) = of_item.table.primary_key
        name = of_item.name
        if name not in self._highest:
            highest = self._session.scalar(select(func.max(column))) or 0
            self._highest[name] = max(highest, *(row["id"] for row in self._wanted.tables[name]))
        self._highest[name] += 1
        return self._highest[name]

    def _update(self, of_item: Belonging, row: Row, mapped_row: Row, existing: Row) -> None:
        if "id" in row:
            self._note_id(of_item.name, row["id"], existing["id"])
        if of_item.name == "page" and row["state"] != PageState.DONE:
            return  # it was read after the copy was made
        differing = {
            column: mapped_row[column] for column in _differing(of_item, mapped_row, existing)
        }
        if differing and "version" in existing:  # a form that is open must not overwrite it
            differing["version"] = existing["version"] + 1
        if differing:
            self._change(of_item, existing, differing)

    def _retire(self, of_item: Belonging, row: Row) -> None:
        """Plan the end of a row that the copy does not have; nothing of a page is deleted."""
        surplus = of_item.surplus
        if surplus is Surplus.HIDE and not row["left_out"]:
            self._change(of_item, row, {"left_out": True})
        elif surplus is Surplus.UNDO and row["undone"] is None:
            undone = dict(zip(_UNDONE, (clock.now(), self._by), strict=True))
            self._change(of_item, row, {name: undone[name] for name in _UNDONE if name in row})
        elif surplus is Surplus.DELETE and (
            row[of_item.owner_column] in self._new_ids[of_item.owner_table]
        ):
            key = {column.name: row[column.name] for column in of_item.table.primary_key}
            self.changes.append(RowChange(of_item.name, Action.DELETE, key, {}, dict(row)))

    def _change(self, of_item: Belonging, row: Row, values: Row) -> None:
        key = {column.name: row[column.name] for column in of_item.table.primary_key}
        replaced = {column: row[column] for column in values}
        self.changes.append(RowChange(of_item.name, Action.UPDATE, key, values, replaced))


def _key(of_item: Belonging, row: Row) -> tuple[object, ...]:
    return tuple(row[column] for column in of_item.key.split())


def _differing(of_item: Belonging, mapped_row: Row, existing: Row) -> list[str]:
    """Return the columns of a present row that go back to the values of the copy."""
    if of_item.keeps == ALL:
        return []
    fixed = {"version", *of_item.keeps.split(), *(c.name for c in of_item.table.primary_key)}
    return [
        column
        for column, value in mapped_row.items()
        if column not in fixed and existing[column] != value
        if of_item.surplus is not Surplus.UNDO or column in (*_UNDONE, *of_item.named_tables)
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
    other = session.scalar(
        select(Item.id).where(
            Item.collection == row["collection"],
            Item.source_id == row["source_id"],
            Item.id != copy_rows.item_id,
        )
    )
    if other is not None:
        raise SourceTakenError(row["source_id"], other)
