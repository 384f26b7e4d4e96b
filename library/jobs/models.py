"""Tables of what the workshop is told."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base


class WorkshopPause(Base):
    """A time during which the whole workshop rests; the open one has no end."""

    __tablename__ = "workshop_pause"

    id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    paused_by: Mapped[str]
    until: Mapped[datetime | None]
    resumed_by: Mapped[str | None]


class ReaderRequest(Base):
    """Somebody asked to read an item soon. Who, nobody knows."""

    __tablename__ = "reader_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
