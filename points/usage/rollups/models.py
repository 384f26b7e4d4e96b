"""Database tables of totals; the raw data behind them may be deleted."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base


class Measured:
    """Columns measured on public computers: the fields of `day_totals.Figures`."""

    sessions: Mapped[int]
    doubtful_sessions: Mapped[int]
    session_seconds: Mapped[int]
    active_seconds: Mapped[int]
    machine_seconds: Mapped[int]
    line_up_seconds: Mapped[int]
    line_down_seconds: Mapped[int]
    help_requests: Mapped[int]
    outside_seconds: Mapped[int | None]
    apart_sessions: Mapped[int | None]


class ComputerDay(Measured, Base):
    """A day of a computer at a point; no row means no events, not zero."""

    __tablename__ = "computer_day"
    __table_args__ = (
        Index("ix_computer_day_point_id_day", "point_id", "day"),
        Index("ix_computer_day_day", "day", "point_id", "device_id"),
    )

    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"), primary_key=True)


class ComputerHour(Base):
    """An hour of a computer at a point; the columns are the fields of `HourFigures`."""

    __tablename__ = "computer_hour"
    __table_args__ = (
        Index("ix_computer_hour_point_id_day", "point_id", "day"),
        {"sqlite_with_rowid": False},
    )

    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    hour: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    """Local hour at the point: 8 is from eight to nine."""
    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"), primary_key=True)
    sessions: Mapped[int]
    used_seconds: Mapped[int]
    active_seconds: Mapped[int]
    machine_seconds: Mapped[int]
    line_up_seconds: Mapped[int]
    line_down_seconds: Mapped[int]


class PointDay(Measured, Base):
    """A day of a point: the sum of its computers'."""

    __tablename__ = "point_day"
    __table_args__ = (Index("ix_point_day_day", "day", "computers", "point_id"),)

    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    computers: Mapped[int]
    """Number of computers with events."""


class PointMonth(Measured, Base):
    """A month of a point: the sum of its days."""

    __tablename__ = "point_month"

    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    """First day of the month."""
    computer_days: Mapped[int]
    """Number of computer-days with events."""


class UseRuling(Base):
    """Decision on uses that were set apart; one that was taken back has no effect."""

    __tablename__ = "use_ruling"

    id: Mapped[int] = mapped_column(primary_key=True)
    accepted: Mapped[bool]
    reason: Mapped[str]
    uses: Mapped[int]
    """Number of uses it was about."""
    decided: Mapped[datetime]
    decided_by: Mapped[str]
    undone: Mapped[datetime | None]
    undone_by: Mapped[str | None]


class ApartUse(Base):
    """An implausible use of a computer, deleted with its events."""

    __tablename__ = "apart_use"
    __table_args__ = (
        Index("ix_apart_use_device_id_day", "device_id", "day"),
        Index("ix_apart_use_ruling_id_point_id", "ruling_id", "point_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"), index=True)
    day: Mapped[date]
    started: Mapped[datetime]
    seconds: Mapped[int]
    reason: Mapped[str]
    """An `Implausibility` or an `Arrival`."""
    session: Mapped[bytes]
    """Half of the random session id, as in its events."""
    ruling_id: Mapped[int | None] = mapped_column(ForeignKey("use_ruling.id"))
    """None while it waits for a decision."""


class Restatement(Base):
    """A change of a settled month's figure, whatever the cause."""

    __tablename__ = "restatement"
    __table_args__ = (Index("ix_restatement_point_id_month", "point_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"))
    month: Mapped[date]
    measure: Mapped[str]
    before: Mapped[int | None]
    """None when the month had no figure."""
    after: Mapped[int | None]
    restated: Mapped[datetime]
    cause: Mapped[str | None]
    """`RestatementCause` values, separated by spaces; None in older rows."""


class ItemUseTotals:
    """COUNTER totals of the use of items: the fields of `item_counts.ItemCounts`."""

    total_investigations: Mapped[int] = mapped_column(default=0)
    unique_investigations: Mapped[int] = mapped_column(default=0)
    total_requests: Mapped[int] = mapped_column(default=0)
    unique_requests: Mapped[int] = mapped_column(default=0)
    limit_exceeded: Mapped[int] = mapped_column(default=0, server_default="0")
    no_license: Mapped[int] = mapped_column(default=0, server_default="0")


class UseDay(ItemUseTotals, Base):
    """Use of the catalogue on a day, from a point or from outside; without the items."""

    __tablename__ = "use_day"
    __table_args__ = (Index("ix_use_day_day_point_id", "day", "point_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    point_id: Mapped[int | None] = mapped_column(ForeignKey("access_point.id"))
    searches: Mapped[int] = mapped_column(default=0)
    is_open: Mapped[bool] = mapped_column(default=False)
    """True until the day is over: then it is made afresh from the single uses each time."""


class ItemMonth(ItemUseTotals, Base):
    """Use of an item in a month; never by day, which could show what one reader read."""

    __tablename__ = "item_month"
    __table_args__ = (Index("ix_item_month_month_item_id", "month", "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[date]
    item_id: Mapped[str]
    inside: Mapped[bool]
    """True for use at the public computers, on days on which enough of them read documents."""
    point_id: Mapped[int | None] = mapped_column(ForeignKey("access_point.id"))
    """None for use from outside, and of titles that too few machines of the point had that day."""
    point_days: Mapped[int] = mapped_column(default=0, server_default="0")
    """Number of days on which enough machines of the point had the title."""
    open_day: Mapped[date | None]
    """Day that is not over whose closed hours it counts, without places; None for other rows."""


class OpenUseDay(Base):
    """A day that is not over, whose closed hours are counted by item."""

    __tablename__ = "open_use_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    until: Mapped[datetime]
    """End of the last hour counted."""
    uses: Mapped[int]
    """Number of single uses until then, which shows later whether they were lost."""


class CountedDay(Base):
    """A finished day whose item usage is counted: an absent item has zero uses."""

    __tablename__ = "counted_day"

    day: Mapped[date] = mapped_column(primary_key=True)
