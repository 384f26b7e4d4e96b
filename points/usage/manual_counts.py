"""Manual counts by staff, kept separate from measured figures."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, Index, delete, exists, func, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from library import clock
from library.database import Base
from points.access_points import inventory
from points.access_points.opening_hours import HANOI
from points.usage.measures.measure_table import COUNTS
from points.usage.problems import DayToComeError, EmptyTallyError, NotACountError

MAX_COUNT = 9999
"""Largest accepted count for a point and day; more is a typing error."""


class Tally(Base):
    """Manual counts of a point and day; a correction adds a row, and the last row is valid."""

    __tablename__ = "tally"
    __table_args__ = (
        Index("ix_tally_point_id_day", "point_id", "day"),
        Index("ix_tally_day", "day", "point_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"))
    day: Mapped[date]
    visits: Mapped[int | None]
    """Number of visitors; None means not counted."""
    uses: Mapped[int | None]
    """Computer uses that no computer recorded."""
    prints: Mapped[int | None]
    """Pages printed for readers."""
    recorded: Mapped[datetime]
    recorded_by: Mapped[str]


class TallyMonth(Base):
    """The valid counts of a point in a month, and the number of days with each."""

    __tablename__ = "tally_month"

    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    visits: Mapped[int | None]
    uses: Mapped[int | None]
    prints: Mapped[int | None]
    visits_days: Mapped[int]
    uses_days: Mapped[int]
    prints_days: Mapped[int]


def read_count(count_text: str) -> int | None:
    """Parse a typed number; None if it is empty. Raise NotACountError."""
    text = count_text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) <= MAX_COUNT):
        raise NotACountError(text, MAX_COUNT)
    return int(text)


def enter(
    session: Session,
    code: str,
    day: date,
    *,
    by: str,
    visits: int | None = None,
    uses: int | None = None,
    prints: int | None = None,
) -> None:
    """Record the counts of a point and day; earlier counts are kept as history."""
    now = clock.now()
    if day > now.astimezone(HANOI).date():
        raise DayToComeError(f"{day:%d/%m/%Y}")
    counts = {"visits": visits, "uses": uses, "prints": prints}
    if all(count is None for count in counts.values()):
        raise EmptyTallyError
    point = inventory.point_on(session, code, day)
    session.add(Tally(point_id=point.id, day=day, **counts, recorded=now, recorded_by=by))
    session.flush()
    add_up_months(session, [(point.id, day)])


def is_latest() -> ColumnElement[bool]:
    """Return the condition that a count is the valid one of its point and day."""
    later = aliased(Tally)
    is_same_day = (later.point_id == Tally.point_id) & (later.day == Tally.day)
    return ~exists().where(is_same_day, later.id > Tally.id)


def add_up_months(session: Session, days: Iterable[tuple[int, date]]) -> None:
    """Compute the months of some points and days; whoever adds or deletes counts calls it."""
    months = {(point_id, day.replace(day=1)) for point_id, day in days}
    columns = [getattr(Tally, name) for name in COUNTS]
    for point_id, month in sorted(months):
        session.execute(delete(TallyMonth).filter_by(point_id=point_id, month=month))
        ends = (month + timedelta(days=31)).replace(day=1)
        numbers = select(*map(func.sum, columns), *map(func.count, columns)).where(
            Tally.point_id == point_id, Tally.day >= month, Tally.day < ends, is_latest()
        )
        names = (*COUNTS, *(f"{name}_days" for name in COUNTS))
        values = dict(zip(names, session.execute(numbers).one(), strict=True))
        if any(values.values()):
            session.add(TallyMonth(point_id=point_id, month=month, **values))
    session.flush()


def counted_days(session: Session, point_id: int, since: date, until: date) -> tuple[Tally, ...]:
    """Return the counted days of a point, newest first; `until` is included."""
    rows = select(Tally).where(
        Tally.point_id == point_id, Tally.day.between(since, until), is_latest()
    )
    return tuple(session.scalars(rows.order_by(Tally.day.desc())))
