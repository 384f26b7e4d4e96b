"""Manual counts by staff, kept separate from measured figures."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from library import clock
from library.database import Base
from points.access_points import inventory
from points.access_points.opening_hours import HANOI
from points.usage.problems import DayToComeError, EmptyTallyError, NotACountError

MAX_COUNT = 9999
"""Largest accepted count for a point and day; more is a typing error."""


class Tally(Base):
    """Manual counts of a point and day; a correction adds a row, and the last row is valid."""

    __tablename__ = "tally"
    __table_args__ = (Index("ix_tally_point_id_day", "point_id", "day"),)

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


@dataclass(frozen=True, slots=True)
class DayCounted:
    """Latest manual counts of a day."""

    day: date
    visits: int | None
    uses: int | None
    prints: int | None
    recorded: datetime
    recorded_by: str


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


def counted_days(
    session: Session, point_id: int, since: date, until: date
) -> tuple[DayCounted, ...]:
    """Return the counted days of a point, newest first; `until` is included."""
    last = select(func.max(Tally.id)).where(
        Tally.point_id == point_id, Tally.day.between(since, until)
    )
    rows = select(Tally).where(Tally.id.in_(last.group_by(Tally.day))).order_by(Tally.day.desc())
    return tuple(
        DayCounted(row.day, row.visits, row.uses, row.prints, row.recorded, row.recorded_by)
        for row in session.scalars(rows)
    )
