"""Items for the home page: featured items, anniversaries and collection covers."""

from collections.abc import Collection, Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from library.catalogue.models import Access, Item, ItemState
from library.catalogue.queries import ItemRecord, records

_OPEN = (Item.state == ItemState.PUBLISHED, Item.access != Access.STAFF)


def open_records(session: Session, item_ids: Iterable[str]) -> tuple[ItemRecord, ...]:
    """Return the records of those items that are open to readers, in the given order."""
    ordered_ids = tuple(dict.fromkeys(item_ids))
    open_ids = set(session.scalars(select(Item.id).where(Item.id.in_(ordered_ids), *_OPEN)))
    items = records(session, open_ids)
    return tuple(items[item_id] for item_id in ordered_ids if item_id in items)


def on_this_day(session: Session, month_day: str, count: int) -> tuple[ItemRecord, ...]:
    """Return items dated on this day (08-22) of any year, oldest first."""
    query = select(Item.id).where(Item.month_day == month_day, *_OPEN)
    ids = list(session.scalars(query.order_by(Item.date, Item.id).limit(count)))
    items = records(session, ids)
    return tuple(items[item_id] for item_id in ids)


def newest_pictures(session: Session, kinds: Collection[str], count: int) -> tuple[ItemRecord, ...]:
    """Return the last published items of some kinds that have a cover image."""
    query = select(Item.id).where(Item.kind.in_(kinds), Item.cover.is_not(None), *_OPEN)
    return open_records(
        session, session.scalars(query.order_by(Item.published.desc(), Item.id).limit(count))
    )


def collection_covers(session: Session, collections: Iterable[str]) -> dict[str, str]:
    """Return for each collection the id of its newest item that has a cover image."""
    cover_items = {slug: session.scalar(_newest_with_cover(slug)) for slug in collections}
    return {slug: item_id for slug, item_id in cover_items.items() if item_id is not None}


def _newest_with_cover(slug: str) -> Select[tuple[str]]:
    query = select(Item.id).where(Item.collection == slug, Item.cover.is_not(None), *_OPEN)
    return query.order_by(Item.published.desc(), Item.id).limit(1)
