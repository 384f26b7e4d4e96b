"""Titles, numbers and names of open items, for suggestions and for a search without the index."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from library.catalogue.models import Access, Item, ItemState


@dataclass(frozen=True, slots=True)
class ItemNames:
    """Texts by which readers may look for an item."""

    title: str
    number: str | None
    creator: str | None
    issuing_body: str | None


@dataclass(frozen=True, slots=True)
class OpenItem(ItemNames):
    """Names of an item open to readers, and the values of its facets."""

    id: str
    collection: str
    kind: str | None
    year: int | None
    earliest: int | None
    latest: int | None
    language: str
    access: Access


_OPEN_ITEM_COLUMNS = tuple(getattr(Item, name) for name in OpenItem.__dataclass_fields__)


def open_items(session: Session, count: int) -> Iterator[OpenItem]:
    """Yield the items open to readers, the last published first."""
    query = select(*_OPEN_ITEM_COLUMNS).where(*_open())
    for row in session.execute(query.order_by(Item.published.desc(), Item.id).limit(count)):
        yield OpenItem(*row)


def open_names(session: Session) -> Iterator[ItemNames]:
    """Yield the names of every item open to readers."""
    columns = (Item.title, Item.number, Item.creator, Item.issuing_body)
    for row in session.execute(select(*columns).where(*_open())):
        yield ItemNames(*row)


def names_version(session: Session) -> tuple[object, ...]:
    """Return a value that changes whenever the names of open items may have changed."""
    query = select(func.count(), func.max(Item.changed), func.max(Item.published))
    return tuple(session.execute(query.where(*_open())).one())


def _open() -> tuple[ColumnElement[bool], ...]:
    return Item.state == ItemState.PUBLISHED, Item.access != Access.STAFF
