"""Read-only queries of the catalogue: frozen values for reading room, search index and office."""

from collections.abc import Collection as SomeOf
from collections.abc import Iterable
from dataclasses import dataclass, make_dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, true, tuple_
from sqlalchemy.orm import Session, selectinload

from library.catalogue.description.field_registry import DESCRIPTION_FIELDS
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
from library.catalogue.pictures.models import DESCRIBES, Picture
from library.errors import ItemNotFoundError, PageNotFoundError

_DescriptionFields = make_dataclass(
    "_DescriptionFields", DESCRIPTION_FIELDS, frozen=True, slots=True
)


@dataclass(frozen=True, slots=True)
class ItemRecord(_DescriptionFields):
    """The description of an item, as read from the database: DESCRIPTION_FIELDS and these."""

    id: str
    collection: str
    title_sort: str
    date_text: str | None
    year: int | None
    earliest: int | None
    latest: int | None
    source_id: str | None
    state: ItemState
    page_count: int
    cover: str | None
    accession_id: int | None
    changed: datetime
    published: datetime | None
    conditions: str | None


_ITEM_COLUMNS = tuple(getattr(Item, name) for name in ItemRecord.__dataclass_fields__)
_RECORDS = select(*_ITEM_COLUMNS).where(Item.id.in_(bindparam("ids", expanding=True)))
_TEXTS = (
    select(Page.item_id, Page.number, PageText.text, Picture.text)
    .join(PageText, PageText.page_id == Page.id)
    .outerjoin(Picture, DESCRIBES)
    .where(tuple_(Page.item_id, Page.number).in_(bindparam("places", expanding=True)))
)
_SHOWN_TEXTS = _TEXTS.where(Page.state == PageState.DONE, Page.left_out.is_(False))


@dataclass(frozen=True, slots=True)
class Image:
    """One image derived from a page."""

    kind: DerivativeKind
    digest: str
    media_type: str
    width: int
    height: int
    bytes: int


@dataclass(frozen=True, slots=True)
class PageDetails:
    """One page as a reader sees it; `text` is empty while the page has no OCR text."""

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
        """Thumbnail of the page."""
        return next((i for i in self.images if i.kind is DerivativeKind.THUMBNAIL), None)

    @property
    def page_pdf(self) -> Image | None:
        """PDF of this page alone."""
        return next((i for i in self.images if i.kind is DerivativeKind.LEAF), None)

    @property
    def tiles(self) -> Image | None:
        """Scan in full size, as tiles."""
        return next((i for i in self.images if i.kind is DerivativeKind.TILES), None)

    @property
    def largest(self) -> Image | None:
        """Image with the most pixels: the tiles of a scan, else the widest reading image."""
        return self.tiles or next(reversed(self.reading), None)

    @property
    def reading(self) -> tuple[Image, ...]:
        """Images for reading that all browsers show, narrowest first; AVIF without such."""
        return tuple(i for i in self.images if i.kind is DerivativeKind.READING) or self.avif

    @property
    def avif(self) -> tuple[Image, ...]:
        """Images for reading as AVIF, narrowest first; none of pages that older stages made."""
        return tuple(i for i in self.images if i.kind is DerivativeKind.AVIF)

    @property
    def shown(self) -> tuple[Image, ...]:
        """Thumbnail and images for reading."""
        return tuple(dict.fromkeys(filter(None, (self.thumbnail, *self.reading, *self.avif))))

    def image(self, digest: str) -> Image | None:
        """Return the thumbnail or reading image with this checksum; None if there is none."""
        return next((i for i in self.shown if i.digest == digest), None)


@dataclass(frozen=True, slots=True)
class PageTranscript:
    """Text of a page with its OCR quality; `quality` is None for born-digital text."""

    number: int
    text: str
    quality: float | None


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One screen of a list of items."""

    items: tuple[ItemRecord, ...]
    total: int


def item_record(session: Session, item_id: str) -> ItemRecord:
    """Return an item's record, whatever its state; raise ItemNotFoundError."""
    item = records(session, (item_id,)).get(item_id)
    if item is None:
        raise ItemNotFoundError(item_id)
    return item


def records(session: Session, item_ids: Iterable[str]) -> dict[str, ItemRecord]:
    """Return item records by id; unknown ids are omitted."""
    rows = session.execute(_RECORDS, {"ids": list(item_ids)})
    return {item.id: item for item in (ItemRecord(*row) for row in rows)}


def page_details(session: Session, item_id: str, number: int) -> PageDetails:
    """Return one page with its images and text; raise PageNotFoundError."""
    row = session.execute(
        select(Page, PageText.text)
        .outerjoin(PageText, PageText.page_id == Page.id)
        .where(Page.item_id == item_id, Page.number == number, Page.left_out.is_(False))
        .options(selectinload(Page.derivatives))
    ).first()
    if row is None:
        raise PageNotFoundError(number)
    return _page_details(row[0], row[1] or "")


def item_pages(
    session: Session,
    item_id: str,
    *,
    first: int = 1,
    count: int | None = None,
    with_text: bool = False,
) -> tuple[PageDetails, ...]:
    """Return the pages of an item in order, with their text only if `with_text`."""
    query = (
        select(Page)
        .where(Page.item_id == item_id, Page.place >= first, Page.left_out.is_(False))
        .order_by(Page.place)
        .options(selectinload(Page.derivatives))
    )
    pages = list(session.scalars(query if count is None else query.limit(count)))
    texts = _texts(session, [page.id for page in pages]) if with_text else {}
    return tuple(_page_details(page, texts.get(page.id, "")) for page in pages)


