"""Last change of each item in the public catalogue, for harvesters, sitemaps and dumps.

An item that leaves the public stays here for ever, so that harvesters remove their copy. A row is
written in the transaction of each change, where the search index is told of it too. From taking the
time to its end a transaction has a lock, so times increase in the order in which changes become
visible.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Index, func, or_, select, tuple_
from sqlalchemy.orm import Mapped, Session, mapped_column

from library import clock
from library.catalogue.access.rights import Reader, may_see_record
from library.catalogue.models import Item
from library.database import Base
from library.write_turns import Lock, take_last

_ANYBODY, _ITEMS_AT_ONCE = Reader(), 500


class PublicChange(Base):
    """The last change of an item that is or was in the public catalogue."""

    __tablename__ = "public_change"
    __table_args__ = (
        Index("ix_public_change_changed_item_id", "changed", "item_id"),
        Index("ix_public_change_collection_changed", "collection", "changed", "item_id"),
    )

    item_id: Mapped[str] = mapped_column(primary_key=True)
    """Not a foreign key: the row outlives the item."""
    collection: Mapped[str]
    changed: Mapped[datetime]
    is_open: Mapped[bool]
    """False when the item was withdrawn, restricted to staff or deleted."""


@dataclass(frozen=True, slots=True)
class Change:
    """The last public change of an item."""

    item_id: str
    collection: str
    changed: datetime
    is_open: bool


@dataclass(frozen=True, slots=True)
class Selection:
    """The changes a client wants; `after` is the last one it has received."""

    since: datetime | None = None
    earlier_than: datetime | None = None
    collection: str | None = None
    after: tuple[datetime, str] | None = None
    only_open: bool = False
    with_images: bool = False
    """True leaves out open items that are only text."""


_COLUMNS = tuple(getattr(PublicChange, name) for name in Change.__dataclass_fields__)


def note_changes(session: Session, item_ids: Iterable[str]) -> None:
    """Record that items changed, if the public sees them or could see them before."""
    ids = list(item_ids)
    for first in range(0, len(ids), _ITEMS_AT_ONCE):
        part = ids[first : first + _ITEMS_AT_ONCE]
        query = select(Item).where(Item.id.in_(part))
        loaded = session.scalars(query) if len(part) > 1 else (session.get(Item, part[0]),)
        items = {item.id: item for item in loaded if item is not None}
        changes_of_part = select(PublicChange).where(PublicChange.item_id.in_(part))
        rows = {row.item_id: row for row in session.scalars(changes_of_part)}
        for item_id in part:
            _note_change(session, item_id, items.get(item_id), rows.get(item_id))


def _note_change(
    session: Session, item_id: str, item: Item | None, row: PublicChange | None
) -> None:
    is_open = item is not None and item not in session.deleted and may_see_record(item, _ANYBODY)
    if row is None:
        if not is_open:
            return
        row = PublicChange(item_id=item_id)
        session.add(row)
    elif not is_open and not row.is_open:
        return  # changes of what left the public are nobody's business
    take_last(session, Lock.PUBLIC_CHANGE)  # pages of several deliveries are written at once
    row.collection = item.collection if is_open else row.collection
    row.changed, row.is_open = clock.now(), is_open


def changes(
    session: Session, selection: Selection, count: int, *, skip: int = 0
) -> tuple[Change, ...]:
    """Return the selected changes, oldest first, at most so many, without the first ones."""
    query = (
        select(*_COLUMNS)
        .where(*_conditions(selection))
        .order_by(PublicChange.changed, PublicChange.item_id)
        .limit(count)
        .offset(skip)
    )
    return tuple(Change(*row) for row in session.execute(query))


def count_changes(session: Session, selection: Selection) -> int:
    """Return the number of selected items that are or were public."""
    query = select(func.count()).select_from(PublicChange).where(*_conditions(selection))
    return session.scalar(query) or 0


def change_of(session: Session, item_id: str) -> Change | None:
    """Return the last public change of an item; None if it never was public."""
    row = session.execute(select(*_COLUMNS).where(PublicChange.item_id == item_id)).first()
    return None if row is None else Change(*row)


def earliest(session: Session) -> datetime | None:
    """Return the time of the oldest change that is recorded."""
    return session.scalar(select(func.min(PublicChange.changed)))


def last_closed(session: Session) -> datetime | None:
    """Return the time at which an item last left the public, or None."""
    query = select(func.max(PublicChange.changed)).where(PublicChange.is_open.is_(False))
    return session.scalar(query)


def collections(session: Session) -> dict[str, tuple[int, datetime]]:
    """Return the number of open items and the time of the last change, by collection."""
    query = (
        select(PublicChange.collection, func.count(), func.max(PublicChange.changed))
        .where(PublicChange.is_open)
        .group_by(PublicChange.collection)
        .order_by(PublicChange.collection)
    )
    return {slug: (count, changed_at) for slug, count, changed_at in session.execute(query)}


def all_collections(session: Session) -> tuple[str, ...]:
    """Return the slugs of the collections that have or had open items."""
    slugs = select(PublicChange.collection).distinct().order_by(PublicChange.collection)
    return tuple(session.scalars(slugs))


def open_changes(session: Session, collection: str | None = None) -> Iterator[Change]:
    """Yield the last change of every open item, oldest first, a thousand rows at a time."""
    selection = Selection(collection=collection, only_open=True)
    while rows := changes(session, selection, _ROWS_AT_ONCE):
        yield from rows
        last = rows[-1]
        selection = Selection(
            collection=collection, only_open=True, after=(last.changed, last.item_id)
        )


def open_part(session: Session, collection: str, first: int, count: int) -> dict[str, datetime]:
    """Return times of change by item id: a part of a collection's open items, in order of id."""
    query = (
        select(PublicChange.item_id, PublicChange.changed)
        .where(PublicChange.collection == collection, PublicChange.is_open)
        .order_by(PublicChange.item_id)
        .offset(first)
        .limit(count)
    )
    return dict(map(tuple, session.execute(query)))


_ROWS_AT_ONCE = 1000


def _conditions(selection: Selection) -> Iterator[ColumnElement[bool]]:
    if selection.since is not None:
        yield PublicChange.changed >= selection.since
    if selection.earlier_than is not None:
        yield PublicChange.changed < selection.earlier_than
    if selection.collection is not None:
        yield PublicChange.collection == selection.collection
    if selection.only_open:
        yield PublicChange.is_open
    if selection.with_images:
        items_with_cover = select(Item.id).where(Item.cover.is_not(None))
        yield or_(PublicChange.is_open.is_(False), PublicChange.item_id.in_(items_with_cover))
    if selection.after is not None:
        yield tuple_(PublicChange.changed, PublicChange.item_id) > tuple_(*selection.after)
