"""Tables of planning: batches, rules of intake, mistakes found in descriptions."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, false, true
from sqlalchemy.orm import Mapped, mapped_column

from library.catalogue.models import Access
from library.database import Base, one_of


class BatchKind(StrEnum):
    """The physical unit in which documents wait on the shelf."""

    BOX = "box"
    SHELF = "shelf"
    DONATION = "donation"
    NEWSPAPER_YEAR = "newspaper-year"
    OTHER = "other"


class WorkBatch(Base):
    """Documents that are digitised together, with the counts that only people know."""

    __tablename__ = "work_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[BatchKind] = mapped_column(one_of(BatchKind, "batch_kind"))
    expected: Mapped[int | None]
    """Documents counted on the shelf; None before somebody counted them."""
    absent: Mapped[int] = mapped_column(default=0)
    """Documents of the count that will never be scanned: lost, illegible, on loan."""
    scanned: Mapped[int | None]
    """Documents that the scanner's operator counted; None if nobody did."""
    remark: Mapped[str] = mapped_column(default="")
    holder: Mapped[str] = mapped_column(default="")
    """Name of the member of staff who has it now; empty when it stands on its shelf."""
    deadline: Mapped[str | None]
    """Day such as 2027-03-31."""
    created: Mapped[datetime]
    created_by: Mapped[str]
    closed: Mapped[datetime | None]
    closed_by: Mapped[str | None]


class BatchDocument(Base):
    """A document of a batch: a delivery, or an item that has no delivery."""

    __tablename__ = "work_batch_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(
        ForeignKey("work_batch.id", ondelete="CASCADE"), index=True
    )
    accession_id: Mapped[int | None] = mapped_column(
        ForeignKey("accession.id", ondelete="CASCADE"), unique=True
    )
    item_id: Mapped[str | None] = mapped_column(
        ForeignKey("item.id", ondelete="CASCADE"), unique=True
    )


class IntakeRule(Base):
    """A rule of the house: which deliveries it applies to, and the values that they get."""

    __tablename__ = "intake_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int]
    """Position in the order: the first rule that sets a value wins."""
    title: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    folder: Mapped[str] = mapped_column(default="")
    """Collection or watched folder to which it was delivered; empty conditions are always met."""
    sender: Mapped[str] = mapped_column(default="")
    name_pattern: Mapped[str] = mapped_column(default="")
    """Pattern such as `QĐ*.pdf` for the name of the delivery or of one of its files."""
    collection: Mapped[str] = mapped_column(default="")
    languages: Mapped[str] = mapped_column(default="")
    access: Mapped[Access | None] = mapped_column(one_of(Access, "access"))
    licence: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    holder: Mapped[str] = mapped_column(default="")
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("work_batch.id", ondelete="SET NULL"))
    two_people: Mapped[bool] = mapped_column(default=False, server_default=false())
    changed: Mapped[datetime]
    changed_by: Mapped[str]


class AppliedRule(Base):
    """Values that the rules of the house gave to a delivery when it came."""

    __tablename__ = "applied_rule"

    accession_id: Mapped[int] = mapped_column(
        ForeignKey("accession.id", ondelete="CASCADE"), primary_key=True
    )
    folder: Mapped[str]
    """Collection or folder to which it was delivered, before any rule."""
    titles: Mapped[str]
    """Titles of the rules that gave a value."""
    values: Mapped[dict[str, str]] = mapped_column(JSON)


class MistakeKind(StrEnum):
    """The kind of mistake for which a description is sent back."""

    TITLE = "title"
    NAMES = "names"
    DATE = "date"
    NUMBER = "number"
    SUBJECT = "subject"
    RIGHTS = "rights"
    PAGES = "pages"
    TEXT = "text"
    OTHER = "other"


class QualityCheck(Base):
    """A description that somebody else looked at: sent back by a reviewer, or from a sample."""

    __tablename__ = "quality_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    described_by: Mapped[str]
    """Name of the person who sent it for review; empty if nobody did."""
    drawn: Mapped[datetime | None] = mapped_column(index=True)
    """Time at which it was drawn for a sample; None for an item sent back in review."""
    decided: Mapped[datetime | None] = mapped_column(index=True)
    decided_by: Mapped[str | None]
    mistake: Mapped[MistakeKind | None] = mapped_column(one_of(MistakeKind, "mistake_kind"))
    """None while it waits, and for a description without a mistake."""
    remark: Mapped[str] = mapped_column(default="")
