"""Tables of the catalogue: items, their pages, and what is due to be indexed."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.database import Base, CompressedText, one_of


class ItemState(StrEnum):
    """Where an item stands between the workshop and its readers."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Access(StrEnum):
    """From where an item may be read."""

    PUBLIC = "public"
    LIBRARY = "library"
    STAFF = "staff"


class PageState(StrEnum):
    """How far the workshop got with a page."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class PageKind(StrEnum):
    """What a page is for, when it is not one of text."""

    COVER = "cover"
    TITLE = "title"
    CONTENTS = "contents"
    PLATE = "plate"


class Item(Base):
    """One described thing: a book, a newspaper issue, a decree, a map sheet, a photograph."""

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
    """The newspaper, journal or set of books that it is an issue or a volume of."""
    issuing_body: Mapped[str | None]
    creator: Mapped[str | None]
    date: Mapped[str | None]
    """As far as known: 2017-08-22, 2017-08, 1886."""
    date_text: Mapped[str | None]
    """The date as it is written, when that says more: khoảng 1920, Bảo Đại thứ 5."""
    year: Mapped[int | None] = mapped_column(index=True)
    earliest: Mapped[int | None]
    latest: Mapped[int | None]
    """Between which years it lies; both are its year unless it is written otherwise."""
    month_day: Mapped[str | None] = mapped_column(index=True)
    """The day of the year it is of, as 08-22; none when only the month is known."""
    place: Mapped[str | None]
    """Where it was issued or published."""
    language: Mapped[str] = mapped_column(default="vi")
    description: Mapped[str | None]
    url: Mapped[str | None]
    licence: Mapped[str | None]
    source_id: Mapped[str | None]
    other_fields: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    access: Mapped[Access] = mapped_column(one_of(Access, "access"), default=Access.PUBLIC)
    opens: Mapped[str | None]
    """The day from which readers may read it, as 2030-01-01: until then it is under embargo."""
    state: Mapped[ItemState] = mapped_column(one_of(ItemState, "state"), default=ItemState.DRAFT)
    page_count: Mapped[int] = mapped_column(default=0)
    cover: Mapped[str | None]
    """Checksum of the thumbnail that stands for the item."""
    accession_id: Mapped[int | None] = mapped_column(ForeignKey("accession.id"), index=True)
    part_of: Mapped[str | None] = mapped_column(
        ForeignKey("item.id", ondelete="SET NULL"), index=True
    )
    """The item of which it is part: the issue of an article, the set of a volume."""
    created: Mapped[datetime]
    changed: Mapped[datetime]
    published: Mapped[datetime | None] = mapped_column(index=True)

    pages: Mapped[list["Page"]] = relationship(
        back_populates="item", order_by="Page.number", cascade="all, delete-orphan"
    )


class Condition(StrEnum):
    """How well a physical copy is preserved."""

    GOOD = "good"
    WORN = "worn"
    DAMAGED = "damaged"
    INCOMPLETE = "incomplete"
    LOST = "lost"


class Holding(Base):
    """A physical copy of an item: where it stands, and in what condition."""

    __tablename__ = "holding"
    __table_args__ = (UniqueConstraint("item_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    place: Mapped[int]
    call_number: Mapped[str]
    location: Mapped[str]
    condition: Mapped[Condition] = mapped_column(one_of(Condition, "condition"))
    remark: Mapped[str]


class Publication(Base):
    """How an item is on its way to its readers: who sent it, what was remarked, when it opens."""

    __tablename__ = "publication"

    item_id: Mapped[str] = mapped_column(
        ForeignKey("item.id", ondelete="CASCADE"), primary_key=True
    )
    sent: Mapped[datetime | None]
    sent_by: Mapped[str | None]
    """Who says that it is ready; where four eyes are asked for, another person publishes it."""
    remark: Mapped[str | None]
    """Why it was given back, or closed to its readers."""
    publish_on: Mapped[str | None] = mapped_column(index=True)
    """The day on which it publishes itself, as 2026-12-01."""
    publish_by: Mapped[str | None]


def _as_numbered(told: DefaultExecutionContext) -> int:
    return told.get_current_parameters()["number"]


class Page(Base):
    """One digitised page of an item, numbered from 1 in reading order."""

    __tablename__ = "page"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    number: Mapped[int]
    """By this it is known in addresses and in the ledger; it stays when pages are reordered."""
    place: Mapped[int] = mapped_column(default=_as_numbered)
    """Where it stands in reading order: its number, unless staff moved pages."""
    label: Mapped[str | None]
    """What is printed on the page, when that is not its place in order: iv, 12b."""
    numbered: Mapped[str | None]
    """What staff say is printed on it; this holds against what a delivery says."""
    kind: Mapped[PageKind | None] = mapped_column(one_of(PageKind, "page_kind"))
    state: Mapped[PageState] = mapped_column(
        one_of(PageState, "page_state"), default=PageState.WAITING
    )
    message: Mapped[str | None]
    """Why the page failed, or what is doubtful about it: a sentence for people."""
    width: Mapped[int | None]
    height: Mapped[int | None]
    """Size in pixels of the page as shown; the boxes of its words are in these pixels."""
    taken_from: Mapped[str | None]
    """Where in its delivery it is: file, place in it, and part of the picture's width (`0.0-0.5`).

    By this a page is known again when pages are numbered anew.
    """
    in_place_of: Mapped[str | None]
    """Where in the delivery the page is whose place a rescan took; empty when it was put in."""
    left_out: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether staff took the page out of the item; nothing of it is lost."""
    quality: Mapped[float | None] = mapped_column(index=True)
    """OCR quality, 0 to 1 (see library.catalogue.text.quality); none for born-digital text."""
    passed: Mapped[datetime | None]
    """When a person looked at a poor page and let it be; forgotten when it is read anew."""
    languages: Mapped[str | None]
    """Tesseract's names of the languages it is read in, when staff chose them: vie+fra."""
    words: Mapped[str | None]
    """Checksum of the stored words (see catalogue.words); none for text without an image."""
    as_read: Mapped[str | None]
    """Checksum of the words as they were read, once somebody corrected them."""

    item: Mapped[Item] = relationship(back_populates="pages")
    derivatives: Mapped[list["Derivative"]] = relationship(
        order_by="Derivative.width", cascade="all, delete-orphan"
    )

    @property
    def origin(self) -> str | None:
        """Where in its delivery the page was before anything took its place."""
        return self.in_place_of or self.taken_from


