"""Database tables of usage. No row can be traced to a person."""

from datetime import date, datetime
from enum import IntEnum, IntFlag, StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, SmallInteger, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, one_of
from points.use_kind import UseKind


class ItemUse(Base):
    """A use of the catalogue or an item, unfiltered; double clicks are removed when counting."""

    __tablename__ = "item_use"
    __table_args__ = (Index("ix_item_use_item_id_at", "item_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[UseKind] = mapped_column(one_of(UseKind, "use_kind"))
    item_id: Mapped[str | None]
    page_number: Mapped[int | None]
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"), index=True)
    reader_session: Mapped[str]
    """Key of a visit within one hour (see usage.privacy); unlinkable after its day."""
    earlier_session: Mapped[str | None]
    """Key of the same visit in the hour before, just after the full hour: for double clicks."""


class VisitSalt(Base):
    """Secret of one day's visit keys; once it is deleted they cannot be linked."""

    __tablename__ = "visit_salt"

    day: Mapped[date] = mapped_column(primary_key=True)
    salt: Mapped[bytes]


class PastSearch(Base):
    """A successful search query; its words are stored only once it is common.

    Phrases that found nothing stand here as checksums alone.
    """

    __tablename__ = "past_search"

    digest: Mapped[str] = mapped_column(primary_key=True)
    """Keyed checksum of the folded words, which keeps rare queries unreadable."""
    days: Mapped[int] = mapped_column(default=1)
    """Number of days on which it was searched."""
    last_day: Mapped[date] = mapped_column(index=True)
    text: Mapped[str | None]


class EventKind(IntEnum):
    """Kind of event sent by a public computer."""

    BOOT = 1
    HEARTBEAT = 2
    SESSION_START = 3
    SESSION_ACTIVITY = 4
    SESSION_END = 5
    LINE_UP = 6
    LINE_DOWN = 7
    HELP_REQUEST = 8
    PRINT_COUNT = 9
    """No longer accepted; stored events may have it."""
    INPUT = 10
    FAULT = 11
    STOP = 12
    """Shutdown of the machine, as far as its agent was told of it."""
    VOUCHER = 13
    """Confirmation by the agent that a sitting takes place at this machine."""


class Heartbeat(IntFlag):
    """State of a machine as reported with each heartbeat."""

    LINE_UP = 1
    LINE_DOWN = 2
    SEES_INPUT = 4
    """The sender sees all keyboard and mouse input of the machine, not only that on its page."""
    LINE_UNKNOWN = 8
    """The library does not answer, which may be the server's fault."""


class EndReason(IntEnum):
    """Reason for the end of a session; LOST is derived, never sent by a computer."""

    LOST = 0
    USER = 1
    IDLE = 2
    LIMIT = 3
    STAFF = 4
    CLOSING = 5


class DueCause(StrEnum):
    """Reason why the figures of a day are recomputed."""

    EVENTS = "events"
    DECISION = "decision"
    HOURS = "hours"


class DeviceBoot(Base):
    """A run of a public computer, from its start to its last event."""

    __tablename__ = "device_boot"
    __table_args__ = (UniqueConstraint("device_id", "boot"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    boot: Mapped[bytes]
    """Id of the run, a UUID chosen by the computer."""
    origin: Mapped[int | None] = mapped_column(BigInteger)
    """Start of its monotonic clock in milliseconds since 1970, by the server's clock. None when
    all its events came through a later run."""
    skew: Mapped[int | None] = mapped_column(BigInteger)
    """Milliseconds by which its wall clock is behind the server's."""
    spoken: Mapped[int] = mapped_column(BigInteger, default=-1)
    """Latest time, on its monotonic clock, at which it sent a batch."""
    latest: Mapped[int] = mapped_column(BigInteger, default=-1)
    """Time of its latest stored event, on its monotonic clock; -1 without events."""
    returns: Mapped[int] = mapped_column(default=0)
    """Number of times it sent a batch after another run did, which proves two machines."""
    dropped: Mapped[int] = mapped_column(default=0)
    """Events that it reports as dropped."""
    waiting: Mapped[int] = mapped_column(default=0)
    """Events still waiting to be sent, as of its last batch."""
    heard: Mapped[datetime]
    """Time of the first batch that mentioned it."""
    delivered_by: Mapped[int | None] = mapped_column(ForeignKey("device_boot.id"), index=True)
    """Later run whose batch first mentioned it; None if it sent that batch itself."""
    delivered_offset: Mapped[int | None] = mapped_column(BigInteger)
    """Wall clock minus monotonic clock of the delivering run, in milliseconds, at that batch."""
    version: Mapped[str | None]
    """Version of the program that sent it, if it said so."""
    undated: Mapped[bool] = mapped_column(default=False)
    """True if the time of its events cannot be known, so that no figure counts them."""
    by_agent: Mapped[bool] = mapped_column(default=False)
    """True if sent by the agent, which sees the whole machine; False if by the page."""
    signed: Mapped[bool] = mapped_column(default=False, server_default=false())
    """True if each of its batches was signed with the key of the agent or of the browser."""
    network: Mapped[str | None]
    """Short digest of the network address of its latest batch; None in older runs."""


class DeviceEvent(Base):
    """An event as sent by a public computer; times are corrected when it is read."""

    __tablename__ = "device_event"
    __table_args__ = {"sqlite_with_rowid": False}

    boot_id: Mapped[int] = mapped_column(ForeignKey("device_boot.id"), primary_key=True)
    event: Mapped[bytes] = mapped_column(primary_key=True)
    """Id of the event, a version 7 UUID chosen by the computer."""
    seq: Mapped[int]
    """Its sequence number in the run."""
    kind: Mapped[int] = mapped_column(SmallInteger)
    wall: Mapped[int] = mapped_column(BigInteger)
    """Milliseconds since 1970 by the computer's wall clock, which may be years off."""
    mono: Mapped[int] = mapped_column(BigInteger)
    """Milliseconds since the start of the run, by a monotonic clock."""
    received: Mapped[int] = mapped_column(BigInteger)
    """Seconds since 1970, by the server's clock."""
    session: Mapped[bytes | None]
    """Half of the random session id; the other half is not stored."""
    amount: Mapped[int | None]
    """Seconds of activity, `Heartbeat` flags, reason of an end, or code of a fault."""


class UsageDue(Base):
    """A computer and day whose figures must be recomputed."""

    __tablename__ = "usage_due"

    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    cause: Mapped[str] = mapped_column(default=DueCause.EVENTS.value, server_default="events")
    """The `DueCause` that marked it first."""
