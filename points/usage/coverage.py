"""The days on which computers and counts are expected, for the coverage of figures."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

from sqlalchemy import select
from sqlalchemy.orm import Session

from points.access_points.closures import closures
from points.access_points.stays import stays
from points.usage.rollups.models import PointDay

_Place = tuple[int | None, date | None]
"""A point id, or None for all points, and a part of the range, or None for all of it."""

FEW_POINTS = 200
"""Number of points up to which rows are sought point by point; above it, day by day."""

_Part = Callable[[date], date | None]


class ExpectedComputers:
    """The computers expected at each point, by day.

    A computer is expected on each day on which it is enrolled and its point is not closed.
    """

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

    def computer_days(
        self, points: Collection[int], part: _Part, *, by_point: bool
    ) -> Counter[_Place]:
        """Return the numbers of computer-days by point (or None for all) and part of the range."""
        steady = {p: number for p in points if (number := self.always(p))}
        totals = self._spread(steady, part, by_point=by_point)
        for point_id in self._daily.keys() & set(points) - steady.keys():
            for day, computers in zip(self.days, self._daily[point_id], strict=True):
                if computers and not self.is_closed(point_id, day):
                    totals[point_id if by_point else None, part(day)] += computers
        return +totals

    def open_days(self, points: Collection[int], part: _Part, *, by_point: bool) -> Counter[_Place]:
        """Return the numbers of days on which the points are open, likewise."""
        return self._spread(dict.fromkeys(points, 1), part, by_point=by_point)

    def _spread(
        self, numbers: Mapping[int, int], part: _Part, *, by_point: bool
    ) -> Counter[_Place]:
        """Return a number of each open day by point and part; points closed alike share work."""
        alike: Counter[tuple[int | None, frozenset[date]]] = Counter()
        for point_id, number in numbers.items():
            closed_days = self.closures.get(point_id, frozenset())
            alike[point_id if by_point else None, closed_days] += number
        open_parts = cache(lambda closed: Counter(part(d) for d in self.days if d not in closed))
        totals: Counter[_Place] = Counter()
        for (place, closed_days), number in alike.items():
            for of_part, days in open_parts(closed_days).items():
                totals[place, of_part] += number * days
        return totals

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
                PointDay.day.between(self.days[0], self.days[-1]), is_candidate
            )
            if len(numbers) <= FEW_POINTS:
                rows = rows.where(PointDay.point_id.in_(points))
            for point_id, day, computers in session.execute(rows):
                more = computers - self.on(point_id, day) if point_id in numbers else 0
                if more > 0 and (day not in closed_days or is_candidate is not may_exceed):
                    yield point_id, day, more

    def days_closed(self, points: Collection[int]) -> frozenset[date]:
        """Return the days on which any of these points is closed."""
        return frozenset().union(*{self.closures.get(p, frozenset()) for p in points})

    def is_closed(self, point_id: int, day: date) -> bool:
        """Return True if a point is closed on a day."""
        return day in self.closures.get(point_id, ())
