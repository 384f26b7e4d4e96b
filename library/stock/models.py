"""Tables of stocktakes."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base


class Stocktake(Base):
    """One count of the copies of a location, or of all copies."""

    __tablename__ = "stocktake"

    id: Mapped[int] = mapped_column(primary_key=True)
    location: Mapped[str]
    """Location as written in the copies; empty for all of them."""
    started: Mapped[datetime]
    started_by: Mapped[str]
    closed: Mapped[datetime | None]
    closed_by: Mapped[str | None]


class StocktakeScan(Base):
    """A code that was scanned during a stocktake, once for each code."""

    __tablename__ = "stocktake_scan"
    __table_args__ = (UniqueConstraint("stocktake_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stocktake_id: Mapped[int] = mapped_column(ForeignKey("stocktake.id", ondelete="CASCADE"))
    code: Mapped[str]
    """The code in capital letters."""
    at: Mapped[datetime]
    by: Mapped[str]
