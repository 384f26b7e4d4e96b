"""Table of page actions, stored so that each can be undone."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of


class PageActionKind(StrEnum):
    """Kinds of page action."""

    MOVE = "move"
    NUMBER = "number"
    MARK = "mark"
    DROP = "drop"
    PUT_BACK = "put-back"
    TURN = "turn"
    PART = "part"
    JOIN = "join"
    REPLACE = "replace"
    INSERT = "insert"


class PageAction(Base):
    """One action on pages of an item, with their previous state."""

    __tablename__ = "page_act"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    kind: Mapped[PageActionKind] = mapped_column(one_of(PageActionKind, "page_act_kind"))
    told: Mapped[str]
    """One-line summary for people."""
    by: Mapped[str]
    at: Mapped[datetime]
    pages: Mapped[dict[str, dict[str, object]]] = mapped_column(JSON)
    """Previous column values by page id."""
    orders: Mapped[list[list[object]]] = mapped_column(JSON)
    """Previous instructions as (subject, number, value or None)."""
    mending_id: Mapped[int | None] = mapped_column(ForeignKey("mending.id", ondelete="CASCADE"))
    """The page overlay that it created."""
    undone: Mapped[datetime | None]
    undone_by: Mapped[str | None]
