"""Tables of corrections: what people changed, what was often misread, what readers noticed."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, CompressedText, one_of


class RevisionKind(StrEnum):
    """How a revision came about."""

    TYPED = "typed"
    ALIKE = "alike"
    READER = "reader"


class Revision(Base):
    """What one person changed on one page at one moment; it is undone, never deleted.

    It stays when its page goes, and is found again by the picture the page was taken from.
    """

    __tablename__ = "revision"
    __table_args__ = (Index("ix_revision_item_id_picture", "item_id", "picture"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str]
    page_id: Mapped[int | None] = mapped_column(
        ForeignKey("page.id", ondelete="SET NULL"), index=True
    )
    picture: Mapped[str | None]
    """The file in the delivery and the place in it: see Page.taken_from."""
    width: Mapped[int]
    height: Mapped[int]
    begins: Mapped[float]
    ends: Mapped[float]
    """What its boxes are measured in: see changes.Frame."""
    kind: Mapped[RevisionKind] = mapped_column(one_of(RevisionKind, "revision_kind"))
    by: Mapped[str]
    at: Mapped[datetime]
    changes: Mapped[str] = mapped_column(CompressedText)
    count: Mapped[int]
    astray: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many of its changes found no place in the newest reading."""
    batch: Mapped[str | None] = mapped_column(index=True)
    """Shared by the revisions that were made at one press on many pages."""
    undone: Mapped[datetime | None]
    undone_by: Mapped[str | None]


class Misreading(Base):
    """What people put in the place of a word the machine read, and how often."""

    __tablename__ = "misreading"

    seen: Mapped[str] = mapped_column(primary_key=True)
    meant: Mapped[str] = mapped_column(primary_key=True)
    times: Mapped[int]


class ReportState(StrEnum):
    """What became of what a reader noticed."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class ReaderReport(Base):
    """A word that a reader says was misread. No person is recorded, unless a reader wished it."""

    __tablename__ = "reader_report"
    __table_args__ = (UniqueConstraint("page_id", "seen", "meant"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"))
    reader_id: Mapped[int | None] = mapped_column(
        ForeignKey("reader_account.id", ondelete="SET NULL"), index=True
    )
    """The account of a reader who wants to see what becomes of it; gone when the account is."""

    seen: Mapped[str]
    meant: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[ReportState] = mapped_column(
        one_of(ReportState, "report_state"), default=ReportState.OPEN, index=True
    )
    decided: Mapped[datetime | None]
    decided_by: Mapped[str | None]


class DescriptionReport(Base):
    """What a reader says is wrong in a description. No person is recorded."""

    __tablename__ = "description_report"
    __table_args__ = (UniqueConstraint("item_id", "field", "told"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    field: Mapped[str]
    """The name of a field of the description; empty when it is none of those shown."""

    told: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[ReportState] = mapped_column(
        one_of(ReportState, "report_state"), default=ReportState.OPEN, index=True
    )
    decided: Mapped[datetime | None]
    decided_by: Mapped[str | None]


class LeafDue(Base):
    """A page whose leaf of PDF does not say yet what its words say."""

    __tablename__ = "leaf_due"

    page_id: Mapped[int] = mapped_column(
        ForeignKey("page.id", ondelete="CASCADE"), primary_key=True
    )
    words: Mapped[str]
    """Checksum of the words it is to say."""
