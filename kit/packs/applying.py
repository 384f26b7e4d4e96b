"""Rows of records put into the database of a station, and taken out of it.

A record stands for its rows: what the station had of them before goes. Columns that stay at the
province keep what the station wrote in them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import ColumnElement, and_, delete, insert, select, text, update
from sqlalchemy.orm import Session

from kit.packs import tiers
from kit.packs.contents import COMPUTERS, ITEM, KINDS, PAGE, Shipped
from kit.packs.pack_files import Record
from kit.packs.problems import PackDamagedError
from kit.packs.record_rows import of_json
from library.catalogue.models import Derivative, DerivativeKind, Page
from library.database import Base
from points.access_points.models import Device

Row = Mapping[str, object]

_ROWS_AT_ONCE = 2_000
_NO_PASS = dict.fromkeys(("token_hash", "agent_hash", "room_key", "agent_key"))


def defer_references(session: Session) -> None:
    """Let rows refer to rows that come later in the same transaction (SQLite)."""
    session.execute(text("PRAGMA defer_foreign_keys=ON"))


def apply(session: Session, record: Record) -> None:
    """Replace the rows of a record; raise PackDamagedError for rows that no such record has."""
    rows_by_table = _checked_rows(record)
    if record.kind == COMPUTERS:
        session.execute(update(Device).values(_NO_PASS))  # those that left the point keep none
    for shipped in KINDS[record.kind]:
        rows = rows_by_table[shipped.name]
        if shipped.in_place:
            for row in rows:
                _make_way(session, shipped, row)
                _write(session, shipped, row)
            continue
        session.execute(delete(shipped.table).where(_owned(shipped, record.kind, record.key)))
        if rows:
            session.execute(insert(shipped.table), [_filled(shipped, row) for row in rows])


def insert_all(session: Session, records: Iterable[Record]) -> None:
    """Insert the rows of records into a database that has none of any record yet.

    Ten times as fast as `apply`: a first pack has hundreds of thousands of pages.
    """
    rows: dict[type[Base], list[Row]] = defaultdict(list)
    for record in records:
        rows_by_table = _checked_rows(record)
        for shipped in KINDS[record.kind]:
            waiting = rows[shipped.table]
            waiting += [_filled(shipped, row) for row in rows_by_table[shipped.name]]
            if len(waiting) >= _ROWS_AT_ONCE:
                session.connection().execute(insert(shipped.table.__table__), waiting)
                waiting.clear()
    for table, waiting in rows.items():
        if waiting:
            session.connection().execute(insert(table.__table__), waiting)


def remove(session: Session, kind: str, key: str) -> None:
    """Remove the rows of a record; none may be there. A page goes with `drop_pages_aside`."""
    if kind == COMPUTERS:
        session.execute(update(Device).values(_NO_PASS))
        return
    if kind == PAGE:
        _set_aside(session, _owned(KINDS[PAGE][0], kind, key))
        return
    for shipped in reversed(_tables(kind)):
        session.execute(delete(shipped.table).where(_owned(shipped, kind, key)))


def drop_pages_aside(session: Session) -> None:
    """Remove the pages whose place another one took, unless their own record gave them one."""
    session.execute(delete(Page).where(Page.number < 0))


def indexed_item(kind: str, key: str) -> str | None:
    """Return the item whose documents in the index depend on a record directly."""
    if kind == PAGE:
        return key.rpartition("/")[0]
    return key if kind == ITEM else None


def _tables(kind: str) -> tuple[Shipped, ...]:
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


def _rows(record: Record, shipped: Shipped) -> Iterator[Row]:
    for row in record.rows.get(shipped.name, ()):
        if set(row) != set(shipped.columns):
            raise ValueError(shipped.name)
        yield of_json(shipped.table.__table__, row)


def _owned(shipped: Shipped, kind: str, key: str) -> ColumnElement[bool]:
    """Return the condition on the rows of a table that belong to a record."""
    if kind == PAGE:
        item_id, _, number = key.rpartition("/")
        is_page = and_(Page.item_id == item_id, Page.number == int(number))
        if shipped.table is Page:
            return is_page
        owned = getattr(shipped.table, shipped.record).in_(select(Page.id).where(is_page))
        if shipped.table is Derivative:
            return and_(owned, Derivative.kind == DerivativeKind.ARTICLES)
        return owned
    if kind in tiers.STEPS:
        pages = select(Page.id).where(Page.item_id == key)
        return and_(Derivative.page_id.in_(pages), tiers.CONDITIONS[kind])
    column = shipped.table.__table__.columns[shipped.record]
    return column == column.type.python_type(key)


def _make_way(session: Session, shipped: Shipped, row: Row) -> None:
    """Move other rows off what is unique to this one; they are in the same pack, or go."""
    table = shipped.table.__table__
    if shipped.table is Page:
        is_place = and_(Page.item_id == row["item_id"], Page.number == row["number"])
        _set_aside(session, and_(is_place, Page.id != row["id"]))
    elif shipped.unique and row[shipped.unique[-1]] is not None:
        last = table.columns[shipped.unique[-1]]
        moved = None if last.nullable else "~" + table.c.id.cast(last.type)
        is_same = [table.columns[name] == row[name] for name in shipped.unique]
        rows_in_way = update(table).where(*is_same, table.c.id != row["id"])
        session.execute(rows_in_way.values({last.name: moved}))


def _set_aside(session: Session, condition: ColumnElement[bool]) -> None:
    """Free the numbers of pages; deleted ones would lose their images, also when they only move."""
    session.execute(update(Page).where(condition).values(number=-Page.id))


def _write(session: Session, shipped: Shipped, row: Row) -> None:
    """Change the row with this id, or insert it."""
    table = shipped.table.__table__
    changed = session.execute(update(table).where(table.c.id == row["id"]).values(row))
    if not changed.rowcount:
        session.execute(insert(table).values(_filled(shipped, row)))


def _filled(shipped: Shipped, row: Row) -> Row:
    station_values = {
        name: words.format(id=row.get("id")) for name, words in shipped.fillers.items()
    }
    return {**row, **station_values}
