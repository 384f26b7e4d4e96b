"""Tables of the accession register: deliveries, their files and processing steps."""

from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.database import Base, CompressedText, one_of
from library.vietnamese.search_words import keep_search_words


class AccessionState(StrEnum):
    """Processing state of a delivery."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    PARTIAL = "partial"
    REFUSED = "refused"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"


SETTLED = (
    AccessionState.DONE,
    AccessionState.PARTIAL,
    AccessionState.REFUSED,
    AccessionState.DUPLICATE,
    AccessionState.WITHDRAWN,
)

USELESS = (AccessionState.REFUSED, AccessionState.DUPLICATE, AccessionState.WITHDRAWN)
"""States of deliveries that produce no item."""


class Priority(IntEnum):
    """Processing priority of a delivery; lower values go first."""

    FIRST = -2
    REQUESTED = -1
    ORDINARY = 0
    NIGHT = 1


class Accession(Base):
    """A delivery of material in the register."""

    __tablename__ = "accession"
    __table_args__ = (Index("ix_accession_state_priority", "state", "priority", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    """Accession number: year and running number in the year, such as 2026-00017."""
    collection: Mapped[str]
    source: Mapped[str]
    """Name of the file or folder as delivered."""
    digest: Mapped[str] = mapped_column(index=True)
    """Checksum of the single file, or of the checksums of all files in order."""
    publish: Mapped[bool] = mapped_column(default=False)
    languages: Mapped[str | None]
    """Tesseract language codes for OCR, if they differ from those of the collection."""
    priority: Mapped[int] = mapped_column(default=Priority.ORDINARY)
    paused: Mapped[datetime | None]
    """Time at which staff paused its processing."""
    state: Mapped[AccessionState] = mapped_column(
        one_of(AccessionState, "accession_state"), default=AccessionState.WAITING
    )
    message: Mapped[str | None]
    item_id: Mapped[str | None] = mapped_column(index=True)
    """The item created from it, or the existing item if it is a duplicate."""
    received: Mapped[datetime]
    received_by: Mapped[str]
    settled: Mapped[datetime | None]
    sheet_id: Mapped[int | None] = mapped_column(
        ForeignKey("description_sheet.id", ondelete="SET NULL"), index=True
    )
    """The description list that was delivered with it."""
    place: Mapped[str | None]
    """Its path relative to the folder of that list."""
    amends: Mapped[str | None]
    """The item whose pages it replaces, if no new item is created: see triage.models.OverlayRow."""
    given: Mapped[dict[str, dict[str, object]] | None] = mapped_column(JSON)
    """Description from that list and from METS for the new item: `told`, `other` and `marc`."""
    search_words: Mapped[str] = mapped_column(default="")
    """Folded words of the number, the source and the person who received it (SEARCHED)."""

    files: Mapped[list["SourceFile"]] = relationship(
        order_by="SourceFile.position", cascade="all, delete-orphan"
    )


SEARCHED = ("number", "source", "received_by")
"""Columns of a delivery in which staff search for words."""

keep_search_words(Accession, SEARCHED)


class SourceFile(Base):
    """A master of a delivery, with its position."""

    __tablename__ = "source_file"
    __table_args__ = (UniqueConstraint("accession_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    accession_id: Mapped[int] = mapped_column(ForeignKey("accession.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(index=True)
    bytes: Mapped[int] = mapped_column(BigInteger)


class IngestStep(Base):
    """Result of one version of one stage for one page or delivery (a PREMIS event)."""

    __tablename__ = "ingest_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    accession_id: Mapped[int] = mapped_column(
        ForeignKey("accession.id", ondelete="CASCADE"), index=True
    )
    page_number: Mapped[int | None]
    stage: Mapped[str]
    version: Mapped[int]
    key: Mapped[str] = mapped_column(unique=True)
    """Checksum over the input and every stage version up to this one: see accessions.ledger."""
    output: Mapped[str | None] = mapped_column(CompressedText)
    """Output as JSON; None if the stage refused."""
    message: Mapped[str | None]
    seconds: Mapped[float]
    at: Mapped[datetime] = mapped_column(index=True)


class DescriptionListState(StrEnum):
    """Reading state of a description list."""

    WAITING = "waiting"
    READ = "read"
    REFUSED = "refused"


class DescriptionList(Base):
    """A description list delivered with files."""

    __tablename__ = "description_sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    collection: Mapped[str]
    name: Mapped[str]
    digest: Mapped[str]
    received: Mapped[datetime]
    received_by: Mapped[str]
    state: Mapped[DescriptionListState] = mapped_column(
        one_of(DescriptionListState, "sheet_state"),
        default=DescriptionListState.WAITING,
        index=True,
    )
    message: Mapped[str | None]
    remarks: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Remarks on the list as a whole, as sentences."""

    rows: Mapped[list["DescriptionRow"]] = relationship(
        order_by="DescriptionRow.number", cascade="all, delete-orphan"
    )


class DescriptionRow(Base):
    """One row of a description list, with the delivery that it describes."""

    __tablename__ = "description_row"
    __table_args__ = (UniqueConstraint("sheet_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("description_sheet.id", ondelete="CASCADE"))
    number: Mapped[int]
    file: Mapped[str]
    """File name as written in the row."""
    told: Mapped[dict[str, str]] = mapped_column(JSON)
    other: Mapped[dict[str, str]] = mapped_column(JSON)
    remarks: Mapped[list[str]] = mapped_column(JSON)
    problem: Mapped[str | None]
    """Reason why the row matches no delivery."""
    accession_id: Mapped[int | None] = mapped_column(
        ForeignKey("accession.id", ondelete="SET NULL"), index=True
    )
