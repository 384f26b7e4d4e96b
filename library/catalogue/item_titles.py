"""Titles and numbers of open items, for search suggestions."""

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
