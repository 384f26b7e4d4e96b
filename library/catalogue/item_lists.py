"""Lists of items for staff: search words, filters, order, and who works on each item."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from library.accessions.models import Accession
from library.catalogue.access.draft_deletion import IS_DELETED
from library.catalogue.access.models import Publication
from library.catalogue.models import Item, ItemState
from library.vietnamese.search_words import contains_words

NOBODY = "-"
"""Value of `ItemListFilter.person` for items that nobody works on."""

_BATCH_ROWS = 1000


class Stage(StrEnum):
    """Stage of items on their way to the readers, as staff choose it in a list."""

    UNPUBLISHED = "unpublished"
    DRAFT = "draft"
    RETURNED = "returned"
    REVIEW = "review"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"


class ItemOrder(StrEnum):
    """Order of a list of items."""

    OLDEST = "oldest"
    NEWEST = "newest"
    CHANGED = "changed"
    TITLE = "title"
    PAGES = "pages"
    WAITING = "waiting"
    """Longest wait for review first."""


@dataclass(frozen=True, slots=True)
class ItemListFilter:
    """Criteria of a list; those that are empty are ignored."""

    words: str = ""
    collection: str | None = None
    stage: Stage | None = None
    person: str | None = None
    """Name of a person who delivered, sent or was assigned the item, or NOBODY."""
    until: datetime | None = None
    """Newest time of creation."""
    without_pages: bool = False


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One row of a list of items."""

    id: str
    title: str
    collection: str
    kind: str | None
    number: str | None
    state: ItemState
    page_count: int
    created: datetime
    changed: datetime
    sent: datetime | None
    sent_by: str | None
    returned: datetime | None
    returned_by: str | None
    remark: str | None
    assigned_to: str | None
    received_by: str | None


_COLUMNS = (
    *(Item.id, Item.title, Item.collection, Item.kind, Item.number, Item.state),
    *(Item.page_count, Item.created, Item.changed, Publication.sent, Publication.sent_by),
    *(Publication.returned, Publication.returned_by, Publication.remark),
    *(Publication.assigned_to, Accession.received_by),
)
_ORDERS: dict[ItemOrder, tuple[ColumnElement[object], ...]] = {
    ItemOrder.OLDEST: (Item.created, Item.id),
    ItemOrder.NEWEST: (Item.created.desc(), Item.id),
    ItemOrder.CHANGED: (Item.changed.desc(), Item.id),
    ItemOrder.TITLE: (Item.title_sort, Item.id),
    ItemOrder.PAGES: (Item.page_count.desc(), Item.id),
    ItemOrder.WAITING: (Publication.sent, Item.id),
}
_STAGES: dict[Stage, tuple[ColumnElement[bool], ...]] = {
    Stage.UNPUBLISHED: (Item.state != ItemState.PUBLISHED,),
    Stage.DRAFT: (Item.state == ItemState.DRAFT,),
    Stage.RETURNED: (Item.state == ItemState.DRAFT, Publication.returned.is_not(None)),
    Stage.REVIEW: (Item.state == ItemState.REVIEW,),
    Stage.WITHDRAWN: (Item.state == ItemState.WITHDRAWN,),
    Stage.PUBLISHED: (Item.state == ItemState.PUBLISHED,),
}


def list_items(
    session: Session, filter_: ItemListFilter, order: ItemOrder, *, first: int, count: int
) -> tuple[ItemLine, ...]:
    """Return one screen of a list."""
    rows = _matching(select(*_COLUMNS), filter_).order_by(*_ORDERS[order])
    return tuple(ItemLine(*row) for row in session.execute(rows.offset(first).limit(count)))


def count_items(session: Session, filter_: ItemListFilter) -> int:
    """Return the number of items in a list."""
    return session.scalar(_matching(select(func.count(Item.id)), filter_)) or 0


def iterate_items(
    session: Session, filter_: ItemListFilter, order: ItemOrder
) -> Iterator[ItemLine]:
    """Yield a whole list, with some hundred rows in memory at a time."""
    rows = _matching(select(*_COLUMNS), filter_).order_by(*_ORDERS[order])
    for row in session.execute(rows, execution_options={"yield_per": _BATCH_ROWS}):
        yield ItemLine(*row)


def _matching(query: Select, filter_: ItemListFilter) -> Select:
    items = query.select_from(Item).outerjoin(Publication, Publication.item_id == Item.id)
    items = items.outerjoin(Accession, Accession.id == Item.accession_id)
    return items.where(*_conditions(filter_))


def _conditions(filter_: ItemListFilter) -> Iterable[ColumnElement[bool]]:
    if filter_.words:
        contains = contains_words(Item.search_words, filter_.words)
        yield or_(Item.id == filter_.words, and_(True, *contains))
    if filter_.collection is not None:
        yield Item.collection == filter_.collection
    if filter_.stage is not None:
        yield from _STAGES[filter_.stage]
    yield ~IS_DELETED
    if filter_.person is not None:
        yield _of_person(filter_.person)
    if filter_.until is not None:
        yield Item.created <= filter_.until
    if filter_.without_pages:
        yield Item.page_count == 0


def _of_person(person: str) -> ColumnElement[bool]:
    columns: Sequence[ColumnElement[str | None]] = (
        Publication.assigned_to,
        Publication.sent_by,
    )
    if person == NOBODY:
        return Publication.assigned_to.is_(None)
    has_received = (Publication.assigned_to.is_(None)) & (Accession.received_by == person)
    return or_(*(column == person for column in columns), has_received)
