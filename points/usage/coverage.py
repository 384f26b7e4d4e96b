"""Coverage: computer-days with events, out of the computer-days expected."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta
from itertools import accumulate

from sqlalchemy import select
from sqlalchemy.orm import Session

from points.access_points.closures import closures
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
        for point_day, total in ExpectedComputers(session, since, until).by_day()
    }


class ExpectedComputers:
    """The computers expected at each point, by day."""

    def __init__(self, session: Session, since: date, until: date) -> None:
        length = max(0, (until - since).days)
        self.days = tuple(since + timedelta(days=step) for step in range(length))
        self.closures = closures(session, since, until)
        changes: dict[int, list[int]] = defaultdict(lambda: [0] * (length + 1))
        for stay in stays(session):
            begins, ends = max(stay.since, since), min(stay.until, until)
            if begins < ends:
                changes[stay.point_id][(begins - since).days] += 1
                changes[stay.point_id][(ends - since).days] -= 1
        self._daily = {
            point_id: tuple(accumulate(daily[:-1])) for point_id, daily in changes.items()
        }

    def on(self, point_id: int, day: date) -> int:
        """Return the number on a day."""
        daily = self._daily.get(point_id)
        if daily is None or self.is_closed(point_id, day):
            return 0
        return daily[(day - self.days[0]).days]

    def always(self, point_id: int) -> int:
        """Return the number if it is the same on all open days; 0 if it changes or is 0."""
        numbers = set(self._daily.get(point_id, (0,)))
        return numbers.pop() if len(numbers) == 1 else 0

    def by_day(self) -> Iterator[tuple[PointDate, int]]:
        """Yield the number by point and day, where it is not zero."""
        for point_id, daily in self._daily.items():
            closed_days = self.closures.get(point_id, ())
            for day, computers in zip(self.days, daily, strict=True):
                if computers and day not in closed_days:
                    yield (point_id, day), computers

    def totals(
        self, points: Collection[int], part: Callable[[date], date]
    ) -> tuple[Counter[date], Counter[int]]:
        """Return the numbers of computer-days by part of the range, and by point."""
        by_part: Counter[date] = Counter()
        by_point: Counter[int] = Counter()
        alike: Counter[frozenset[date]] = Counter()
        for point_id in self._daily.keys() & set(points):
            closed_days = self.closures.get(point_id, frozenset())
            if number := self.always(point_id):
                alike[closed_days] += number
                by_point[point_id] = number * (len(self.days) - len(closed_days))
                continue
            for day, computers in zip(self.days, self._daily[point_id], strict=True):
                if computers and day not in closed_days:
                    by_part[part(day)] += computers
                    by_point[point_id] += computers
        for closed_days, computers in alike.items():
            for day in self.days:
                by_part[part(day)] += computers * (day not in closed_days)
        return +by_part, +by_point

    def open_days(
        self, points: Collection[int], part: Callable[[date], date]
    ) -> tuple[Counter[date], Counter[int]]:
        """Return the numbers of days on which the points are open, by part and by point."""
        by_point = Counter({p: len(self.days) - len(self.closures.get(p, ())) for p in points})
        by_part: Counter[date] = Counter()
        closures_of_points = Counter(self.closures.get(p, frozenset()) for p in points)
        for closed_days, number in closures_of_points.items():
            for day in self.days:
                by_part[part(day)] += number * (day not in closed_days)
        return by_part, by_point

    def excess(self, session: Session, points: Collection[int]) -> Iterator[tuple[int, date, int]]:
        """Yield the computers that were heard beyond those expected, by point and day.

        Few rows can have any: of closed days, with many computers, of points where it changed.
        """
        if not self.days:
            return
        numbers = {point_id: self.always(point_id) for point_id in points}
        closed_days = self.days_closed(points)
        fewest = min((number for number in numbers.values() if number), default=0)
        changing = [point_id for point_id, number in numbers.items() if not number]
        may_exceed = (PointDay.computers > fewest) | PointDay.point_id.in_(changing)
        for is_candidate in (PointDay.day.in_(closed_days), may_exceed):
            rows = select(PointDay.point_id, PointDay.day, PointDay.computers).where(
                PointDay.day.between(self.days[0], self.days[-1]),
                PointDay.point_id.in_(points),
                is_candidate,
            )
            for point_id, day, computers in session.execute(rows):
                more = computers - self.on(point_id, day)
                if more > 0 and (day not in closed_days or is_candidate is not may_exceed):
                    yield point_id, day, more

    def days_closed(self, points: Collection[int]) -> frozenset[date]:
        """Return the days on which any of these points is closed."""
        return frozenset().union(*{self.closures.get(p, frozenset()) for p in points})

    def is_closed(self, point_id: int, day: date) -> bool:
        """Return True if a point is closed on a day."""
        return day in self.closures.get(point_id, ())
