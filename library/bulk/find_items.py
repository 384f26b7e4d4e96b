"""Finds the items to be worked on, in whatever state: by collection, state, kind, words, gaps."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from library.catalogue.models import Access, Item, ItemState
from library.vietnamese.letters import fold

GAPS = (
    "kind",
    "number",
    "series",
    "issuing_body",
    "creator",
    "date",
    "place",
    "description",
    "licence",
)
"""Fields of the description that may be asked for because they are empty."""

_SPOKEN_OF = (Item.title, Item.number, Item.series, Item.issuing_body, Item.creator, Item.source_id)
"""What is looked through for words in items the card index does not know."""

_MOST_KINDS = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items are looked for; what is None does not matter."""

    collection: str | None = None
    state: ItemState | None = None
    kind: str | None = None
    access: Access | None = None
    gap: str | None = None
    years: tuple[int | None, int | None] = (None, None)
    words: str = ""


@dataclass(frozen=True, slots=True)
class FoundItem:
    """One line of the list."""

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
class FoundItems:
    """One screen of what was found, and how much there is."""

    items: tuple[FoundItem, ...]
    total: int


_SHOWN = tuple(getattr(Item, name) for name in FoundItem.__dataclass_fields__)


def find(
    session: Session, wanted: Wanted, indexed: Collection[str], *, first: int, count: int
) -> FoundItems:
    """Return a screen of the items looked for; `indexed` are those the card index found."""
    if not wanted.words:
        total = session.scalar(_narrowed(select(func.count(Item.id)), wanted)) or 0
        screen = _ordered(_narrowed(select(*_SHOWN), wanted)).offset(first).limit(count)
        return FoundItems(tuple(FoundItem(*row) for row in session.execute(screen)), total)
    ids = ids_of(session, wanted, indexed)
    return FoundItems(by_ids(session, ids[first : first + count]), len(ids))


def ids_of(session: Session, wanted: Wanted, indexed: Collection[str]) -> list[str]:
    """Return the ids of all items looked for, by title."""
    ids = list(session.scalars(_ordered(_narrowed(select(Item.id), wanted))))
    if not wanted.words:
        return ids
    meant = {*indexed, *_not_indexed(session, wanted)}
    return [item_id for item_id in ids if item_id in meant]


def by_ids(session: Session, item_ids: Iterable[str]) -> tuple[FoundItem, ...]:
    """Return items by their ids, in that order; what is gone is left out."""
    wanted = list(item_ids)
    rows = session.execute(select(*_SHOWN).where(Item.id.in_(wanted)))
    found = {row.id: FoundItem(*row) for row in rows}
    return tuple(found[item_id] for item_id in wanted if item_id in found)


def kinds(session: Session) -> tuple[str, ...]:
    """Return the kinds of items that there are."""
    named = select(Item.kind).where(Item.kind.is_not(None), Item.kind != "")
    return tuple(session.scalars(named.distinct().order_by(Item.kind).limit(_MOST_KINDS)))


def _narrowed(query: Select, wanted: Wanted) -> Select:
    return query.where(*_conditions(wanted))


def _conditions(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    for name in ("collection", "state", "kind", "access"):
        if (value := getattr(wanted, name)) is not None:
            yield getattr(Item, name) == value
    if wanted.gap in GAPS:
        column = getattr(Item, wanted.gap)
        yield or_(column.is_(None), column == "")
    earliest, latest = wanted.years
    if earliest is not None:
        yield Item.year >= earliest
    if latest is not None:
        yield Item.year <= latest


def _ordered(query: Select) -> Select:
    return query.order_by(Item.title_sort, Item.id)


def _not_indexed(session: Session, wanted: Wanted) -> Iterable[str]:
    """Give the items the card index does not know in which every word asked for stands."""
    words = fold(wanted.words).split()
    query = _narrowed(select(Item.id, *_SPOKEN_OF), wanted)
    unknown = or_(Item.state != ItemState.PUBLISHED, Item.access == Access.STAFF)
    for item_id, *told in session.execute(query.where(unknown)):
        said = fold(" ".join(filter(None, told)))
        if item_id == wanted.words.strip() or all(word in said for word in words):
            yield item_id
