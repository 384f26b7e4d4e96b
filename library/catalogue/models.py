"""Tables of the catalogue: items, pages, derivatives, proposals, index queue."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.database import Base, CompressedText, one_of
from library.vietnamese.search_words import keep_search_words


class ItemState(StrEnum):
    """The state of an item on its way to publication."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Access(StrEnum):
    """The places from which an item may be read."""

    PUBLIC = "public"
    LIBRARY = "library"
    COPY = "copy"  # as LIBRARY, for as many readers at once as the library holds copies
    STAFF = "staff"


class PageState(StrEnum):
    """The processing state of a page."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class PageKind(StrEnum):
    """The function of a page, when it is not a text page."""

    COVER = "cover"
    TITLE = "title"
    CONTENTS = "contents"
    PLATE = "plate"


class Item(Base):
    """A described item: a book, newspaper issue, decree, map sheet, photograph."""

    __tablename__ = "item"
    __table_args__ = (
        UniqueConstraint("collection", "source_id"),
        Index("ix_item_collection_state", "collection", "state"),
        Index("ix_item_series_date", "series", "date"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    collection: Mapped[str]
    title: Mapped[str]
    title_sort: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str | None]
    number: Mapped[str | None]
    series: Mapped[str | None]
    """The newspaper, journal or series of which the item is an issue or volume."""
    issuing_body: Mapped[str | None]
    creator: Mapped[str | None]
    date: Mapped[str | None]
    """Partial ISO date: 2017-08-22, 2017-08, 1886."""
    date_text: Mapped[str | None]
    """The date as written, when it says more than the partial date: khoảng 1920, Bảo Đại thứ 5."""
    year: Mapped[int | None] = mapped_column(index=True)
    earliest: Mapped[int | None]
    latest: Mapped[int | None]
    """First and last possible year; both equal `year` for a certain date."""
    month_day: Mapped[str | None] = mapped_column(index=True)
    """Day of the year, such as 08-22; None when the day is unknown."""
    place: Mapped[str | None]
    """Place of issue or publication."""
    language: Mapped[str] = mapped_column(default="vi")
    description: Mapped[str | None]
    url: Mapped[str | None]
    licence: Mapped[str | None]
    source_id: Mapped[str | None]
    other_fields: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    access: Mapped[Access] = mapped_column(one_of(Access, "access"), default=Access.PUBLIC)
    opens: Mapped[str | None]
    """Embargo: the day from which readers may read the item, such as 2030-01-01."""
    conditions: Mapped[str | None]
    """Conditions of a community on reading it, as `access.reading_conditions` writes them."""
    state: Mapped[ItemState] = mapped_column(one_of(ItemState, "state"), default=ItemState.DRAFT)
    page_count: Mapped[int] = mapped_column(default=0)
    cover: Mapped[str | None]
    """Checksum of the item's thumbnail."""
    accession_id: Mapped[int | None] = mapped_column(ForeignKey("accession.id"), index=True)
    part_of: Mapped[str | None] = mapped_column(
        ForeignKey("item.id", ondelete="SET NULL"), index=True
    )
    """The containing item: the issue of an article, the set of a volume."""
    created: Mapped[datetime]
    changed: Mapped[datetime]
    published: Mapped[datetime | None] = mapped_column(index=True)
    search_words: Mapped[str] = mapped_column(default="")
    """Folded words of the title, number, series, bodies, persons and source (SEARCHED)."""

    pages: Mapped[list["Page"]] = relationship(
        back_populates="item", order_by="Page.number", cascade="all, delete-orphan"
    )


SEARCHED = ("title", "number", "series", "issuing_body", "creator", "source_id")
"""Columns of an item in which staff search for words."""

keep_search_words(Item, SEARCHED)


class Condition(StrEnum):
    """The condition of a physical copy."""

    GOOD = "good"
    WORN = "worn"
    DAMAGED = "damaged"
    INCOMPLETE = "incomplete"
    LOST = "lost"


