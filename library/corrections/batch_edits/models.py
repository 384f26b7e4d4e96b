"""Tables of batch edits: one misreading corrected in a whole collection, in portions."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of


class BatchEditState(StrEnum):
    """Progress of a batch edit."""

    FINDING = "finding"
    FOUND = "found"
    CORRECTING = "correcting"
    CORRECTED = "corrected"
    UNDOING = "undoing"
    UNDONE = "undone"
    GIVEN_UP = "given-up"


RUNNING_STATES = (BatchEditState.FINDING, BatchEditState.CORRECTING, BatchEditState.UNDOING)
"""States in which the pipeline still has work to do."""


class BatchEdit(Base):
    """One misreading, searched and corrected on every page of a collection."""

    __tablename__ = "sweep"

    id: Mapped[int] = mapped_column(primary_key=True)
    collection: Mapped[str]
    seen: Mapped[str]
    meant: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    state: Mapped[BatchEditState] = mapped_column(
        one_of(BatchEditState, "sweep_state"), default=BatchEditState.FINDING, index=True
    )
    batch: Mapped[str] = mapped_column(unique=True)
    """Id shared by all its revisions."""
    looked_to: Mapped[int] = mapped_column(default=0)
    """Id of the last page searched."""
    looked: Mapped[int] = mapped_column(default=0)
    ordered_by: Mapped[str | None]
    """User who last ordered its correction or undo."""


class BatchEditPlace(Base):
    """One occurrence of the misread word."""

    __tablename__ = "sweep_place"
    __table_args__ = (UniqueConstraint("sweep_id", "page_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sweep_id: Mapped[int] = mapped_column(ForeignKey("sweep.id", ondelete="CASCADE"))
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"), index=True)
    place: Mapped[int]
    """Index of the word on the page when it was found."""
    text: Mapped[str]
    left: Mapped[int]
    top: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    left_out: Mapped[bool] = mapped_column(default=False, server_default=false())
    """True if a person marked it as correct."""
    corrected: Mapped[bool | None]
    """True if corrected, False if the text had changed before, None while pending."""