def page_texts(session: Session, item_id: str) -> dict[int, str]:
    """Return the text of every processed page, by page number."""
    rows = session.execute(
        select(Page.number, PageText.text)
        .join(PageText, PageText.page_id == Page.id)
        .where(Page.item_id == item_id, Page.state == PageState.DONE, Page.left_out.is_(False))
        .order_by(Page.place)
    )
    return {number: text for number, text in rows}  # noqa: C416  (dict() asks rows for keys)


def page_transcripts(
    session: Session, item_id: str, number: int | None = None
) -> tuple[PageTranscript, ...]:
    """Return text (with a picture's description) and quality of an item's pages, or of one."""
    query = (
        select(Page.number, PageText.text, Picture.text, Page.quality)
        .join(PageText, PageText.page_id == Page.id)
        .outerjoin(Picture, DESCRIBES)
        .where(Page.item_id == item_id, Page.state == PageState.DONE, Page.left_out.is_(False))
        .order_by(Page.place)
    )
    rows = session.execute(query if number is None else query.where(Page.number == number))
    return tuple(PageTranscript(n, (described or "") + text, q) for n, text, described, q in rows)


def texts_at(
    session: Session, places: Iterable[tuple[str, int]], *, only_shown: bool = False
) -> dict[tuple[str, int], str]:
    """Return the text of many pages, or of those shown to readers, by item id and page number."""
    rows = session.execute(_SHOWN_TEXTS if only_shown else _TEXTS, {"places": list(places)})
    return {(item_id, n): (described or "") + text for item_id, n, text, described in rows}


def newest(session: Session, count: int) -> tuple[ItemRecord, ...]:
    """Return the most recently published items that are open to readers."""
    return _records(session, _open_items().order_by(Item.published.desc(), Item.id).limit(count))


def in_collection(
    session: Session, collection: str, *, first: int, count: int, with_images: bool = False
) -> ItemPage:
    """Return a screen of a collection's published items by title, all or those with images."""
    images = Item.cover.is_not(None) if with_images else true()
    return _by_title(session, (Item.collection == collection) & images, first, count)


def of_kinds(
    session: Session, kinds: SomeOf[str], *, first: int, count: int, sheets: SomeOf[str] = ()
) -> ItemPage:
    """Return a screen of published items of some kinds, of these map sheets if given, by title."""
    named = [c.contains(sheet) for sheet in sheets for c in (Item.title, Item.number)]
    return _by_title(session, and_(Item.kind.in_(kinds), or_(*named or [true()])), first, count)


def _by_title(session: Session, condition: ColumnElement[bool], first: int, count: int) -> ItemPage:
    query = _open_items().where(condition)
    screen = query.order_by(Item.title_sort, Item.id).offset(first).limit(count)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return ItemPage(_records(session, screen), total)


def open_id_from(session: Session, start: str) -> str | None:
    """Return the first id ≥ `start` of an item that is open to all, else the first of all."""
    is_open = Item.state == ItemState.PUBLISHED, Item.access == Access.PUBLIC
    first_id = select(Item.id).where(*is_open, Item.conditions.is_(None)).order_by(Item.id).limit(1)
    return session.scalar(first_id.where(Item.id >= start)) or session.scalar(first_id)


def counts(session: Session) -> dict[str, tuple[int, int]]:
    """Return the numbers of published items and of their pages, by collection."""
    rows = session.execute(
        select(Item.collection, func.count(), func.sum(Item.page_count))
        .where(Item.state == ItemState.PUBLISHED, Item.access != Access.STAFF)
        .group_by(Item.collection)
    )
    return {collection: (items, pages or 0) for collection, items, pages in rows}


def published_ids(session: Session, *, after: str = "", count: int = 1000) -> list[str]:
    """Return ids of published items after `after`, in order of id, for iterating in batches."""
    ids = select(Item.id).where(Item.state == ItemState.PUBLISHED, Item.id > after)
    return list(session.scalars(ids.order_by(Item.id).limit(count)))


def _open_items() -> Select[tuple[object, ...]]:
    return select(*_ITEM_COLUMNS).where(
        Item.state == ItemState.PUBLISHED, Item.access != Access.STAFF
    )


def _records(session: Session, query: Select[tuple[object, ...]]) -> tuple[ItemRecord, ...]:
    return tuple(ItemRecord(*row) for row in session.execute(query))


def _texts(session: Session, page_ids: SomeOf[int]) -> dict[int, str]:
    query = select(PageText.page_id, PageText.text).where(PageText.page_id.in_(page_ids))
    rows = session.execute(query)
    return {page_id: text for page_id, text in rows}  # noqa: C416  (dict() asks rows for keys)


def _page_details(page: Page, text: str) -> PageDetails:
    images = tuple(
        Image(row.kind, row.digest, row.media_type, row.width, row.height, row.bytes)
        for row in page.derivatives
    )
    columns = (name for name in PageDetails.__dataclass_fields__ if name not in ("images", "text"))
    return PageDetails(**{name: getattr(page, name) for name in columns}, images=images, text=text)
