"""Tables of the way of each item to its readers: review, publication, changes, seats of copies."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of


class Publication(Base):
    """The publication workflow of an item: who works on it, sender, remarks, scheduled day."""

    __tablename__ = "publication"

    item_id: Mapped[str] = mapped_column(
        ForeignKey("item.id", ondelete="CASCADE"), primary_key=True
    )
    sent: Mapped[datetime | None]
    sent_by: Mapped[str | None]
    """Name of the sender; under the four-eyes rule another person publishes the item."""
    remark: Mapped[str | None]
    """The reason why it was returned or withdrawn."""
    returned: Mapped[datetime | None] = mapped_column(index=True)
    returned_by: Mapped[str | None]
    """Time and name of the reviewer who returned it; empty again when it is sent."""
    withdrawn: Mapped[datetime | None]
    notice: Mapped[str | None]
    """Words of the library that readers see at the address of the withdrawn item."""
    publish_on: Mapped[str | None] = mapped_column(index=True)
    """The day of scheduled publication, such as 2026-12-01."""
    publish_by: Mapped[str | None]
    assigned_to: Mapped[str | None] = mapped_column(index=True)
    """Name of the person who is to describe the item."""
    assigned_by: Mapped[str | None]
    assigned: Mapped[datetime | None]
    two_people: Mapped[bool] = mapped_column(default=False, server_default=false())
    """True if the item was moved out of a collection with review, whose rule stays with it."""


class Opening(Base):
    """A new value that would open or rename a published item, until a second person approves it."""

    __tablename__ = "opening"

    item_id: Mapped[str] = mapped_column(
        ForeignKey("item.id", ondelete="CASCADE"), primary_key=True
    )
    field: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str | None]
    """The value as typed; empty to remove an embargo or a date."""
    proposed: Mapped[datetime] = mapped_column(index=True)
    proposed_by: Mapped[str]
    reason: Mapped[str | None]
    """Reason for which a reviewer returned it to its author; empty while it waits."""
    returned_by: Mapped[str | None]


class SeatState(StrEnum):
    """The state of a computer that opened a library copy."""

    WAITING = "waiting"
    OFFERED = "offered"
    READING = "reading"


class CopySeat(Base):
    """A computer that reads a library copy, or waits for a seat; deleted when it leaves."""

    __tablename__ = "copy_seat"
    __table_args__ = (UniqueConstraint("item_id", "computer"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    """Place in the queue: who came first has the smallest."""
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    computer: Mapped[int]
    sitting: Mapped[str]
    """Checksum of the sitting's random name; empty where the browser has none."""
    state: Mapped[SeatState] = mapped_column(one_of(SeatState, "seat_state"))
    since: Mapped[datetime]
    """Time at which this state began."""
    seen: Mapped[datetime]
    """Time of a request of the last minute or so."""
