"""Tables of the watched folder: what came through it, and how the last look at it went."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.accessions.models import Accession
from library.database import Base, one_of


class ArrivalState(StrEnum):
    """How far the taking of a thing got."""

    WAITING = "waiting"
    """It lies in the folder."""
    TAKING = "taking"
    """It is carried away; after an accident it may lie in either place."""
    ENTERED = "entered"
    """It is in the register, and not put away yet."""
    SETTLED = "settled"


class Arrival(Base):
    """One thing that somebody put in the watched folder: a file, a folder, or files with a list."""

    __tablename__ = "arrival"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    """Name of the place where it lies while it is taken."""
    folder: Mapped[str]
    """The folder it lay in, which is the name of a collection; empty beside those folders."""
    entries: Mapped[list[str]] = mapped_column(JSON)
    """Names of its files and folders there, as bytes of any file system can be written down."""
    name: Mapped[str]
    """What people call it."""
    files: Mapped[int]
    bytes: Mapped[int] = mapped_column(BigInteger)
    mark: Mapped[str]
    """Checksum of the names, sizes and times of its files when it was quiet."""
    found: Mapped[datetime]
    state: Mapped[ArrivalState] = mapped_column(
        one_of(ArrivalState, "arrival_state"), default=ArrivalState.WAITING, index=True
    )
    message: Mapped[str | None]
    """Why it is not taken yet."""
    place: Mapped[str | None]
    """Where it was put away, seen from the watched folder."""
    settled: Mapped[datetime | None]

    parts: Mapped[list["ArrivalPart"]] = relationship(
        order_by="ArrivalPart.id", cascade="all, delete-orphan", back_populates="arrival"
    )


class ArrivalPart(Base):
    """What became of one part of an arrival: a delivery, or a sentence that says why none."""

    __tablename__ = "arrival_part"

    id: Mapped[int] = mapped_column(primary_key=True)
    arrival_id: Mapped[int] = mapped_column(
        ForeignKey("arrival.id", ondelete="CASCADE"), index=True
    )
    source: Mapped[str]
    paths: Mapped[list[str]] = mapped_column(JSON)
    """Its files, seen from where the arrival lies."""
    accession_id: Mapped[int | None] = mapped_column(
        ForeignKey("accession.id", ondelete="SET NULL"), index=True
    )
    message: Mapped[str | None]
    """Why it was turned away."""
    aside: Mapped[bool] = mapped_column(default=False)
    """Whether it lies among what was turned away."""

    arrival: Mapped[Arrival] = relationship(back_populates="parts")
    accession: Mapped[Accession | None] = relationship()


class WatchedFolder(Base):
    """How the last look at the watched folder went."""

    __tablename__ = "watched_folder"

    id: Mapped[int] = mapped_column(primary_key=True)
    looked: Mapped[datetime]
    problem: Mapped[str | None]
    """Why nothing can be taken from it."""
