"""Database tables of the watched folder: arrivals, their parts, and the last scan."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.accessions.models import Accession
from library.database import Base, one_of


class ArrivalState(StrEnum):
    """State of an arrival."""

    WAITING = "waiting"
    """It is in the drop folder."""
    TAKING = "taking"
    """It is being moved; after a crash it may be in either place."""
    ENTERED = "entered"
    """It is in the register, but not archived yet."""
    SETTLED = "settled"


class Arrival(Base):
    """An entry put in the watched folder: a file, a folder, or files with a description list."""

    __tablename__ = "arrival"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    """Its holding folder during intake."""
    folder: Mapped[str]
    """Its drop folder, named after a collection; empty for an entry outside these folders."""
    entries: Mapped[list[str]] = mapped_column(JSON)
    """Encoded names of its files and folders (see `encode_path`)."""
    name: Mapped[str]
    """Its display name."""
    files: Mapped[int]
    bytes: Mapped[int] = mapped_column(BigInteger)
    mark: Mapped[str]
    """Checksum of the names, sizes and times of its files, once they stopped changing."""
    found: Mapped[datetime]
    state: Mapped[ArrivalState] = mapped_column(
        one_of(ArrivalState, "arrival_state"), default=ArrivalState.WAITING, index=True
    )
    message: Mapped[str | None]
    """Reason why it is not taken yet."""
    place: Mapped[str | None]
    """Encoded path where it is archived, relative to the watched folder."""
    settled: Mapped[datetime | None]

    parts: Mapped[list["ArrivalPart"]] = relationship(
        order_by="ArrivalPart.id", cascade="all, delete-orphan", back_populates="arrival"
    )


class ArrivalPart(Base):
    """Outcome of a part of an arrival: an accession, or the reason it was turned away."""

    __tablename__ = "arrival_part"

    id: Mapped[int] = mapped_column(primary_key=True)
    arrival_id: Mapped[int] = mapped_column(
        ForeignKey("arrival.id", ondelete="CASCADE"), index=True
    )
    source: Mapped[str]
    paths: Mapped[list[str]] = mapped_column(JSON)
    """Encoded paths of its files, relative to the arrival's place."""
    accession_id: Mapped[int | None] = mapped_column(
        ForeignKey("accession.id", ondelete="SET NULL"), index=True
    )
    message: Mapped[str | None]
    """Reason why it was turned away."""
    aside: Mapped[bool] = mapped_column(default=False)
    """True if it is in the turned-away folder."""

    arrival: Mapped[Arrival] = relationship(back_populates="parts")
    accession: Mapped[Accession | None] = relationship()


class WatchedFolder(Base):
    """Result of the last scan of the watched folder."""

    __tablename__ = "watched_folder"

    id: Mapped[int] = mapped_column(primary_key=True)
    looked: Mapped[datetime]
    problem: Mapped[str | None]
    """Reason why nothing can be taken from it."""
