"""Rows of records put into the database of a station, and taken out of it.

A record stands for its rows: what the station had of them before goes. Columns that stay at the
province keep what the station wrote in them.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter

from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    and_,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session

from kit.packs import tiers
from kit.packs.pack_files import Record
from kit.packs.problems import PackDamagedError
from kit.packs.record_rows import COMPUTERS, ITEM, KINDS, PAGE
from library.catalogue.belongings import Belonging
from library.catalogue.models import Derivative, DerivativeKind, Page
from library.database import of_json
from library.exchange.records.item_batches import id_batches
from points.access_points.models import Device

Row = Mapping[str, object]
Portion = dict[str, dict[str, list[Row]]]
"""Rows of some records of one kind, by key and table."""

_ROWS_AT_ONCE = 2_000
_NO_PASS = dict.fromkeys(("token_hash", "agent_hash", "room_key", "agent_key"))


def defer_references(session: Session) -> None:
    """Let rows refer to rows that come later in the same transaction (SQLite)."""
    session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")


def apply(session: Session, records: Iterable[Record]) -> None:
    """Replace the rows of records; raise PackDamagedError for rows that no such record has.

    Those of a kind go together, a statement for each table: others wait until all is written.
    """
    for kind, of_kind in groupby(records, attrgetter("kind")):
        for portion in _portions(of_kind):
            _replace(session, kind, portion)


def insert_all(session: Session, records: Iterable[Record]) -> None:
    """Insert the rows of records into a database that has none of any record yet.

    Faster than `apply`: a first pack has hundreds of thousands of pages.
    """
    for kind, of_kind in groupby(records, attrgetter("kind")):
        for portion in _portions(of_kind):
            for shipped in KINDS[kind]:
                _insert(session.connection(), shipped, _rows_of(portion, shipped))


def remove(session: Session, kind: str, keys: Iterable[str]) -> None:
    """Remove the rows of records; none may be there. Pages go with `drop_pages_aside`."""
    connection, tables = session.connection(), _tables(kind)
    if kind == COMPUTERS:
        connection.execute(update(Device.__table__).values(_NO_PASS))
        return
    for shipped in tables[:1] if kind == PAGE else reversed(tables):
        table = shipped.table
        removal = update(table).values(number=-Page.id) if kind == PAGE else delete(table)
        names = [_name(shipped, kind, key) for key in keys]
        connection.execute(removal.where(_owned(shipped, kind)), names)


def drop_pages_aside(session: Session) -> None:
    """Remove the pages whose place another one took, unless their own record gave them one."""
    session.execute(delete(Page).where(Page.number < 0))


def indexed_item(kind: str, key: str) -> str | None:
    """Return the item whose documents in the index depend on a record directly."""
    if kind == PAGE:
        return key.rpartition("/")[0]
    return key if kind == ITEM else None


def _tables(kind: str) -> tuple[Belonging, ...]:
    if kind not in KINDS:
        raise PackDamagedError(kind)
    return KINDS[kind]


def _checked_rows(record: Record) -> dict[str, list[Row]]:
    """Return the rows by table, with the columns that go and no others."""
    tables = _tables(record.kind)
    try:
        if not record.rows.keys() <= {shipped.name for shipped in tables}:
            raise ValueError(record.kind)
        return {shipped.name: list(_rows(record, shipped)) for shipped in tables}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise PackDamagedError(f"{record.kind} {record.key}") from error


def _rows(record: Record, shipped: Belonging) -> Iterator[Row]:
    for row in record.rows.get(shipped.name, ()):
        if set(row) != set(shipped.shipped):
            raise ValueError(shipped.name)
        yield of_json(shipped.table, row)


def _portions(records: Iterable[Record]) -> Iterator[Portion]:
    portion: Portion = {}
    size = 0
    for record in records:
        portion[record.key] = _checked_rows(record)
        size += 1 + sum(map(len, portion[record.key].values()))
        if size >= _ROWS_AT_ONCE:
            yield portion
            portion, size = {}, 0
    if portion:
        yield portion


def _rows_of(portion: Portion, shipped: Belonging) -> list[Row]:
    return [row for rows_by_table in portion.values() for row in rows_by_table[shipped.name]]


def _replace(session: Session, kind: str, portion: Portion) -> None:
    connection = session.connection()
    if kind == COMPUTERS:
        connection.execute(update(Device.__table__).values(_NO_PASS))  # those that left keep none
    for shipped in KINDS[kind]:
        rows = _rows_of(portion, shipped)
        if shipped.record_column == "id":  # others refer to its rows
            _make_way(connection, shipped, rows)
            _write(connection, shipped, rows)
            continue
        removal = delete(shipped.table).where(_owned(shipped, kind))
        connection.execute(removal, [_name(shipped, kind, key) for key in portion])
        _insert(connection, shipped, rows)


def _owned(shipped: Belonging, kind: str) -> ColumnElement[bool]:
    """Return the condition on the rows of a table that belong to the record of a `_name`."""
    if kind == PAGE:
        is_page = and_(Page.item_id == bindparam("in_item"), Page.number == bindparam("at_number"))
        column = shipped.table.c[shipped.record_column]
        owned = column.in_(select(Page.id).where(is_page))
        is_article = Derivative.kind == DerivativeKind.ARTICLES
        return and_(owned, is_article) if shipped.table is Derivative.__table__ else owned
    if kind in tiers.STEPS:
        pages = select(Page.id).where(Page.item_id == bindparam("record_key"))
        return and_(Derivative.page_id.in_(pages), tiers.CONDITIONS[kind])
    return shipped.table.columns[shipped.record_column] == bindparam("record_key")


def _name(shipped: Belonging, kind: str, key: str) -> dict[str, object]:
    """Return the values with which `_owned` means a record."""
    if kind == PAGE:
        item_id, _, number = key.rpartition("/")
        return {"in_item": item_id, "at_number": int(number)}
    if kind in tiers.STEPS:
        return {"record_key": key}
    return {"record_key": shipped.table.columns[shipped.record_column].type.python_type(key)}


def _make_way(connection: Connection, shipped: Belonging, rows: Iterable[Row]) -> None:
    """Move other rows off what is unique to these; they are in the same pack, or go."""
    table = shipped.table
    for names in shipped.unique:
        last = table.columns[names[-1]]
        claims = [
            {f"own_{name}": row[name] for name in (*names, "id")}
            for row in rows
            if row[last.name] is not None
        ]
        if not claims:
            continue
        if last.nullable:
            moved = None
        else:  # a deleted page would lose its images, also when it only moves
            moved = -table.c.id if last.type.python_type is int else "~" + table.c.id.cast(String)
        is_same = [table.columns[name] == bindparam(f"own_{name}") for name in names]
        rows_in_way = update(table).where(*is_same, table.c.id != bindparam("own_id"))
        connection.execute(rows_in_way.values({last.name: moved}), claims)


def _write(connection: Connection, shipped: Belonging, rows: list[Row]) -> None:
    """Change the rows with these ids, or insert them."""
    table = shipped.table
    present = set()
    for ids in id_batches([row["id"] for row in rows]):
        present.update(connection.scalars(select(table.c.id).where(table.c.id.in_(ids))))
    changes = [{**row, "own_id": row["id"]} for row in rows if row["id"] in present]
    if changes:
        change = update(table).where(table.c.id == bindparam("own_id"))
        values = {name: bindparam(name) for name in shipped.shipped}
        connection.execute(change.values(values), changes)
    _insert(connection, shipped, [row for row in rows if row["id"] not in present])


def _insert(connection: Connection, shipped: Belonging, rows: Iterable[Row]) -> None:
    """Insert rows; columns that stay but may not be empty get the id if unique, or no text."""
    blank_columns = [
        column
        for column in (shipped.table.columns[name] for name in shipped.staying)
        if not (column.nullable or column.primary_key or column.default or column.server_default)
    ]
    full_rows = [
        {**row, **{c.name: str(row["id"]) if c.unique else "" for c in blank_columns}}
        for row in rows
    ]
    if full_rows:
        connection.execute(insert(shipped.table), full_rows)
