"""Changes to the catalogue: items are created, described, published and withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from library import clock
from library.accessions.models import Accession
from library.accessions.requeue import requeue
from library.catalogue import index_queue
from library.catalogue.access import openings
from library.catalogue.authorities import linking
from library.catalogue.authorities.extract_names import FIELDS
from library.catalogue.dates.archival import parse_date
from library.catalogue.dates.day_month_year import month_day_of, year_of
from library.catalogue.description.field_registry import DESCRIPTION_FIELDS
from library.catalogue.models import Holding, Item, ItemState, Page, PageState, PageText
from library.catalogue.picture_kinds import is_picture_kind
from library.errors import ItemNotFoundError, NothingToReadError, WrongStateError
from library.staff import bin_entries
from library.staff.audit import note
from library.vietnamese.letters import compose, sort_key, without_controls

ITEM_ATTRIBUTES = frozenset(Item.__mapper__.attrs.keys())
"""Attributes of an item outside its description; no description may change them."""

_WRITTEN = (*DESCRIPTION_FIELDS, "conditions")


@dataclass(frozen=True, slots=True)
class TextPage:
    """A born-digital page of text."""

    number: int
    text: str


def make_item(session: Session, item_id: str, collection: str, title: str, by: str) -> Item:
    """Create a draft item."""
    moment = clock.now()
    item = Item(
        id=item_id,
        collection=collection,
        title="",
        title_sort="",
        created=moment,
        changed=moment,
    )
    session.add(item)
    _fill(item, {"title": title})
    note(session, by, "item.make", item_id, item.title)
    if not linking.is_deferred(session):
        session.flush()
    return item


def find_item(session: Session, item_id: str) -> Item:
    """Return the item for editing; raise ItemNotFoundError."""
    item = session.get(Item, item_id)
    if item is None:
        raise ItemNotFoundError(item_id)
    return item


def describe(session: Session, item: Item, fields: Mapping[str, object], by: str) -> None:
    """Change fields of an item's description: DESCRIPTION_FIELDS or collection-specific ones.

    Fields that would open a published item may have to wait (see `openings.hold_back`).
    """
    write_fields(session, item, openings.hold_back(session, item, fields, by), by)


def write_fields(session: Session, item: Item, fields: Mapping[str, object], by: str) -> None:
    """Change fields of an item's description at once, after `describe` or an approval."""
    previous = {name: _value(item, name) for name in fields}
    _fill(item, fields)
    if any(_value(item, name) != previous[name] for name in FIELDS.keys() & previous.keys()):
        linking.link(session, item)
    changed_fields = [name for name in fields if _value(item, name) != previous[name]]
    if not changed_fields:
        return
    item.changed = clock.now()
    index_queue.mark(session, item.id)
    if is_picture_kind(item.kind) != is_picture_kind(previous.get("kind", item.kind)):
        accession = item.accession_id and session.get(Accession, item.accession_id)
        if accession:
            requeue(accession)
    was = {name: as_typed(previous[name]) for name in changed_fields}
    now = {name: as_typed(_value(item, name)) for name in changed_fields}
    note(session, by, "item.describe", item.id, old=was, new=now, full_length=True)


def set_other_fields(session: Session, item: Item, other: Mapping[str, object]) -> None:
    """Replace the collection-specific fields of an item, and link the names in them."""
    item.other_fields = dict(other)
    if linking.link(session, item):
        item.changed = clock.now()
        index_queue.mark(session, item.id)


def publish(session: Session, item: Item, by: str) -> None:
    """Publish an item and queue it for indexing."""
    if item.state is ItemState.PUBLISHED:
        return
    must_be_readable(session, item)
    item.state, item.published = ItemState.PUBLISHED, clock.now()
    bin_entries.take_out(session, "item", item.id)
    index_queue.mark(session, item.id)
    note(session, by, "item.publish", item.id)


def must_be_readable(session: Session, item: Item) -> None:
    """Raise NothingToReadError when an item has no readable page and is no catalogue entry.

    A catalogue entry has no pages at all, and a physical copy: readers learn where it stands; or
    it has published parts, such as a book and its cassette.
    """
    pages = select(Page.id).where(Page.item_id == item.id, Page.left_out.is_(False))
    if session.scalar(pages.where(Page.state == PageState.DONE).limit(1)) is not None:
        return
    copies = exists().where(Holding.item_id == item.id)
    part = aliased(Item)
    parts = exists().where(part.part_of == item.id, part.state == ItemState.PUBLISHED)
    if session.scalar(pages.limit(1)) is not None or not session.scalar(select(copies | parts)):
        raise NothingToReadError(item.title[:80])


def withdraw(session: Session, item: Item, by: str, reason: str) -> None:
    """Withdraw a published item; nothing is deleted, and it can be published again."""
    if item.state is not ItemState.PUBLISHED:
        raise WrongStateError("gỡ", "tài liệu chưa công bố")
    item.state = ItemState.WITHDRAWN
    index_queue.mark(session, item.id)
    note(session, by, "item.withdraw", item.id, reason)


def write_pages(session: Session, item: Item, pages: tuple[TextPage, ...]) -> None:
    """Add the pages of a born-digital text to an item."""
    for page in pages:
        row = Page(item_id=item.id, number=page.number, state=PageState.DONE)
        session.add(row)
        session.flush()
        session.add(PageText(page_id=row.id, text=compose(page.text)))
    item.page_count = len(pages)
    index_queue.mark(session, item.id)


def item_fields(item: Item) -> dict[str, object]:
    """Return all fields of an item's description, collection-specific ones included."""
    return {
        **(item.other_fields or {}),
        **{name: _value(item, name) for name in DESCRIPTION_FIELDS},
    }


def as_typed(value: object) -> object:
    """Return a list of values as people type it; the history of the item restores it so."""
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def _value(item: Item, name: str) -> object:
    if name == "date":
        return item.date_text or item.date
    return getattr(item, name) if name in _WRITTEN else (item.other_fields or {}).get(name)


def _fill(item: Item, fields: Mapping[str, object]) -> None:
    other = dict(item.other_fields or {})
    for name, value in fields.items():
        is_text = type(value) is str  # Access is a str subclass and must not be converted
        trimmed_value = without_controls(value).strip() if is_text else value
        if name == "date":
            date = parse_date(trimmed_value) if trimmed_value else None
            item.date, item.date_text = (date.date, date.written) if date else (None, None)
            item.year, item.month_day = year_of(item.date), month_day_of(item.date)
            item.earliest, item.latest = (date.earliest, date.latest) if date else (None, None)
        elif name in _WRITTEN:
            setattr(item, name, trimmed_value)
        elif name in ITEM_ATTRIBUTES:
            raise KeyError(name)
        elif trimmed_value:
            other[name] = trimmed_value
        else:
            other.pop(name, None)
    if other != (item.other_fields or {}):
        item.other_fields = other
    item.title_sort = sort_key(item.title)
