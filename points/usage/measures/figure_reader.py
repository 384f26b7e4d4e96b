"""Reader of all figures: of any points, in any days, with the coverage behind them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache, cached_property
from itertools import accumulate

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from points.access_points.closures import closures
from points.access_points.stays import stays
from points.usage.evidence import Coverage, Figure
from points.usage.manual_counts import Tally, is_latest
from points.usage.measures.measure_table import COUNTS, Measure, Source
from points.usage.measures.stored_sums import (
    HEARD,
    Grain,
    Key,
    Values,
    add,
    counted_days_of,
    month_of,
    sums,
)
from points.usage.rollups.models import CountedDay, PointDay

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


EXPECTED, OPEN = "expected_days", "expected_counts"
"""Codes of the computer-days expected, and of the days on which points are open to be counted."""


def figure(values: Values, measure: Measure) -> Figure:
    """Return the figure of a measure, with its method and coverage."""
    heard, expected = {
        "computers": (HEARD, EXPECTED),
        "counts": (counted_days_of(measure.code), OPEN),
    }.get(measure.coverage, ("", ""))
    coverage = Coverage(values.get(heard, 0), values.get(expected, 0))
    return Figure(values.get(measure.code), measure.counting, coverage)


def total(values_by_key: Iterable[Values]) -> Values:
    """Return the figures of several keys together."""
    result: Values = {}
    for values in values_by_key:
        add(result, values)
    return result


class FigureReader:
    """Reads the figures of some points and days; what is expected of them is read once."""

    def __init__(
        self,
        session: Session,
        points: Collection[int],
        since: date,
        until: date,
        expected: ExpectedComputers | None = None,
    ) -> None:
        self._session = session
        self._points = points
        self._since, self._until = since, until
        self._expected = expected or ExpectedComputers(session, since, until)

    def narrowed(self, points: Collection[int]) -> "FigureReader":
        """Return a reader of some of the points."""
        days = self._since, self._until
        return FigureReader(self._session, points, *days, self._expected)

    @cached_property
    def _excess(self) -> list[tuple[int, date, int]]:
        return list(self._expected.excess(self._session, self._points))

    @cached_property
    def _counts_on_closed_days(self) -> list[Row]:
        columns = [getattr(Tally, name) for name in COUNTS]
        rows = select(Tally.point_id, Tally.day, *columns).where(
            Tally.day.in_(self._expected.days_closed(self._points)), is_latest()
        )
        if len(self._points) <= FEW_POINTS:
            rows = rows.where(Tally.point_id.in_(self._points))
        points = frozenset(self._points)
        return [
            row
            for row in self._session.execute(rows)
            if row.point_id in points and self._expected.is_closed(row.point_id, row.day)
        ]

    def read(self, *by: Grain, cutoff: int = 1) -> dict[Key, Values]:
        """Return the figures of all sources, by point, month or day."""
        keys = _Keys(by, cutoff)
        figures: dict[Key, Values] = defaultdict(dict)
        for source in (Source.COMPUTERS, Source.COUNTS):
            for key, values in self._sums(source, *by, cutoff=cutoff).items():
                add(figures[key], values)
        self._cover_computers(figures, keys)
        self._cover_counts(figures, keys)
        for key, values in self._item_uses(keys, *by, cutoff=cutoff).items():
            add(figures[key], values)
        return figures

    def computers(self, *by: Grain, cutoff: int = 1) -> dict[Key, Values]:
        """Return the figures of the computers with their coverage, by point, month or day."""
        figures = defaultdict(dict, self._sums(Source.COMPUTERS, *by, cutoff=cutoff))
        self._cover_computers(figures, _Keys(by, cutoff))
        return figures

    def _sums(self, source: Source, *by: Grain, cutoff: int) -> dict[Key, Values]:
        days = self._since, self._until
        return sums(self._session, source, *days, *by, points=self._points, cutoff=cutoff)

    def _cover_computers(self, figures: dict[Key, Values], keys: "_Keys") -> None:
        """Add the coverage of computers: those heard, but on no day more than were expected."""
        for point_id, day, more in self._excess:
            add(figures[keys.of(point_id, keys.part(day))], {HEARD: -more})
        numbers = self._expected.computer_days(self._points, keys.part, by_point=keys.by_point)
        for place_and_part, number in numbers.items():
            add(figures[keys.of(*place_and_part)], {EXPECTED: number})

    def _cover_counts(self, figures: dict[Key, Values], keys: "_Keys") -> None:
        """Add the days on which a count is expected, and take off the counts of other days."""
        numbers = self._expected.open_days(self._points, keys.part, by_point=keys.by_point)
        for place_and_part, number in numbers.items():
            add(figures[keys.of(*place_and_part)], {OPEN: number})
        for point_id, day, *counts in self._counts_on_closed_days:
            excess = {
                counted_days_of(name): -1
                for name, count in zip(COUNTS, counts, strict=True)
                if count is not None
            }
            add(figures[keys.of(point_id, keys.part(day))], excess)

    def _item_uses(self, keys: "_Keys", *by: Grain, cutoff: int) -> dict[Key, Values]:
        """Return the item uses; they are unknown, not zero, while no day has been counted."""
        days = select(func.count()).where(
            CountedDay.day >= self._since, CountedDay.day < self._until
        )
        if not self._session.scalar(days):
            return {}
        first = keys.part(self._since)
        uses = {keys.of(point_id, first): {"total_requests": 0} for point_id in self._points}
        for key, values in self._sums(Source.ITEMS, *by, cutoff=cutoff).items():
            add(uses.setdefault(key, {}), values)
        return uses


class _Keys:
    """The keys of figures by some grains."""

    def __init__(self, by: Collection[Grain], cutoff: int) -> None:
        self.by_point = Grain.POINT in by
        self._has_parts = Grain.DAY in by or Grain.MONTH in by
        self.part: Callable[[date], date | None] = lambda _day: None
        if Grain.DAY in by:
            self.part = lambda day: day
        elif Grain.MONTH in by:
            self.part = lambda day: month_of(day, cutoff)

    def of(self, point_id: int | None, part: date | None) -> Key:
        """Return the key of a point and a part of the span."""
        if self.by_point and self._has_parts:
            return point_id, part
        return point_id if self.by_point else part if self._has_parts else ()
