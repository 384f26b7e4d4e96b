"""Whole–part relations between items, and similar items."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from library import clock
from library.catalogue import index_queue
from library.catalogue.access import openings
from library.catalogue.models import Access, Item, ItemState
from library.errors import ItemNotFoundError, PartOfItselfError
from library.staff.audit import note
from library.vietnamese.letters import fold

_MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class ItemName:
    """The name of an item, to link to it."""

    id: str
    title: str
    number: str | None
    date: str | None
    is_open: bool
    """True when readers may see the item."""


_IS_OPEN = (Item.state == ItemState.PUBLISHED) & (Item.access != Access.STAFF)
_DATE = func.coalesce(Item.date_text, Item.date)
_NAMED = (Item.id, Item.title, Item.number, _DATE, _IS_OPEN)


def whole_of(session: Session, item_id: str) -> ItemName | None:
    """Return the item of which this one is a part."""
    whole_id = select(Item.part_of).where(Item.id == item_id).scalar_subquery()
    row = session.execute(select(*_NAMED).where(Item.id == whole_id)).first()
    return ItemName(*row) if row else None


def wholes_of(session: Session, item_ids: Iterable[str]) -> dict[str, ItemName]:
    """Return the items that readers may see of which these are parts, by the id of the part."""
    part = aliased(Item)
    rows = session.execute(
        select(part.id, *_NAMED)
        .join(part, part.part_of == Item.id)
        .where(part.id.in_(list(item_ids)), _IS_OPEN)
    )
    return {part_id: ItemName(*values) for part_id, *values in rows}


def parts_of(
    session: Session, item_id: str, count: int, *, only_open: bool = False
) -> tuple[ItemName, ...]:
    """Return the parts of an item in order; with `only_open`, those that readers may see."""
    rows = select(*_NAMED).where(Item.part_of == item_id)
    if only_open:
        rows = rows.where(_IS_OPEN)
    parts = rows.order_by(Item.date, Item.title_sort, Item.id).limit(count)
    return tuple(ItemName(*row) for row in session.execute(parts))


def put_into(
    session: Session, item: Item, whole_id: str | None, by: str, *, is_approved: bool = False
) -> bool:
    """Make an item part of another one, or of none; return True if that waits for a second person.

    Raises a LibraryError.
    """
    if whole_id == item.part_of:
        return False
    if whole_id is not None:
        if session.get(Item, whole_id) is None:
            raise ItemNotFoundError(whole_id)
        if item.id in _ancestors(session, whole_id):
            raise PartOfItselfError
    if not (is_approved or openings.hold_back(session, item, {"part_of": whole_id}, by)):
        return True
    was, now = {"part_of": item.part_of}, {"part_of": whole_id}
    item.part_of, item.changed = whole_id, clock.now()
    index_queue.mark(session, item.id)
    note(session, by, "item.part", item.id, old=was, new=now)
    return False


def similar_items(session: Session, item_id: str, words: str, count: int) -> tuple[ItemName, ...]:
    """Return items of the same collection: same series or kind first, then the newest.

    With words, only items whose title, number or series contains every word.
    """
    own = session.get(Item, item_id)
    if own is None:
        raise ItemNotFoundError(item_id)
    nearness = case((Item.series == own.series, 0), (Item.kind == own.kind, 1), else_=2)
    rows = select(*_NAMED, Item.series).where(Item.collection == own.collection, Item.id != own.id)
    ordered_rows = rows.order_by(nearness, Item.changed.desc(), Item.id)
    terms = fold(words).split()
    rows_in_order = session.execute(ordered_rows if terms else ordered_rows.limit(count))
    near = (row for row in rows_in_order if _has_all_terms(row, terms))
    return tuple(ItemName(*row[:-1]) for row, _ in zip(near, range(count), strict=False))


def _ancestors(session: Session, item_id: str) -> list[str]:
    """Return an item and the items that contain it, the nearest first."""
    chain: list[str] = []
    here: str | None = item_id
    while here is not None and here not in chain and len(chain) < _MAX_DEPTH:
        chain.append(here)
        here = session.scalar(select(Item.part_of).where(Item.id == here))
    return chain


def _has_all_terms(row: tuple, terms: list[str]) -> bool:
    text = fold(" ".join(filter(None, (row[0], row[1], row[2], row[-1]))))
    return all(word in text for word in terms)
