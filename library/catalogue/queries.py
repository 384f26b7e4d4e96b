"""Reads the catalogue: frozen values for the reading room, the card index and the office."""

from collections.abc import Collection as SomeOf
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session, selectinload

from library.catalogue.models import (
    Access,
    DerivativeKind,
    Item,
    ItemState,
    Page,
    PageKind,
    PageState,
    PageText,
)
from library.errors import ItemNotFoundError, PageNotFoundError


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """The description of an item, as it stood when it was read."""

    id: str
    collection: str
    title: str
    title_sort: str
    kind: str | None
    number: str | None
    series: str | None
    issuing_body: str | None
    creator: str | None
    date: str | None
    date_text: str | None
    year: int | None
    earliest: int | None
    latest: int | None
    place: str | None
    language: str
    description: str | None
    url: str | None
    licence: str | None
    source_id: str | None
    access: Access
    opens: str | None
    state: ItemState
    page_count: int
    cover: str | None
    accession_id: int | None
    changed: datetime
    published: datetime | None


_DESCRIBED = tuple(getattr(Item, name) for name in ItemRecord.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Image:
    """One image made from a page."""

    kind: DerivativeKind
    digest: str
    media_type: str
    width: int
    height: int
    bytes: int


@dataclass(frozen=True, slots=True)
class PageSheet:
    """One page as a reader sees it; `text` is empty until it was read."""

    item_id: str
    number: int
    place: int
    label: str | None
    kind: PageKind | None
    state: PageState
    message: str | None
    width: int | None
    height: int | None
    quality: float | None
    passed: datetime | None
    languages: str | None
    words: str | None
    images: tuple[Image, ...]
    text: str

    @property
    def thumbnail(self) -> Image | None:
        """The small image of the page."""
        return next((i for i in self.images if i.kind is DerivativeKind.THUMBNAIL), None)

    @property
    def leaf(self) -> Image | None:
        """The page as a PDF of its own."""
        return next((i for i in self.images if i.kind is DerivativeKind.LEAF), None)

    @property
    def tiles(self) -> Image | None:
        """The page in tiles, when it is too large to be read as one image."""
        return next((i for i in self.images if i.kind is DerivativeKind.TILES), None)

    @property
    def reading(self) -> tuple[Image, ...]:
        """The images to read by, narrowest first."""
        return tuple(i for i in self.images if i.kind is DerivativeKind.READING)


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What was read on a page, and how surely; `quality` is None for born-digital text."""

    number: int
    text: str
    quality: float | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """One screen of a list of items."""

    items: tuple[ItemRecord, ...]
    total: int


def item_record(session: Session, item_id: str) -> ItemRecord:
    """Return an item's record in whatever state; raise ItemNotFoundError."""
    item = records(session, (item_id,)).get(item_id)
    if item is None:
        raise ItemNotFoundError(item_id)
    return item


def records(session: Session, item_ids: Iterable[str]) -> dict[str, ItemRecord]:
    """Return many records at once, by id; what does not exist is left out."""
    found = _records(session, select(*_DESCRIBED).where(Item.id.in_(list(item_ids))))
    return {item.id: item for item in found}


def page_sheet(session: Session, item_id: str, number: int) -> PageSheet:
    """Return one page with its images and text; raise PageNotFoundError."""
    found = session.execute(
        select(Page, PageText.text)
        .outerjoin(PageText, PageText.page_id == Page.id)
        .where(Page.item_id == item_id, Page.number == number, Page.left_out.is_(False))
        .options(selectinload(Page.derivatives))
    ).first()
    if found is None:
        raise PageNotFoundError(number)
    return _sheet(found[0], found[1] or "")


def page_sheets(
    session: Session,
    item_id: str,
    *,
    first: int = 1,
    count: int | None = None,
    with_text: bool = False,
) -> tuple[PageSheet, ...]:
    """Return the pages of an item in order; their text only when asked for."""
    query = (
        select(Page)
        .where(Page.item_id == item_id, Page.place >= first, Page.left_out.is_(False))
        .order_by(Page.place)
        .options(selectinload(Page.derivatives))
    )
    pages = list(session.scalars(query if count is None else query.limit(count)))
    texts = _texts(session, [page.id for page in pages]) if with_text else {}
    return tuple(_sheet(page, texts.get(page.id, "")) for page in pages)


def page_texts(session: Session, item_id: str) -> dict[int, str]:
    """Return the text of every page that has been read, by page number."""
    rows = session.execute(
        select(Page.number, PageText.text)
        .join(PageText, PageText.page_id == Page.id)
        .where(Page.item_id == item_id, Page.state == PageState.DONE, Page.left_out.is_(False))
        .order_by(Page.place)
    )
    return {number: text for number, text in rows}  # noqa: C416  (dict() asks rows for keys)


def read_pages(session: Session, item_id: str, number: int | None = None) -> tuple[ReadPage, ...]:
    """Return what was read of an item's pages, or of one of them, in order."""
    query = (
        select(Page.number, PageText.text, Page.quality)
        .join(PageText, PageText.page_id == Page.id)
        .where(Page.item_id == item_id, Page.state == PageState.DONE, Page.left_out.is_(False))
        .order_by(Page.place)
    )
    rows = session.execute(query if number is None else query.where(Page.number == number))
    return tuple(ReadPage(*row) for row in rows)


def texts_at(session: Session, places: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """Return what was read on many pages at once, by item and number."""
    rows = session.execute(
        select(Page.item_id, Page.number, PageText.text)
        .join(PageText, PageText.page_id == Page.id)
        .where(tuple_(Page.item_id, Page.number).in_(list(places)))
    )
    return {(item_id, number): text for item_id, number, text in rows}


def image(session: Session, item_id: str, number: int, digest: str) -> Image | None:
    """Return one image of a page by its checksum."""
    sheet = page_sheet(session, item_id, number)
    shown = (sheet.thumbnail, *sheet.reading)
    return next((found for found in shown if found and found.digest == digest), None)


def newest(session: Session, count: int) -> tuple[ItemRecord, ...]:
    """Return the items published last, for everyone to know of."""
    return _records(session, _open_items().order_by(Item.published.desc(), Item.id).limit(count))


def in_collection(session: Session, collection: str, *, first: int, count: int) -> Shelf:
    """Return a screen of a collection's published items, in Vietnamese alphabetical order."""
    there = _open_items().where(Item.collection == collection)
    screen = there.order_by(Item.title_sort, Item.id).offset(first).limit(count)
    total = session.scalar(select(func.count()).select_from(there.subquery())) or 0
    return Shelf(_records(session, screen), total)


def open_id_from(session: Session, start: str) -> str | None:
    """Return the first id from `start` on of an item open to all, or the first there is."""
    ids = select(Item.id).where(Item.state == ItemState.PUBLISHED, Item.access == Access.PUBLIC)
    ordered = ids.order_by(Item.id).limit(1)
    return session.scalar(ordered.where(Item.id >= start)) or session.scalar(ordered)


def drafts(session: Session, count: int) -> tuple[ItemRecord, ...]:
    """Return the items that wait to be published, oldest first."""
    closed = select(*_DESCRIBED).where(Item.state != ItemState.PUBLISHED)
    return _records(session, closed.order_by(Item.created, Item.id).limit(count))


def how_many_drafts(session: Session) -> int:
    """Count the items that are not open to readers."""
    closed = select(func.count()).select_from(Item).where(Item.state != ItemState.PUBLISHED)
    return session.scalar(closed) or 0


def counts(session: Session) -> dict[str, tuple[int, int]]:
    """Return how many published items and pages each collection has."""
    rows = session.execute(
        select(Item.collection, func.count(), func.sum(Item.page_count))
        .where(Item.state == ItemState.PUBLISHED, Item.access != Access.STAFF)
        .group_by(Item.collection)
    )
    return {collection: (items, pages or 0) for collection, items, pages in rows}


def published_ids(session: Session, *, after: str = "", count: int = 1000) -> list[str]:
    """Return ids of published items in order of id, to go through all of them in steps."""
    return list(
        session.scalars(
            select(Item.id)
            .where(Item.state == ItemState.PUBLISHED, Item.id > after)
            .order_by(Item.id)
            .limit(count)
        )
    )


def _open_items() -> Select[tuple[object, ...]]:
    return select(*_DESCRIBED).where(Item.state == ItemState.PUBLISHED, Item.access != Access.STAFF)


def _records(session: Session, query: Select[tuple[object, ...]]) -> tuple[ItemRecord, ...]:
    return tuple(ItemRecord(*row) for row in session.execute(query))


def _texts(session: Session, page_ids: SomeOf[int]) -> dict[int, str]:
    query = select(PageText.page_id, PageText.text).where(PageText.page_id.in_(page_ids))
    rows = session.execute(query)
    return {page_id: text for page_id, text in rows}  # noqa: C416  (dict() asks rows for keys)


def _sheet(page: Page, text: str) -> PageSheet:
    images = tuple(
        Image(row.kind, row.digest, row.media_type, row.width, row.height, row.bytes)
        for row in page.derivatives
    )
    kept = (name for name in PageSheet.__dataclass_fields__ if name not in ("images", "text"))
    return PageSheet(**{name: getattr(page, name) for name in kept}, images=images, text=text)
