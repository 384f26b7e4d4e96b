"""Tables of bulk changes: selections, changes and their lines."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, CompressedText, one_of


class ChangeKind(StrEnum):
    """Kinds of bulk change."""

    SHEET = "sheet"
    FIELD = "field"
    MOVE = "move"
    SEND = "send"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    RECORDS = "records"
    BOOK = "book"
    """Rows of an old book, which become records of another package."""


class ChangeState(StrEnum):
    """States of a bulk change."""

    PLANNED = "planned"
    APPLIED = "applied"
    UNDONE = "undone"


class Verdict(StrEnum):
    """Outcome of one line of a change."""

    CHANGE = "change"
    NEW = "new"
    CLASH = "clash"
    """The item was changed after the export: a person must decide about the line."""
    REFUSED = "refused"
    SAME = "same"
    """A row that is stored already; lines of items are only counted then."""


class BulkSelection(Base):
    """An ordered selection of items for bulk changes."""

    __tablename__ = "bulk_selection"

    id: Mapped[int] = mapped_column(primary_key=True)
    made: Mapped[datetime] = mapped_column(index=True)
    made_by: Mapped[str]
    count: Mapped[int]
    items: Mapped[str] = mapped_column(CompressedText)
    """Item ids, one per line."""


class BulkChange(Base):
    """A bulk change: planned, reviewed, applied as a whole, and possibly undone."""

    __tablename__ = "bulk_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ChangeKind] = mapped_column(one_of(ChangeKind, "change_kind"))
    state: Mapped[ChangeState] = mapped_column(
        one_of(ChangeState, "change_state"), default=ChangeState.PLANNED
    )
    told: Mapped[str]
    """Summary of the change: file name, or field and new value."""
    reason: Mapped[str | None]
    same: Mapped[int]
    """Number of items that already have the new content."""
    remarks: Mapped[list[str]] = mapped_column(JSON)
    planned: Mapped[datetime] = mapped_column(index=True)
    planned_by: Mapped[str]
    applied: Mapped[datetime | None]
    applied_by: Mapped[str | None]
    undone: Mapped[datetime | None]
    undone_by: Mapped[str | None]
    book: Mapped[str | None]
    """Code of the book that the rows of a file go to; None where the lines are items."""
    checksum: Mapped[str | None]
    """SHA-256 of that file."""
    sender: Mapped[str | None]
    """Library or person that sent an imported list."""
    incoming: Mapped[str | None] = mapped_column(CompressedText, deferred=True)
    """Cells of an imported list with the answers about it, as JSON."""


class BulkLine(Base):
    """Change to one item, cell by cell, with enough data for an exact undo."""

    __tablename__ = "bulk_line"
    __table_args__ = (Index("ix_bulk_line_change_id_verdict", "change_id", "verdict"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("bulk_change.id", ondelete="CASCADE"))
    row: Mapped[int]
    """Spreadsheet row number, or position of the record or selected item."""
    item_id: Mapped[str | None] = mapped_column(index=True)
    title: Mapped[str]
    verdict: Mapped[Verdict] = mapped_column(one_of(Verdict, "verdict"))
    problem: Mapped[str | None]
    before: Mapped[dict[str, object]] = mapped_column(JSON)
    after: Mapped[dict[str, object]] = mapped_column(JSON)
    undone: Mapped[bool] = mapped_column(default=False, server_default=false())
