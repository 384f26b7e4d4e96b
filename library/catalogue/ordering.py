"""Puts items in an order of the catalogue's."""

from collections.abc import Iterable
from itertools import islice

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from library.catalogue.models import Item, ItemState

_AT_ONCE = 1000
"""Ids in one question; more are met sooner by walking the catalogue."""

_ORDERS: dict[str, tuple[ColumnElement, ...]] = {
    "title": (),
    "newest": (Item.date.is_(None), Item.date.desc()),
    "oldest": (Item.date.is_(None), Item.date),
    "added": (Item.published.desc(),),
}


def in_order(session: Session, item_ids: Iterable[str], order: str, count: int) -> list[str]:
    """Return the first of these published items: newest, oldest, last added, or by alphabet.

    What has no date comes last. Of a very long answer the catalogue is walked in order until
    enough is met, which is soon; asking for so many ids would take longer.
    """
    wanted = set(item_ids)
    query = select(Item.id).order_by(*_ORDERS[order], Item.title_sort, Item.id)
    if len(wanted) <= _AT_ONCE:
        return list(session.scalars(query.where(Item.id.in_(wanted)).limit(count)))
    published = session.scalars(query.where(Item.state == ItemState.PUBLISHED))
    return list(islice((item_id for item_id in published if item_id in wanted), count))
