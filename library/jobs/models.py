"""Database tables of pauses and reader requests."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base


class WorkshopPause(Base):
    """A pause of the whole pipeline; a current pause has no end."""

    __tablename__ = "workshop_pause"

    id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    paused_by: Mapped[str]
    until: Mapped[datetime | None]
    resumed_by: Mapped[str | None]


class ReaderRequest(Base):
    """A reader's request to process an item soon; the reader is not recorded."""

    __tablename__ = "reader_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
