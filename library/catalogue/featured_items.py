"""Items for the home page: highlights, anniversaries, the newest issue, collection covers."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from library.catalogue.models import Access, Item, ItemState
from library.catalogue.queries import ItemRecord, records

_DRAWN_LAST = Item.title.contains("máy vẽ")
"""Order in which a drawing made by machine, which its title names so, gives way to any other."""

_OPEN = (Item.state == ItemState.PUBLISHED, Item.access != Access.STAFF)


def open_records(session: Session, item_ids: Iterable[str]) -> tuple[ItemRecord, ...]:
    """Return the records of those items that are open to readers, in the given order."""
    ordered_ids = tuple(dict.fromkeys(item_ids))
    open_ids = set(session.scalars(select(Item.id).where(Item.id.in_(ordered_ids), *_OPEN)))
    items = records(session, open_ids)
    return tuple(items[item_id] for item_id in ordered_ids if item_id in items)


def on_this_day(session: Session, today: date, count: int) -> tuple[ItemRecord, ...]:
    """Return items dated on this day of an earlier year, oldest first."""
    return _of_earlier_years(session, Item.month_day == f"{today:%m-%d}", today, count)


def in_this_month(session: Session, today: date, count: int) -> tuple[ItemRecord, ...]:
    """Return items dated in this month of an earlier year, oldest first."""
    return _of_earlier_years(session, Item.month_day.startswith(f"{today:%m-}"), today, count)


def highlights(
    session: Session,
    featured_ids: Iterable[str],
    kinds: Collection[Collection[str]],
    count: int,
    *,
    shown_id: str | None = None,
) -> tuple[ItemRecord, ...]:
    """Return featured items, then the newest items with a cover of each group of kinds in turn.

    The item `shown_id`, which the page shows already, is among them only if it is featured.
    """
    chosen_records = list(open_records(session, featured_ids)[:count])
    chosen_ids = [*(record.id for record in chosen_records), shown_id or ""]
    newest = [list(_newest_with_covers(session, group, chosen_ids, count)) for group in kinds]
    in_turn = [ids[place] for place in range(count) for ids in newest if place < len(ids)]
    return (*chosen_records, *open_records(session, in_turn[: count - len(chosen_records)]))


def newest_issue(session: Session, kinds: Collection[str]) -> ItemRecord | None:
    """Return the issue of the latest date among all newspapers, if it has a cover."""
    query = select(Item.id).where(
        Item.kind.in_(kinds), Item.series.is_not(None), Item.cover.is_not(None), *_OPEN
    )
    ids = session.scalars(query.order_by(Item.date.desc(), Item.id).limit(1))
    return next(iter(open_records(session, ids)), None)


def collection_covers(session: Session, collections: Iterable[str]) -> dict[str, str]:
    """Return for each collection the id of its newest item that has a cover image."""
    cover_items = {slug: session.scalar(_newest_with_cover(slug)) for slug in collections}
    return {slug: item_id for slug, item_id in cover_items.items() if item_id is not None}


def _newest_with_cover(slug: str) -> Select[tuple[str]]:
    query = select(Item.id).where(Item.collection == slug, Item.cover.is_not(None), *_OPEN)
    return query.order_by(_DRAWN_LAST, Item.published.desc(), Item.id).limit(1)


def _newest_with_covers(
    session: Session, kinds: Collection[str], other_ids: Collection[str], count: int
) -> Iterable[str]:
    query = select(Item.id).where(Item.kind.in_(kinds), Item.cover.is_not(None), *_OPEN)
    query = query.where(Item.id.not_in(other_ids))
    newest_first = _DRAWN_LAST, Item.published.desc(), Item.id
    return session.scalars(query.order_by(*newest_first).limit(count))


def _of_earlier_years(
    session: Session, condition: ColumnElement[bool], today: date, count: int
) -> tuple[ItemRecord, ...]:
    query = select(Item.id).where(condition, Item.year < today.year, *_OPEN)
    return open_records(session, session.scalars(query.order_by(Item.date, Item.id).limit(count)))
