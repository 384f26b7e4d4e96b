"""Staff search over items in any state: by collection, state, kind, words or empty fields."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from library.catalogue.access.draft_deletion import IS_DELETED
from library.catalogue.description.field_registry import CAN_BE_MISSING
from library.catalogue.models import Access, Item, ItemState
from library.vietnamese.search_words import contains_words

GAPS = CAN_BE_MISSING
"""Description fields that can be searched for being empty."""

_MAX_KINDS = 200


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Filter for items; criteria that are None are ignored."""

    collection: str | None = None
    states: tuple[ItemState, ...] = ()
    kind: str | None = None
    access: Access | None = None
    gap: str | None = None
    years: tuple[int | None, int | None] = (None, None)
    words: str = ""


@dataclass(frozen=True, slots=True)
class ItemSummary:
    """One row of the result list."""

    id: str
    title: str
    collection: str
    state: ItemState
    kind: str | None
    number: str | None
    date: str | None
    page_count: int
    changed: datetime


@dataclass(frozen=True, slots=True)
class ItemList:
    """One screen of results and the total number of results."""

    items: tuple[ItemSummary, ...]
    total: int


_SUMMARY_COLUMNS = tuple(getattr(Item, name) for name in ItemSummary.__dataclass_fields__)


def find(
    session: Session, criteria: ItemFilter, indexed_ids: Collection[str], *, first: int, count: int
) -> ItemList:
    """Return one screen of matching items; `indexed_ids` are the ids from the search index."""
    if not criteria.words:
        total = session.scalar(_filtered(select(func.count(Item.id)), criteria)) or 0
        screen = _ordered(_filtered(select(*_SUMMARY_COLUMNS), criteria)).offset(first).limit(count)
        return ItemList(tuple(ItemSummary(*row) for row in session.execute(screen)), total)
    ids = ids_of(session, criteria, indexed_ids)
    return ItemList(by_ids(session, ids[first : first + count]), len(ids))


def ids_of(session: Session, criteria: ItemFilter, indexed_ids: Collection[str]) -> list[str]:
    """Return the ids of all matching items, ordered by title."""
    ids = list(session.scalars(_ordered(_filtered(select(Item.id), criteria))))
    if not criteria.words:
        return ids
    matching = {*indexed_ids, *_not_indexed(session, criteria)}
    return [item_id for item_id in ids if item_id in matching]


def by_ids(session: Session, item_ids: Iterable[str]) -> tuple[ItemSummary, ...]:
    """Return items in the order of the given ids; deleted items are left out."""
    ids = list(item_ids)
    rows = session.execute(select(*_SUMMARY_COLUMNS).where(Item.id.in_(ids)))
    summaries = {row.id: ItemSummary(*row) for row in rows}
    return tuple(summaries[item_id] for item_id in ids if item_id in summaries)


def kinds(session: Session) -> tuple[str, ...]:
    """Return the kinds of items in the catalogue, sorted."""
    item_kinds = select(Item.kind).where(Item.kind.is_not(None), Item.kind != "")
    return tuple(session.scalars(item_kinds.distinct().order_by(Item.kind).limit(_MAX_KINDS)))


def _filtered(query: Select, criteria: ItemFilter) -> Select:
    return query.where(*_conditions(criteria))


def _conditions(criteria: ItemFilter) -> Iterable[ColumnElement[bool]]:
    for name in ("collection", "kind", "access"):
        if (value := getattr(criteria, name)) is not None:
            yield getattr(Item, name) == value
    yield ~IS_DELETED
    if criteria.states:
        yield Item.state.in_(criteria.states)
    if criteria.gap in GAPS:
        column = getattr(Item, criteria.gap)
        yield or_(column.is_(None), column == "")
    earliest, latest = criteria.years
    if earliest is not None:
        yield Item.year >= earliest
    if latest is not None:
        yield Item.year <= latest


def _ordered(query: Select) -> Select:
    return query.order_by(Item.title_sort, Item.id)


def _not_indexed(session: Session, criteria: ItemFilter) -> Iterable[str]:
    """Return the ids of items outside the search index that contain every search word."""
    is_unindexed = or_(Item.state != ItemState.PUBLISHED, Item.access == Access.STAFF)
    contains = and_(True, *contains_words(Item.search_words, criteria.words))
    matches = or_(Item.id == criteria.words, contains)
    return session.scalars(_filtered(select(Item.id), criteria).where(is_unindexed, matches))
