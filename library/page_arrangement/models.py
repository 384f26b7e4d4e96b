"""The table of what was done to pages on the light table, so that each act can be undone."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of


class PageActKind(StrEnum):
    """What was done to some pages."""

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


class PageAct(Base):
    """One act on pages of an item, with how they were before it."""

    __tablename__ = "page_act"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    kind: Mapped[PageActKind] = mapped_column(one_of(PageActKind, "page_act_kind"))
    told: Mapped[str]
    """What was done, in a line for people."""
    by: Mapped[str]
    at: Mapped[datetime]
    pages: Mapped[dict[str, dict[str, object]]] = mapped_column(JSON)
    """Columns of pages as they were before, by the page's id."""
    orders: Mapped[list[list[object]]] = mapped_column(JSON)
    """What the workshop was told before: about what, which number, and what (or nothing)."""
    mending_id: Mapped[int | None] = mapped_column(ForeignKey("mending.id", ondelete="CASCADE"))
    """What it laid over the pages that were delivered."""
    undone: Mapped[datetime | None]
    undone_by: Mapped[str | None]
