"""Tables of work on many items: what was chosen, what a change would do, and what it did."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, CompressedText, one_of


class ChangeKind(StrEnum):
    """What is done to many items at once."""

    SHEET = "sheet"
    FIELD = "field"
    MOVE = "move"
    SEND = "send"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    RECORDS = "records"


class ChangeState(StrEnum):
    """How far a change of many items got."""

    PLANNED = "planned"
    APPLIED = "applied"
    UNDONE = "undone"


class Verdict(StrEnum):
    """What becomes of one line of a change."""

    CHANGE = "change"
    NEW = "new"
    CLASH = "clash"
    """Somebody changed the item after the list went out: the line waits for a person."""
    REFUSED = "refused"


class BulkSelection(Base):
    """Items that were chosen to be worked on together, in their order."""

    __tablename__ = "bulk_selection"

    id: Mapped[int] = mapped_column(primary_key=True)
    made: Mapped[datetime] = mapped_column(index=True)
    made_by: Mapped[str]
    count: Mapped[int]
    items: Mapped[str] = mapped_column(CompressedText)
    """Their ids, one a line."""


class BulkChange(Base):
    """One change of many items: planned, looked over, applied whole, and perhaps undone."""

    __tablename__ = "bulk_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ChangeKind] = mapped_column(one_of(ChangeKind, "change_kind"))
    state: Mapped[ChangeState] = mapped_column(
        one_of(ChangeState, "change_state"), default=ChangeState.PLANNED
    )
    told: Mapped[str]
    """What it is, in a sentence: the name of the file, the field and its new value."""
    reason: Mapped[str | None]
    same: Mapped[int]
    """How many items are already as they should be."""
    remarks: Mapped[list[str]] = mapped_column(JSON)
    planned: Mapped[datetime] = mapped_column(index=True)
    planned_by: Mapped[str]
    applied: Mapped[datetime | None]
    applied_by: Mapped[str | None]
    undone: Mapped[datetime | None]
    undone_by: Mapped[str | None]


class BulkLine(Base):
    """What a change does to one item, cell by cell; enough to put it back exactly."""

    __tablename__ = "bulk_line"
    __table_args__ = (Index("ix_bulk_line_change_id_verdict", "change_id", "verdict"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("bulk_change.id", ondelete="CASCADE"))
    row: Mapped[int]
    """The line of the spreadsheet, the nth record, the nth chosen item."""
    item_id: Mapped[str | None] = mapped_column(index=True)
    title: Mapped[str]
    verdict: Mapped[Verdict] = mapped_column(one_of(Verdict, "verdict"))
    problem: Mapped[str | None]
    before: Mapped[dict[str, object]] = mapped_column(JSON)
    after: Mapped[dict[str, object]] = mapped_column(JSON)
    undone: Mapped[bool] = mapped_column(default=False, server_default=false())
