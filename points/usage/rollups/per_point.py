"""Daily and monthly totals of points, with restatements of settled months."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from points.access_points.opening_hours import HANOI
from points.usage.models import DueCause
from points.usage.rollups.day_totals import MEASURES, Figures
from points.usage.rollups.models import ComputerDay, Measured, PointDay, PointMonth, Restatement

SETTLED_AFTER = timedelta(days=5)
"""Time after the end of a month from which a change is a restatement."""

_ONE_DAY = timedelta(days=1)


def is_settled(month: date, now: datetime) -> bool:
    """Return True if a month has been over long enough to be published."""
    return now >= midnight(next_month(month)) + SETTLED_AFTER


def first_unsettled(now: datetime) -> date:
    """Return the first day of the oldest month that is not settled."""
    return (now - SETTLED_AFTER).astimezone(HANOI).date().replace(day=1)


def roll_point(
    session: Session, point_id: int, day: date, now: datetime, cause: str = DueCause.EVENTS
) -> None:
    """Recompute a point's day and its month."""
    computers, *sums = session.execute(
        select(func.count(), *(func.sum(getattr(ComputerDay, name)) for name in MEASURES))
        .where(ComputerDay.point_id == point_id)
        .where(ComputerDay.day == day)
    ).one()
    row = session.get(PointDay, (point_id, day))
    if computers:
        row = row or PointDay(point_id=point_id, day=day)
        row.computers = computers
        write(row, _figures(sums))
        session.add(row)
    elif row is not None:
        session.delete(row)
    session.flush()
    roll_month(session, point_id, day.replace(day=1), now, cause)


def roll_month(
    session: Session, point_id: int, month: date, now: datetime, cause: str = DueCause.EVENTS
) -> None:
    """Recompute a point's month from its days."""
    computer_days, *sums = session.execute(
        select(
            func.sum(PointDay.computers),
            *(func.sum(getattr(PointDay, name)) for name in MEASURES),
        )
        .where(PointDay.point_id == point_id)
        .where(PointDay.day >= month, PointDay.day < next_month(month))
    ).one()
    row = session.get(PointMonth, (point_id, month))
    previous = None if row is None else figures_of(row)
    current = _figures(sums) if computer_days else None
    if is_settled(month, now):
        _restate(session, point_id, month, previous, current, now, cause)
    if current is None:
        session.delete(row)
        session.flush()
        return
    row = row or PointMonth(point_id=point_id, month=month)
    row.computer_days = int(computer_days)
    write(row, current)
    session.add(row)
    session.flush()


def _restate(
    session: Session,
    point_id: int,
    month: date,
    previous: Figures | None,
    current: Figures | None,
    now: datetime,
    cause: str,
) -> None:
    """Record changed figures; several changes on one day make one restatement."""
    rows = select(Restatement).where(
        Restatement.point_id == point_id,
        Restatement.month == month,
        Restatement.restated >= midnight(now.astimezone(HANOI).date()),
    )
    of_today = {row.measure: row for row in session.scalars(rows)}
    for name in MEASURES:
        old, new = getattr(previous, name, None), getattr(current, name, None)
        if old == new:
            continue
        row = of_today.get(name) or Restatement(
            point_id=point_id, month=month, measure=name, before=old
        )
        row.after, row.restated = new, now
        row.cause = " ".join(sorted({*(row.cause or "").split(), cause}))
        session.add(row)


def _figures(sums: Iterable[int | None]) -> Figures:
    return Figures(*(None if value is None else int(value) for value in sums))


def figures_of(row: Measured) -> Figures:
    """Return the figures stored in a row."""
    return Figures(*(getattr(row, name) for name in MEASURES))


def write(row: Measured, figures: Figures) -> None:
    """Store figures in a row."""
    for name in MEASURES:
        setattr(row, name, getattr(figures, name))


def midnight(day: date) -> datetime:
    """Return the start of a day in Vietnam time."""
    return datetime.combine(day, time(), HANOI)


def next_month(first: date) -> date:
    """Return the same day of the next month, which is the first or a cut-off day."""
    return (first.replace(day=1) + 31 * _ONE_DAY).replace(day=first.day)
