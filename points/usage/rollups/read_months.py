"""Monthly figures of points, with their coverage."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from points.access_points.inventory import Point, points_on
from points.usage.coverage import coverages
from points.usage.evidence import Coverage, Figure, Method
from points.usage.rollups.models import PointMonth


@dataclass(frozen=True, slots=True)
class MonthOfPoint:
    """Figures of a point in a month."""

    point: Point
    sessions: Figure
    seconds: Figure


def month_of_points(session: Session, month: date, today: date) -> tuple[MonthOfPoint, ...]:
    """Return a month's figures of every point; a point without events has values of None."""
    ends = (month + timedelta(days=31)).replace(day=1)
    rows = select(PointMonth).where(PointMonth.month == month)
    rows_by_point = {row.point_id: row for row in session.scalars(rows)}
    coverage = coverages(session, month, min(ends, today))
    return tuple(
        MonthOfPoint(
            point,
            _figure(rows_by_point.get(point.id), "sessions", coverage[point.id]),
            _figure(rows_by_point.get(point.id), "session_seconds", coverage[point.id]),
        )
        for point in points_on(session, ends - timedelta(days=1))
    )


def _figure(row: PointMonth | None, name: str, coverage: Coverage) -> Figure:
    return Figure(None if row is None else getattr(row, name), Method.MEASURED, coverage)