class PageText(Base):
    """The text of a page, apart from it so that listing pages stays light."""

    __tablename__ = "page_text"

    page_id: Mapped[int] = mapped_column(
        ForeignKey("page.id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str] = mapped_column(CompressedText)
    as_read: Mapped[str | None] = mapped_column(CompressedText)
    """The text of a page without an image before anybody corrected it."""


class DerivativeKind(StrEnum):
    """What is made from a page, and what for."""

    THUMBNAIL = "thumbnail"
    READING = "reading"
    LEAF = "leaf"
    """The page as a PDF of its own, to be taken home."""
    TILES = "tiles"
    """The page cut into small images, to be looked at closely."""


class Derivative(Base):
    """One image or file made from a page; it can be made again."""

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
    """What a person decided about a proposal."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"


class Proposal(Base):
    """A value the workshop read off a page for one field of the item's description."""

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
    """Where it stands, in pixels of the page as shown."""
    state: Mapped[ProposalState] = mapped_column(
        one_of(ProposalState, "proposal_state"), default=ProposalState.OPEN
    )
    decided: Mapped[datetime | None]
    decided_by: Mapped[str | None]


class IndexDue(Base):
    """Something the index does not know yet: a whole item, or one page of it."""

    __tablename__ = "index_due"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str]
    page_number: Mapped[int | None]
    since: Mapped[datetime]
