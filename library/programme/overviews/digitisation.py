"""Says of each collection what is digitised and how it was read, straight from the catalogue."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.catalogue.models import Item, ItemState, Page, PageState
from library.programme.periods import Period
from library.usage.rollups.models import ItemDay


@dataclass(frozen=True, slots=True)
class Holdings:
    """A collection: what it holds now, and how often its items were read in a period."""

    collection: str
    items: int
    pages: int
    inside: int
    outside: int

    @property
    def read(self) -> int:
        """Unique_Item_Requests, from wherever."""
        return self.inside + self.outside


def by_collection(session: Session, period: Period) -> tuple[Holdings, ...]:
    """Return every collection that holds or held something, the most read first."""
    items = Counter(dict(session.execute(_items()).all()))
    pages = Counter(dict(session.execute(_pages()).all()))
    inside, outside = (
        Counter(dict(session.execute(_read(period, inside=there)).all())) for there in (True, False)
    )
    found = (
        Holdings(name, items[name], pages[name], inside[name], outside[name])
        for name in {*items, *pages, *inside, *outside}
    )
    return tuple(sorted(found, key=lambda one: (-one.read, one.collection)))


def _items() -> object:
    published = select(Item.collection, func.count()).where(Item.state == ItemState.PUBLISHED)
    return published.group_by(Item.collection)


def _pages() -> object:
    done = select(Item.collection, func.count()).join(Page, Page.item_id == Item.id)
    return done.where(Page.state == PageState.DONE).group_by(Item.collection)


def _read(period: Period, *, inside: bool) -> object:
    there = ItemDay.point_id.is_not(None) if inside else ItemDay.point_id.is_(None)
    requests = func.sum(ItemDay.unique_requests)
    rows = select(Item.collection, requests).join(Item, Item.id == ItemDay.item_id)
    of_period = rows.where(there, ItemDay.day >= period.since, ItemDay.day < period.until)
    return of_period.group_by(Item.collection)
