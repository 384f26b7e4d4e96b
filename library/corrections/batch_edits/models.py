"""Tables of sweeps: one misreading corrected all over a collection, in portions."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of


class SweepState(StrEnum):
    """How far a sweep is."""

    FINDING = "finding"
    FOUND = "found"
    CORRECTING = "correcting"
    CORRECTED = "corrected"
    UNDOING = "undoing"
    UNDONE = "undone"
    GIVEN_UP = "given-up"


IN_WORK = (SweepState.FINDING, SweepState.CORRECTING, SweepState.UNDOING)
"""Something is still to be done to sweeps in these states, and not by a person."""


class Sweep(Base):
    """One misreading, looked for and corrected on every page of a collection."""

    __tablename__ = "sweep"

    id: Mapped[int] = mapped_column(primary_key=True)
    collection: Mapped[str]
    seen: Mapped[str]
    meant: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    state: Mapped[SweepState] = mapped_column(
        one_of(SweepState, "sweep_state"), default=SweepState.FINDING, index=True
    )
    batch: Mapped[str] = mapped_column(unique=True)
    """Shared by all revisions it makes."""
    looked_to: Mapped[int] = mapped_column(default=0)
    """The id of the page that was looked at last."""
    looked: Mapped[int] = mapped_column(default=0)
    ordered_by: Mapped[str | None]
    """Who had it corrected, or undone, last."""


class SweepPlace(Base):
    """One place where a word stands as it was misread."""

    __tablename__ = "sweep_place"
    __table_args__ = (UniqueConstraint("sweep_id", "page_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sweep_id: Mapped[int] = mapped_column(ForeignKey("sweep.id", ondelete="CASCADE"))
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"), index=True)
    place: Mapped[int]
    """Which word of the page it was when it was found."""
    text: Mapped[str]
    left: Mapped[int]
    top: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    left_out: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a person said that it is right as it stands."""
    corrected: Mapped[bool | None]
    """Whether it was; false where something else stands by now, none while it waits."""
