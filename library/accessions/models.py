"""Tables of the register: deliveries, their files, and the steps of the workshop."""

from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.database import Base, CompressedText, one_of


class AccessionState(StrEnum):
    """How far the workshop got with a delivery."""

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
"""Nothing is made of a delivery in these states."""


class Priority(IntEnum):
    """How soon a delivery is worked on; lower goes first."""

    FIRST = -2
    REQUESTED = -1
    ORDINARY = 0
    NIGHT = 1


class Accession(Base):
    """One delivery of material, entered in the register."""

    __tablename__ = "accession"
    __table_args__ = (Index("ix_accession_state_priority", "state", "priority", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    """The number in the register: year and place in the year, 2026-0017."""
    collection: Mapped[str]
    source: Mapped[str]
    """Name of the file or folder as it was handed in."""
    digest: Mapped[str] = mapped_column(index=True)
    """Checksum of the whole: of the file, or of the checksums of its files in order."""
    publish: Mapped[bool] = mapped_column(default=False)
    languages: Mapped[str | None]
    """Tesseract's names of the languages it is read in, when not those of the collection."""
    priority: Mapped[int] = mapped_column(default=Priority.ORDINARY)
    paused: Mapped[datetime | None]
    """Since when staff keep it from being worked on."""
    state: Mapped[AccessionState] = mapped_column(
        one_of(AccessionState, "accession_state"), default=AccessionState.WAITING
    )
    message: Mapped[str | None]
    item_id: Mapped[str | None] = mapped_column(index=True)
    """The item made of it, or the one already held when it is a duplicate."""
    received: Mapped[datetime]
    received_by: Mapped[str]
    settled: Mapped[datetime | None]
    sheet_id: Mapped[int | None] = mapped_column(
        ForeignKey("description_sheet.id", ondelete="SET NULL"), index=True
    )
    """The list of descriptions that was handed in beside it."""
    place: Mapped[str | None]
    """Where it lay, seen from the folder of that list."""
    amends: Mapped[str | None]
    """The item of which it mends pages, when no item is made of it: see triage.models.Mending."""
    given: Mapped[dict[str, dict[str, str]] | None] = mapped_column(JSON)
    """What that list, and its METS, tell about it when its item is made: `told` and `other`."""

    files: Mapped[list["SourceFile"]] = relationship(
        order_by="SourceFile.position", cascade="all, delete-orphan"
    )


class SourceFile(Base):
    """One master of a delivery, in its place."""

    __tablename__ = "source_file"
    __table_args__ = (UniqueConstraint("accession_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    accession_id: Mapped[int] = mapped_column(ForeignKey("accession.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(index=True)
    bytes: Mapped[int] = mapped_column(BigInteger)


class IngestStep(Base):
    """What one version of one stage made of one page or delivery (a PREMIS event)."""

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
    """What came out, as JSON; none when the stage refused."""
    message: Mapped[str | None]
    seconds: Mapped[float]
    at: Mapped[datetime] = mapped_column(index=True)


class SheetState(StrEnum):
    """How far the reading of a list of descriptions got."""

    WAITING = "waiting"
    READ = "read"
    REFUSED = "refused"


class DescriptionSheet(Base):
    """A list of descriptions that was handed in beside files."""

    __tablename__ = "description_sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    collection: Mapped[str]
    name: Mapped[str]
    digest: Mapped[str]
    received: Mapped[datetime]
    received_by: Mapped[str]
    state: Mapped[SheetState] = mapped_column(
        one_of(SheetState, "sheet_state"), default=SheetState.WAITING, index=True
    )
    message: Mapped[str | None]
    remarks: Mapped[list[str]] = mapped_column(JSON, default=list)
    """What is doubtful about the whole of it, in sentences."""

    rows: Mapped[list["DescriptionRow"]] = relationship(
        order_by="DescriptionRow.number", cascade="all, delete-orphan"
    )


class DescriptionRow(Base):
    """What a list tells about one file, and which delivery that is."""

    __tablename__ = "description_row"
    __table_args__ = (UniqueConstraint("sheet_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("description_sheet.id", ondelete="CASCADE"))
    number: Mapped[int]
    file: Mapped[str]
    """The file it is about, as it is written there."""
    told: Mapped[dict[str, str]] = mapped_column(JSON)
    other: Mapped[dict[str, str]] = mapped_column(JSON)
    remarks: Mapped[list[str]] = mapped_column(JSON)
    problem: Mapped[str | None]
    """Why it describes nothing, when it does not."""
    accession_id: Mapped[int | None] = mapped_column(
        ForeignKey("accession.id", ondelete="SET NULL"), index=True
    )
