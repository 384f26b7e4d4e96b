"""Digitised items and pages of each collection, with their requests."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.catalogue.models import Item, ItemState, Page, PageState
from points.programme.periods import Period
from points.usage.rollups.models import ItemMonth


@dataclass(frozen=True, slots=True)
class CollectionSummary:
    """Current items and pages of a collection, and the requests in a period."""

    collection: str
    items: int
    pages: int
    inside: int
    outside: int

    @property
    def read(self) -> int:
        """COUNTER Unique_Item_Requests from the points and from outside."""
        return self.inside + self.outside


def by_collection(session: Session, period: Period) -> tuple[CollectionSummary, ...]:
    """Return every collection with items, pages or requests, most requested first."""
    items = Counter(dict(session.execute(_items()).all()))
    pages = Counter(dict(session.execute(_pages()).all()))
    inside, outside = (
        Counter(dict(session.execute(_read(period, inside=is_inside)).all()))
        for is_inside in (True, False)
    )
    summaries = (
        CollectionSummary(name, items[name], pages[name], inside[name], outside[name])
        for name in {*items, *pages, *inside, *outside}
    )
    return tuple(sorted(summaries, key=lambda summary: (-summary.read, summary.collection)))


def _items() -> object:
    items = select(Item.collection, func.count()).where(Item.state == ItemState.PUBLISHED)
    return items.group_by(Item.collection)


def _pages() -> object:
    read_pages = select(Item.collection, func.count()).join(Page, Page.item_id == Item.id)
    return read_pages.where(Page.state == PageState.DONE).group_by(Item.collection)


def _read(period: Period, *, inside: bool) -> object:
    """Select the requests by collection; items are counted by month, as periods are."""
    requests = func.sum(ItemMonth.unique_requests)
    rows = select(Item.collection, requests).join(Item, Item.id == ItemMonth.item_id)
    of_period = rows.where(
        ItemMonth.inside == inside,
        ItemMonth.month >= period.since,
        ItemMonth.month < period.until,
    )
    return of_period.group_by(Item.collection)
