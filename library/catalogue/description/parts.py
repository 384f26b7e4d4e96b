"""Says which item is part of which, and which items are like each other."""

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue import index_queue
from library.catalogue.models import Access, Item, ItemState
from library.errors import ItemNotFoundError, PartOfItselfError
from library.staff.audit import note
from library.vietnamese.letters import fold

_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Named:
    """An item by its name."""

    id: str
    title: str
    number: str | None
    date: str | None
    is_open: bool
    """Whether readers may know of it."""


_IS_OPEN = (Item.state == ItemState.PUBLISHED) & (Item.access != Access.STAFF)
_NAMED = (Item.id, Item.title, Item.number, func.coalesce(Item.date_text, Item.date), _IS_OPEN)


def whole_of(session: Session, item_id: str) -> Named | None:
    """Return the item of which this one is part."""
    whole = select(Item.part_of).where(Item.id == item_id).scalar_subquery()
    row = session.execute(select(*_NAMED).where(Item.id == whole)).first()
    return Named(*row) if row else None


def parts_of(
    session: Session, item_id: str, count: int, *, only_open: bool = False
) -> tuple[Named, ...]:
    """Return the parts of an item in order; if it is told, those readers may know of."""
    rows = select(*_NAMED).where(Item.part_of == item_id)
    if only_open:
        rows = rows.where(_IS_OPEN)
    ordered = rows.order_by(Item.date, Item.title_sort, Item.id).limit(count)
    return tuple(Named(*row) for row in session.execute(ordered))


def put_into(session: Session, item: Item, whole: str | None, by: str) -> None:
    """Make an item part of another, or of none; raise a LibraryError in words."""
    if whole == item.part_of:
        return
    if whole is not None:
        if session.get(Item, whole) is None:
            raise ItemNotFoundError(whole)
        if item.id in _above(session, whole):
            raise PartOfItselfError
    was, now = {"part_of": item.part_of}, {"part_of": whole}
    item.part_of, item.changed = whole, clock.now()
    index_queue.mark(session, item.id)
    note(session, by, "item.part", item.id, before=was, after=now)


def like(session: Session, item_id: str, words: str, count: int) -> tuple[Named, ...]:
    """Return items of the same collection: those of its series and kind first, then the newest.

    With words, only those in whose title, number or series every word stands.
    """
    own = session.get(Item, item_id)
    if own is None:
        raise ItemNotFoundError(item_id)
    nearness = case((Item.series == own.series, 0), (Item.kind == own.kind, 1), else_=2)
    rows = select(*_NAMED, Item.series).where(Item.collection == own.collection, Item.id != own.id)
    ordered = rows.order_by(nearness, Item.changed.desc(), Item.id)
    asked = fold(words).split()
    found = session.execute(ordered if asked else ordered.limit(count))
    near = (row for row in found if _says(row, asked))
    return tuple(Named(*row[:-1]) for row, _ in zip(near, range(count), strict=False))


def _above(session: Session, item_id: str) -> list[str]:
    """Return an item and all it is part of, nearest first."""
    chain: list[str] = []
    here: str | None = item_id
    while here is not None and here not in chain and len(chain) < _DEEPEST:
        chain.append(here)
        here = session.scalar(select(Item.part_of).where(Item.id == here))
    return chain


def _says(row: tuple, asked: list[str]) -> bool:
    said = fold(" ".join(filter(None, (row[0], row[1], row[2], row[-1]))))
    return all(word in said for word in asked)
