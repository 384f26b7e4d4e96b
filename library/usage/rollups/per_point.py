"""Adds the days of computers up to the days and months of points, and says what became another."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.points.opening_hours import HANOI
from library.usage.rollups.day_totals import MEASURES, Figures
from library.usage.rollups.models import ComputerDay, Measured, PointDay, PointMonth, Restatement

SETTLED = timedelta(days=5)
"""After a month has been over so long, what changes in it is a restatement."""

_A_DAY = timedelta(days=1)


def is_settled(month: date, now: datetime) -> bool:
    """Say whether a month has been over long enough to be printed."""
    return now >= midnight(next_month(month)) + SETTLED


def roll_point(session: Session, point_id: int, day: date, now: datetime) -> None:
    """Make a day of a point anew, and its month."""
    computers, *sums = session.execute(
        select(func.count(), *(func.sum(getattr(ComputerDay, name)) for name in MEASURES))
        .where(ComputerDay.point_id == point_id)
        .where(ComputerDay.day == day)
    ).one()
    row = session.get(PointDay, (point_id, day))
    if computers:
        row = row or PointDay(point_id=point_id, day=day)
        row.computers = computers
        write(row, Figures(*map(int, sums)))
        session.add(row)
    elif row is not None:
        session.delete(row)
    session.flush()
    _roll_month(session, point_id, day.replace(day=1), now)


def _roll_month(session: Session, point_id: int, month: date, now: datetime) -> None:
    computer_days, *sums = session.execute(
        select(
            func.sum(PointDay.computers),
            *(func.sum(getattr(PointDay, name)) for name in MEASURES),
        )
        .where(PointDay.point_id == point_id)
        .where(PointDay.day >= month, PointDay.day < next_month(month))
    ).one()
    row = session.get(PointMonth, (point_id, month))
    before = None if row is None else figures_of(row)
    after = Figures(*map(int, sums)) if computer_days else None
    if is_settled(month, now):
        _restate(session, point_id, month, before, after, now)
    if after is None:
        session.delete(row)
        session.flush()
        return
    row = row or PointMonth(point_id=point_id, month=month)
    row.computer_days = int(computer_days)
    write(row, after)
    session.add(row)
    session.flush()


def _restate(
    session: Session,
    point_id: int,
    month: date,
    before: Figures | None,
    after: Figures | None,
    now: datetime,
) -> None:
    """Enter what became another figure; what one day brings late in many parts is one change."""
    rows = select(Restatement).where(
        Restatement.point_id == point_id,
        Restatement.month == month,
        Restatement.restated >= midnight(now.astimezone(HANOI).date()),
    )
    of_today = {row.measure: row for row in session.scalars(rows)}
    for name in MEASURES:
        old, new = getattr(before, name, None), getattr(after, name, None)
        if old == new:
            continue
        row = of_today.get(name) or Restatement(
            point_id=point_id, month=month, measure=name, before=old
        )
        row.after, row.restated = new, now
        session.add(row)


def figures_of(row: Measured) -> Figures:
    """Return the figures of a row."""
    return Figures(*(getattr(row, name) for name in MEASURES))


def write(row: Measured, figures: Figures) -> None:
    """Put figures in a row."""
    for name in MEASURES:
        setattr(row, name, getattr(figures, name))


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins at the points."""
    return datetime.combine(day, time(), HANOI)


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return (month + 31 * _A_DAY).replace(day=1)