class Holding(Base):
    """A physical copy of an item: registration number, call number, place, condition, price."""

    __tablename__ = "holding"
    __table_args__ = (UniqueConstraint("item_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    place: Mapped[int]
    call_number: Mapped[str]
    location: Mapped[str]
    condition: Mapped[Condition] = mapped_column(one_of(Condition, "condition"))
    remark: Mapped[str]
    registration: Mapped[str | None] = mapped_column(unique=True)
    """Number in the register of copies (số đăng ký cá biệt)."""
    barcode: Mapped[str | None] = mapped_column(unique=True)
    """Code on its label, where that is not the registration number."""
    shelf: Mapped[str] = mapped_column(default="", server_default="")
    price: Mapped[int | None]
    """Price in đồng."""
    source: Mapped[str] = mapped_column(default="", server_default="")
    """Supplier, donor or fund from which it came."""
    acquired: Mapped[str] = mapped_column(default="", server_default="")
    """Day of registration as typed."""


def _default_place(context: DefaultExecutionContext) -> int:
    return context.get_current_parameters()["number"]


class Page(Base):
    """One digitised page of an item."""

    __tablename__ = "page"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    number: Mapped[int]
    """Permanent number in addresses and in the ledger; unchanged when pages are reordered."""
    place: Mapped[int] = mapped_column(default=_default_place)
    """Position in reading order: equal to `number` until staff move pages."""
    label: Mapped[str | None]
    """Printed page number, when it differs from the position: iv, 12b."""
    numbered: Mapped[str | None]
    """Printed page number as corrected by staff; overrides the delivered one."""
    kind: Mapped[PageKind | None] = mapped_column(one_of(PageKind, "page_kind"))
    state: Mapped[PageState] = mapped_column(
        one_of(PageState, "page_state"), default=PageState.WAITING
    )
    message: Mapped[str | None]
    """A sentence for people: the reason of a failure, or a doubt."""
    width: Mapped[int | None]
    height: Mapped[int | None]
    """Size in pixels of the page as shown; word boxes use these pixels."""
    taken_from: Mapped[str | None]
    """Origin in the delivery, which identifies a page: file, position, part of the width."""
    in_place_of: Mapped[str | None]
    """Origin of the page that a rescan replaced; empty for an inserted page."""
    left_out: Mapped[bool] = mapped_column(default=False, server_default=false())
    """True when staff excluded the page from the item; nothing of it is deleted."""
    quality: Mapped[float | None] = mapped_column(index=True)
    """OCR quality, 0 to 1 (see library.catalogue.text.quality); none for born-digital text."""
    passed: Mapped[datetime | None]
    """Time at which a person accepted a page of low confidence; reset by a new OCR run."""
    languages: Mapped[str | None]
    """Tesseract language codes chosen by staff: vie+fra."""
    words: Mapped[str | None]
    """Checksum of the stored words (see `catalogue.text.words`); None for text without an image."""
    as_read: Mapped[str | None]
    """Checksum of the OCR words before corrections."""

    item: Mapped[Item] = relationship(back_populates="pages")
    derivatives: Mapped[list["Derivative"]] = relationship(
        order_by="Derivative.width, Derivative.kind", cascade="all, delete-orphan"
    )

    @property
    def origin(self) -> str | None:
        """Origin in the delivery before any rescan."""
        return self.in_place_of or self.taken_from


class PageText(Base):
    """The text of a page, in a table of its own so that page lists stay small."""

    __tablename__ = "page_text"

    page_id: Mapped[int] = mapped_column(
        ForeignKey("page.id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str] = mapped_column(CompressedText)
    as_read: Mapped[str | None] = mapped_column(CompressedText)
    """The text before corrections, for a page without an image."""


class DerivativeKind(StrEnum):
    """The kinds of files made from a page."""

    THUMBNAIL, READING, AVIF = "thumbnail", "reading", "avif"
    """Images for lists and for reading (WebP), and the latter as AVIF."""
    LEAF, TILES, ARTICLES = "leaf", "tiles", "articles"
    """The page as a PDF for downloads, its tiles, and its articles."""
    OPUS, AAC, FILM, STRIP = "opus", "aac", "film", "strip"
    """A whole recording, on its first stretch (the width of sound is its kilobits per second); and
    frames of a stretch of film side by side."""


class Derivative(Base):
    """An image or file made from a page; it can be regenerated."""

    __tablename__ = "derivative"
    __table_args__ = (UniqueConstraint("page_id", "kind", "width"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"))
    kind: Mapped[DerivativeKind] = mapped_column(one_of(DerivativeKind, "derivative_kind"))
    digest: Mapped[str]
    media_type: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    bytes: Mapped[int] = mapped_column(BigInteger)


class ProposalState(StrEnum):
    """The decision on a proposal."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"


class Proposal(Base):
    """A field value extracted from a page, proposed for the item's description."""

    __tablename__ = "proposal"
    __table_args__ = (UniqueConstraint("item_id", "field", "value"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    page_number: Mapped[int]
    field: Mapped[str]
    value: Mapped[str]
    confidence: Mapped[float]
    left: Mapped[int]
    top: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    """Bounding box in pixels of the page as shown."""
    state: Mapped[ProposalState] = mapped_column(
        one_of(ProposalState, "proposal_state"), default=ProposalState.OPEN
    )
    decided: Mapped[datetime | None]
    decided_by: Mapped[str | None]


class IndexDue(Base):
    """An item or page whose changes are not in the index yet."""

    __tablename__ = "index_due"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str]
    page_number: Mapped[int | None]
    since: Mapped[datetime]


class MeaningDue(Base):
    """An indexed item whose passages may have changed since their vectors were made."""

    __tablename__ = "meaning_due"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str]
