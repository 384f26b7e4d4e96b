"""Queue of the names that pages leave open, until a person decides them."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.catalogue.models import Item
from library.places.models import PlaceDoubt
from library.work_queues import WorkQueue

_TABLE = PlaceDoubt
_IS_WAITING = _TABLE.is_settled.is_(False)
_MAX_COUNTED = 1000
"""Size up to which the queue is counted for the desk, which everybody opens."""


@dataclass(frozen=True, slots=True)
class OpenName:
    """A name that pages of an item leave open."""

    name: str
    item_id: str
    pages: int
    first_page: int
    title: str
    date: str | None


def waiting(session: Session, *, first: int, count: int) -> tuple[OpenName, ...]:
    """Return a screen of the names to be decided by item, those on most pages first."""
    pages = func.count().label("pages")
    groups = (
        select(_TABLE.name, _TABLE.item_id, pages, func.min(_TABLE.page_number).label("first"))
        .where(_IS_WAITING)
        .group_by(_TABLE.name, _TABLE.item_id)
        .order_by(pages.desc(), _TABLE.name, _TABLE.item_id)
        .offset(first)
        .limit(count)
        .subquery()
    )
    rows = select(groups, Item.title, Item.date).join(Item, Item.id == groups.c.item_id)
    order = groups.c.pages.desc(), groups.c.name, groups.c.item_id
    return tuple(OpenName(*row) for row in session.execute(rows.order_by(*order)))


def count_waiting(session: Session) -> int:
    """Return the number of names to be decided, each once for each item."""
    groups = select(_TABLE.name).where(_IS_WAITING).group_by(_TABLE.name, _TABLE.item_id)
    return session.scalar(select(func.count()).select_from(groups.subquery())) or 0


def waiting_queue(session: Session) -> WorkQueue:
    """Return the size of the queue, at most a thousand."""
    some = select(_TABLE.id).where(_IS_WAITING).limit(_MAX_COUNTED).subquery()
    return WorkQueue(session.scalar(select(func.count()).select_from(some)) or 0)


def pages_with(session: Session, item_id: str, name: str, count: int) -> tuple[PlaceDoubt, ...]:
    """Return the first pages of an item that leave a name open, by page."""
    rows = select(_TABLE).where(_TABLE.item_id == item_id, _TABLE.name == name)
    return tuple(session.scalars(rows.order_by(_TABLE.page_number).limit(count)))
