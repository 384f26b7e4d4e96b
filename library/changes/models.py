"""Table of sets of changed rows: those that wait for a second person, and those that are done."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, CompressedText, one_of
from library.staff.models import NOT_AUDITED


class ChangeState(StrEnum):
    """States of a set; what nobody had to approve is approved by nobody, until it is undone."""

    WAITING = "waiting"
    RETURNED = "returned"
    APPROVED = "approved"
    DROPPED = "dropped"


class ChangeSet(Base):
    """The rows that one press of a person changes; what has to wait is written once approved."""

    __tablename__ = "change_set"
    __table_args__ = {"info": {NOT_AUDITED: True}}  # its decisions have entries of their own

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    by: Mapped[str] = mapped_column(index=True)
    action: Mapped[str]
    """Code of the action in the audit trail."""
    rows: Mapped[str] = mapped_column(CompressedText)
    """JSON, as `library.changes.row_changes.to_json` writes it."""
    items: Mapped[list[str]] = mapped_column(JSON)
    """Published items that it changes."""
    state: Mapped[ChangeState] = mapped_column(one_of(ChangeState, "change_state"), index=True)
    decided: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    remark: Mapped[str | None]
    """Words of the reviewer who returned it."""
    change: Mapped[str | None] = mapped_column(index=True)  # as in the entries of the trail
    permission: Mapped[str | None]
    """Permission that its author needed, and that its undo needs."""
