"""Coverage: computer-days with events, out of the computer-days expected."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate

from sqlalchemy import select
from sqlalchemy.orm import Session

from points.access_points.closures import closed_days
from points.access_points.stays import stays
from points.usage.evidence import Coverage
from points.usage.rollups.models import PointDay

PointDate = tuple[int, date]


def coverages(session: Session, since: date, until: date) -> dict[int, Coverage]:
    """Return the coverage of a date range by point id.

    A computer is expected on each day on which it is enrolled and its point is not closed.
    """
    totals: dict[int, Coverage] = defaultdict(Coverage)
    for (point_id, _day), coverage in coverage_by_day(session, since, until).items():
        totals[point_id] = totals[point_id] + coverage
    return totals


def coverage_by_day(session: Session, since: date, until: date) -> dict[PointDate, Coverage]:
    """Return the coverage by point and day; days without expected computers are absent."""
    rows = select(PointDay.point_id, PointDay.day, PointDay.computers).where(
        PointDay.day >= since, PointDay.day < until
    )
    counts = {(point_id, day): computers for point_id, day, computers in session.execute(rows)}
    return {
        point_day: Coverage(min(counts.get(point_day, 0), total), total)
        for point_day, total in _expected_computers(session, since, until)
    }


def _expected_computers(
    session: Session, since: date, until: date
) -> Iterator[tuple[PointDate, int]]:
    """Yield the number of expected computers by point and day, where it is not zero."""
    length = max(0, (until - since).days)
    changes: dict[int, list[int]] = defaultdict(lambda: [0] * (length + 1))
    for stay in stays(session):
        begins, ends = max(stay.since, since), min(stay.until, until)
        if begins < ends:
            changes[stay.point_id][(begins - since).days] += 1
            changes[stay.point_id][(ends - since).days] -= 1
    closures = closed_days(session, since, until)
    days = [since + timedelta(days=step) for step in range(length)]
    for point_id, daily_changes in changes.items():
        for day, computers in zip(days, accumulate(daily_changes), strict=False):
            if computers and (point_id, day) not in closures:
                yield (point_id, day), computers
