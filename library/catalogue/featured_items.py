"""Chooses what greets readers: treasures, anniversaries, a picture for each collection."""

from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from library.catalogue.models import Access, Item, ItemState
from library.catalogue.queries import ItemRecord, records

_OPEN = (Item.state == ItemState.PUBLISHED, Item.access != Access.STAFF)


def featured(session: Session, item_ids: Iterable[str]) -> tuple[ItemRecord, ...]:
    """Return the open ones of these items, in the order they are named in."""
    wanted = tuple(dict.fromkeys(item_ids))
    known = set(session.scalars(select(Item.id).where(Item.id.in_(wanted), *_OPEN)))
    found = records(session, known)
    return tuple(found[item_id] for item_id in wanted if item_id in found)


def on_this_day(session: Session, month_day: str, count: int) -> tuple[ItemRecord, ...]:
    """Return items of this day (as 08-22) of any year, oldest first."""
    query = select(Item.id).where(Item.month_day == month_day, *_OPEN)
    ids = list(session.scalars(query.order_by(Item.date, Item.id).limit(count)))
    found = records(session, ids)
    return tuple(found[item_id] for item_id in ids)


def faces(session: Session, collections: Iterable[str]) -> dict[str, str]:
    """Return for each collection the item whose cover stands for it: the newest that has one."""
    found = {slug: session.scalar(_newest_with_cover(slug)) for slug in collections}
    return {slug: item_id for slug, item_id in found.items() if item_id is not None}


def _newest_with_cover(slug: str) -> Select[tuple[str]]:
    there = select(Item.id).where(Item.collection == slug, Item.cover.is_not(None), *_OPEN)
    return there.order_by(Item.published.desc(), Item.id).limit(1)
