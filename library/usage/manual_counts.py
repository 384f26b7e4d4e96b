"""Keeps what staff count by hand, on a phone or on paper: beside what is measured, never in it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from library import clock
from library.database import Base
from library.points import inventory
from library.points.opening_hours import HANOI
from library.usage.problems import DayToComeError, EmptyTallyError, NotACountError

MOST = 9999
"""More do not come to one point on one day: it is a slip of the finger."""


class Tally(Base):
    """One day of a point as staff counted it; a correction adds a row, and the last row counts."""

    __tablename__ = "tally"
    __table_args__ = (Index("ix_tally_point_id_day", "point_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("access_point.id"))
    day: Mapped[date]
    visits: Mapped[int | None]
    """Persons who came in; None: nobody counted, which is not nought."""
    uses: Mapped[int | None]
    """Uses of computers that no computer recorded."""
    recorded: Mapped[datetime]
    recorded_by: Mapped[str]


@dataclass(frozen=True, slots=True)
class DayCounted:
    """A day as it was counted last."""

    day: date
    visits: int | None
    uses: int | None
    recorded: datetime
    recorded_by: str


def read_count(typed: str) -> int | None:
    """Return the number somebody typed; None when nothing was. Raise NotACountError."""
    said = typed.strip()
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and int(said) <= MOST):
        raise NotACountError(said, MOST)
    return int(said)


def enter(
    session: Session, code: str, day: date, *, visits: int | None, uses: int | None, by: str
) -> None:
    """Write down the counts of a point's day; what was counted of it before stays in the book."""
    now = clock.now()
    if day > now.astimezone(HANOI).date():
        raise DayToComeError(f"{day:%d/%m/%Y}")
    if visits is None and uses is None:
        raise EmptyTallyError
    point = inventory.on(session, code, day)
    session.add(
        Tally(point_id=point.id, day=day, visits=visits, uses=uses, recorded=now, recorded_by=by)
    )
    session.flush()


def counted(session: Session, point_id: int, since: date, until: date) -> tuple[DayCounted, ...]:
    """Return the days of a point that were counted from one day to another, newest first."""
    last = select(func.max(Tally.id)).where(
        Tally.point_id == point_id, Tally.day.between(since, until)
    )
    rows = select(Tally).where(Tally.id.in_(last.group_by(Tally.day))).order_by(Tally.day.desc())
    return tuple(
        DayCounted(row.day, row.visits, row.uses, row.recorded, row.recorded_by)
        for row in session.scalars(rows)
    )
