"""Writes the catalogue: makes items, describes them, opens them to readers and closes them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue import index_queue
from library.catalogue.authorities import linking
from library.catalogue.authorities.extract_names import FIELDS
from library.catalogue.dates.archival import understand
from library.catalogue.dates.day_month_year import month_day_of, year_of
from library.catalogue.models import Item, ItemState, Page, PageState, PageText
from library.errors import ItemNotFoundError, WrongStateError
from library.staff.audit import note
from library.vietnamese.letters import compose, sort_key

DESCRIBED = (
    "title",
    "kind",
    "number",
    "series",
    "issuing_body",
    "creator",
    "date",
    "place",
    "language",
    "description",
    "url",
    "licence",
    "access",
    "opens",
)

_COLUMNS = frozenset(Item.__mapper__.attrs.keys())
"""What is known of an item besides its description; no description changes it."""


@dataclass(frozen=True, slots=True)
class TextPage:
    """A page that is text from the start."""

    number: int
    text: str


def make_item(session: Session, item_id: str, collection: str, title: str, by: str) -> Item:
    """Enter a new draft in the catalogue."""
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
    session.flush()
    return item


def find_item(session: Session, item_id: str) -> Item:
    """Return the item to be worked on; raise ItemNotFoundError."""
    item = session.get(Item, item_id)
    if item is None:
        raise ItemNotFoundError(item_id)
    return item


def describe(session: Session, item: Item, told: Mapping[str, object], by: str) -> None:
    """Change the description of an item: fields of DESCRIBED, and others of its collection."""
    before = {name: _stands(item, name) for name in told}
    _fill(item, told)
    if any(_stands(item, name) != before[name] for name in FIELDS.keys() & before.keys()):
        linking.link(session, item)
    changed = [name for name in told if _stands(item, name) != before[name]]
    if not changed:
        return
    item.changed = clock.now()
    index_queue.mark(session, item.id)
    was = {name: before[name] for name in changed}
    now = {name: _stands(item, name) for name in changed}
    detail = "; ".join(f"{name}: {was[name]} → {now[name]}" for name in changed)
    note(session, by, "item.describe", item.id, detail, before=was, after=now)


def describe_beside(session: Session, item: Item, other: Mapping[str, object]) -> None:
    """Keep whatever else is told of an item; names in it lead to their records as well."""
    item.other_fields = dict(other)
    if linking.link(session, item):
        item.changed = clock.now()
        index_queue.mark(session, item.id)


def publish(session: Session, item: Item, by: str) -> None:
    """Open an item to its readers, and put it on the list to be indexed."""
    if item.state is ItemState.PUBLISHED:
        return
    must_be_readable(session, item)
    item.state, item.published = ItemState.PUBLISHED, clock.now()
    index_queue.mark(session, item.id)
    note(session, by, "item.publish", item.id)


def must_be_readable(session: Session, item: Item) -> None:
    """Raise WrongStateError when readers would find no page of an item."""
    readable = session.scalar(
        select(Page.id)
        .where(Page.item_id == item.id, Page.state == PageState.DONE, Page.left_out.is_(False))
        .limit(1)
    )
    if readable is None:
        raise WrongStateError("công bố", "tài liệu chưa có trang nào đọc được")


def withdraw(session: Session, item: Item, by: str, reason: str) -> None:
    """Close an item to its readers; nothing is lost, and it can be published again."""
    if item.state is not ItemState.PUBLISHED:
        raise WrongStateError("gỡ", "tài liệu chưa công bố")
    item.state = ItemState.WITHDRAWN
    index_queue.mark(session, item.id)
    note(session, by, "item.withdraw", item.id, reason)


def write_pages(session: Session, item: Item, pages: tuple[TextPage, ...]) -> None:
    """Give an item the pages of a text that has no images."""
    for page in pages:
        row = Page(item_id=item.id, number=page.number, state=PageState.DONE)
        session.add(row)
        session.flush()
        session.add(PageText(page_id=row.id, text=compose(page.text)))
    item.page_count = len(pages)
    index_queue.mark(session, item.id)


def described(item: Item) -> dict[str, object]:
    """Return what is told of an item, by field: those of every description and all others."""
    return {**(item.other_fields or {}), **{name: _stands(item, name) for name in DESCRIBED}}


def _stands(item: Item, name: str) -> object:
    if name == "date":
        return item.date_text or item.date
    return getattr(item, name) if name in DESCRIBED else (item.other_fields or {}).get(name)


def _fill(item: Item, told: Mapping[str, object]) -> None:
    other = dict(item.other_fields or {})
    for name, value in told.items():
        typed = type(value) is str  # an Access is a str too, and must stay an Access
        told_so = compose(value).strip() if typed else value
        if name == "date":
            _date(item, told_so)
        elif name in DESCRIBED:
            setattr(item, name, told_so)
        elif name in _COLUMNS:
            raise KeyError(name)
        elif told_so:
            other[name] = told_so
        else:
            other.pop(name, None)
    if other != (item.other_fields or {}):
        item.other_fields = other
    item.title_sort = sort_key(item.title)


def _date(item: Item, written: str | None) -> None:
    """Keep a date as it is written, and by what it is searched and ordered."""
    dated = understand(written) if written else None
    item.date, item.date_text = (dated.date, dated.written) if dated else (None, None)
    item.year, item.month_day = year_of(item.date), month_day_of(item.date)
    item.earliest, item.latest = (dated.earliest, dated.latest) if dated else (None, None)
