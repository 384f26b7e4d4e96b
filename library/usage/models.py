"""Tables of use. No row here leads to a person."""

from datetime import date, datetime
from enum import IntEnum, StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of


class UseKind(StrEnum):
    """What was done, in COUNTER's sense; a request counts as an investigation too."""

    SEARCH = "search"
    INVESTIGATION = "investigation"
    REQUEST = "request"


class ItemUse(Base):
    """One use of the catalogue or of an item, as it happened; filters are applied when counted."""

    __tablename__ = "item_use"
    __table_args__ = (Index("ix_item_use_item_id_at", "item_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[UseKind] = mapped_column(one_of(UseKind, "use_kind"))
    item_id: Mapped[str | None]
    page_number: Mapped[int | None]
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"), index=True)
    reader_session: Mapped[str]
    """Surrogate of a visit within one hour (see usage.privacy); unlinkable after its day."""


class VisitSalt(Base):
    """The secret of one day's surrogates; forgetting it makes them unlinkable for good."""

    __tablename__ = "visit_salt"

    day: Mapped[date] = mapped_column(primary_key=True)
    salt: Mapped[bytes]


class PastSearch(Base):
    """Words that were asked for and found; the words themselves only once they are common."""

    __tablename__ = "past_search"

    digest: Mapped[str] = mapped_column(primary_key=True)
    """Keyed checksum of the folded words, so that a rare question cannot be read."""
    days: Mapped[int] = mapped_column(default=1)
    """On how many different days they were asked for."""
    last_day: Mapped[date] = mapped_column(index=True)
    text: Mapped[str | None]


class EventKind(IntEnum):
    """What a public computer says."""

    BOOT = 1
    HEARTBEAT = 2
    SESSION_START = 3
    SESSION_ACTIVITY = 4
    SESSION_END = 5
    LINE_UP = 6
    LINE_DOWN = 7
    HELP_REQUEST = 8
    PRINT_COUNT = 9
    INPUT = 10
    FAULT = 11


class EndReason(IntEnum):
    """Why a session ended; LOST is never said by a computer, only concluded."""

    LOST = 0
    USER = 1
    IDLE = 2
    LIMIT = 3
    STAFF = 4
    CLOSING = 5


class DeviceBoot(Base):
    """One run of a public computer, from its start to its last word."""

    __tablename__ = "device_boot"
    __table_args__ = (UniqueConstraint("device_id", "boot"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    boot: Mapped[bytes]
    """The name the computer gave this run: a UUID."""
    origin: Mapped[int | None] = mapped_column(BigInteger)
    """When its own clock stood at nought: milliseconds since 1970, by our clock. None when all
    it said came through a later run."""
    skew: Mapped[int | None] = mapped_column(BigInteger)
    """Milliseconds by which its calendar lagged behind ours."""
    spoken: Mapped[int] = mapped_column(BigInteger, default=-1)
    """The latest moment, on its own clock, at which it spoke to us."""
    returns: Mapped[int] = mapped_column(default=0)
    """How often it spoke again after another run had: a machine cannot do that, two can."""
    dropped: Mapped[int] = mapped_column(default=0)
    """Events it says it could not keep."""
    waiting: Mapped[int] = mapped_column(default=0)
    """Events it said it still had to send when it spoke last."""
    heard: Mapped[datetime]
    """When we first learnt of it."""
    by_agent: Mapped[bool] = mapped_column(default=False)
    """Whether the agent spoke, which sees the whole machine, or the page, which sees itself."""


class DeviceEvent(Base):
    """One thing a public computer said, as it said it; times are corrected when it is read."""

    __tablename__ = "device_event"
    __table_args__ = {"sqlite_with_rowid": False}

    boot_id: Mapped[int] = mapped_column(ForeignKey("device_boot.id"), primary_key=True)
    event: Mapped[bytes] = mapped_column(primary_key=True)
    """The name the computer gave it: a UUID of version 7."""
    seq: Mapped[int]
    """Its place in the run."""
    kind: Mapped[int] = mapped_column(SmallInteger)
    wall: Mapped[int] = mapped_column(BigInteger)
    """Milliseconds since 1970 by the computer's calendar, which may be years wrong."""
    mono: Mapped[int] = mapped_column(BigInteger)
    """Milliseconds since the run began, by a clock nobody sets."""
    received: Mapped[int] = mapped_column(BigInteger)
    """Seconds since 1970, by our clock."""
    session: Mapped[bytes | None]
    """Half of the random name of the session; the other half is not kept."""
    amount: Mapped[int | None]
    """Pages printed, seconds of activity, the reason of an end, or what is broken."""


class UsageDue(Base):
    """A computer's day of which the figures must be made anew."""

    __tablename__ = "usage_due"

    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
