"""Sort orders of item lists."""

from collections.abc import Iterable
from itertools import islice

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from library.catalogue.models import Item, ItemState

_MAX_IDS_IN_QUERY = 1000
"""Most ids in one query; for more it is faster to scan the catalogue in order."""

_ORDERS: dict[str, tuple[ColumnElement, ...]] = {
    "title": (),
    "newest": (Item.date.is_(None), Item.date.desc()),
    "oldest": (Item.date.is_(None), Item.date),
    "added": (Item.published.desc(),),
}


def in_order(session: Session, item_ids: Iterable[str], order: str, count: int) -> list[str]:
    """Return the first `count` of these published items: newest, oldest, last added, or by title.

    Items without a date come last. For many ids the catalogue is scanned in order until enough are
    found, which is faster than a query with all ids.
    """
    id_set = set(item_ids)
    query = select(Item.id).order_by(*_ORDERS[order], Item.title_sort, Item.id)
    if len(id_set) <= _MAX_IDS_IN_QUERY:
        return list(session.scalars(query.where(Item.id.in_(id_set)).limit(count)))
    published_ids = session.scalars(query.where(Item.state == ItemState.PUBLISHED))
    return list(islice((item_id for item_id in published_ids if item_id in id_set), count))
