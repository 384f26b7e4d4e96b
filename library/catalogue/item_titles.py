"""Reads what open items are called, for readers who type the beginning of a name."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from library.catalogue.models import Access, Item, ItemState


@dataclass(frozen=True, slots=True)
class Names:
    """By what an item may be asked for."""

    title: str
    number: str | None
    creator: str | None
    issuing_body: str | None


def open_names(session: Session) -> Iterator[Names]:
    """Give the names of every item that everyone may know of."""
    columns = (Item.title, Item.number, Item.creator, Item.issuing_body)
    for row in session.execute(select(*columns).where(*_open())):
        yield Names(*row)


def names_version(session: Session) -> tuple[object, ...]:
    """Return a value that is another one as soon as the names of open items may be others."""
    told = select(func.count(), func.max(Item.changed), func.max(Item.published))
    return tuple(session.execute(told.where(*_open())).one())


def _open() -> tuple[ColumnElement[bool], ...]:
    return Item.state == ItemState.PUBLISHED, Item.access != Access.STAFF
