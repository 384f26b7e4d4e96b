"""Monthly figures of each point, the basis of all computer indicators."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from points.access_points.inventory import Point, points_on
from points.access_points.models import PointLevel
from points.access_points.opening_hours import HANOI
from points.programme.indicators import computers, opening_days
from points.programme.periods import Period, month_start, next_month
from points.programme.registers import entries
from points.usage.coverage import coverage_by_day
from points.usage.evidence import Coverage
from points.usage.rollups.models import ComputerDay, PointDay, PointMonth, UseDay

_MEASURES = (
    "sessions",
    "session_seconds",
    "active_seconds",
    "machine_seconds",
    "line_up_seconds",
    "line_down_seconds",
    "help_requests",
    "apart_sessions",
)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """Figures of a point in a month; None is unknown, which is not zero."""

    point: str
    month: date
    """Its first day: the first of a month, or a cut-off day."""
    level: str
    serving: bool
    planned_days: int | None
    """Days on which it should have been open; None if its hours are not recorded."""
    open_days: int | None
    open_minutes: int | None
    computers: int
    """Number of inventoried computers not retired, plus enrolled ones not on the inventory."""
    computers_heard: int
    heard_days: int
    expected_days: int
    sessions: int | None = None
    session_seconds: int | None = None
    active_seconds: int | None = None
    machine_seconds: int | None = None
    line_up_seconds: int | None = None
    line_down_seconds: int | None = None
    help_requests: int | None = None
    items_requested: int = 0
    """COUNTER Unique_Item_Requests from the computers of the point."""
    confirmed: bool = False
    apart_sessions: int | None = None
    """Uses that are set apart; None if none could be judged."""

    @property
    def coverage(self) -> Coverage:
        """Share of the expected reporting days on which computers reported."""
        return Coverage(self.heard_days, self.expected_days)


MEASURES = tuple(
    field.name
    for field in fields(MonthFacts)
    if field.name not in ("point", "month", "level", "serving", "confirmed", "apart_sessions")
)


def month_facts(session: Session, period: Period, today: date) -> tuple[MonthFacts, ...]:
    """Return the figures of each point, month by month; future months are omitted."""
    months = tuple(month for month in period.months if month <= today)
    if not months:
        return ()
    until = min(period.until, today + _ONE_DAY)
    figures = _measured(session, period)
    calendar = opening_days.calendar(session, period.since, until)
    stock = computers.read_stock(session)
    active = _active_computers(session, period.since, until)
    coverage = _coverage(session, period.since, until)
    requests = _requested(session, period.since, until)
    confirmed_months = {
        (entry.point, entry.day.replace(day=1))
        for entry in entries.entries(
            session, "xac-nhan", since=period.since.replace(day=1), until=until
        )
    }
    return tuple(
        MonthFacts(
            point=point.code,
            month=month,
            level=point.facts.level.value,
            serving=point.facts.serving,
            **calendar.month(point.id, month),
            computers=stock.count(point.id, min(next_month(month) - _ONE_DAY, today)),
            computers_heard=active.get((point.id, month), 0),
            heard_days=coverage[point.id, month].heard,
            expected_days=coverage[point.id, month].expected,
            **figures.get((point.id, month), {}),
            items_requested=requests[point.id, month],
            confirmed=(point.code, month.replace(day=1)) in confirmed_months,
        )
        for month in months
        for point in points_on(session, min(next_month(month) - _ONE_DAY, today))
    )


def uses_by_month(
    session: Session, period: Period, points: Iterable[Point]
) -> list[tuple[int | None, ...]]:
    """Return the uses of each point month by month; None is unknown."""
    measured = _measured(session, period)
    return [
        tuple(measured.get((point.id, month), {}).get("sessions") for month in period.months)
        for point in points
    ]


def requested_outside(session: Session, period: Period) -> int:
    """Return the COUNTER Unique_Item_Requests from outside the points."""
    requests = select(func.sum(UseDay.unique_requests)).where(
        UseDay.point_id.is_(None), UseDay.day >= period.since, UseDay.day < period.until
    )
    return int(session.scalar(requests) or 0)


def to_json(facts: MonthFacts) -> dict[str, object]:
    """Return the figures as a JSON object."""
    values = {field.name: getattr(facts, field.name) for field in fields(MonthFacts)}
    return {**values, "month": facts.month.isoformat()}


def from_json(values: dict[str, object]) -> MonthFacts:
    """Return the figures from a JSON object."""
    return MonthFacts(**{**values, "month": date.fromisoformat(str(values["month"]))})


def level_of(facts: MonthFacts) -> PointLevel:
    """Return the level of the point."""
    return PointLevel(facts.level)


def today_in_hanoi(now: datetime) -> date:
    """Return the current date in Vietnam."""
    return now.astimezone(HANOI).date()


def _measured(session: Session, period: Period) -> dict[tuple[int, date], dict[str, int | None]]:
    if period.since.day > 1:
        return _measured_by_day(session, period)
    rows = session.execute(
        select(
            PointMonth.point_id,
            PointMonth.month,
            *(getattr(PointMonth, name) for name in _MEASURES),
        ).where(PointMonth.month >= period.since, PointMonth.month < period.until)
    )
    return {
        (point_id, month): dict(zip(_MEASURES, values, strict=True))
        for point_id, month, *values in rows
    }


def _measured_by_day(
    session: Session, period: Period
) -> dict[tuple[int, date], dict[str, int | None]]:
    """Return the sums of days, for months that begin on a cut-off day."""
    columns = (getattr(PointDay, name) for name in _MEASURES)
    rows = session.execute(
        select(PointDay.point_id, PointDay.day, *columns).where(
            PointDay.day >= period.since, PointDay.day < period.until
        )
    )
    days: dict[tuple[int, date], list[tuple[int | None, ...]]] = defaultdict(list)
    for point_id, day, *values in rows:
        days[point_id, month_start(day, period.since.day)].append(tuple(values))
    return {
        key: {
            name: sum(numbers) if (numbers := [v for v in column if v is not None]) else None
            for name, column in zip(_MEASURES, zip(*values, strict=True), strict=True)
        }
        for key, values in days.items()
    }


def _active_computers(session: Session, since: date, until: date) -> dict[tuple[int, date], int]:
    """Return the number of reporting computers by point id and month."""
    active = {}
    for month in Period(since, until).months:
        per_point = session.execute(
            select(ComputerDay.point_id, func.count(func.distinct(ComputerDay.device_id)))
            .where(ComputerDay.day >= month, ComputerDay.day < min(next_month(month), until))
            .group_by(ComputerDay.point_id)
        )
        active.update({(point_id, month): count for point_id, count in per_point})
    return active


def _coverage(session: Session, since: date, until: date) -> dict[tuple[int, date], Coverage]:
    by_month: dict[tuple[int, date], Coverage] = defaultdict(Coverage)
    for (point_id, day), coverage in coverage_by_day(session, since, until).items():
        by_month[point_id, month_start(day, since.day)] += coverage
    return by_month


def _requested(session: Session, since: date, until: date) -> Counter[tuple[int, date]]:
    counts: Counter[tuple[int, date]] = Counter()
    rows = session.execute(
        select(UseDay.point_id, UseDay.day, func.sum(UseDay.unique_requests))
        .where(UseDay.point_id.is_not(None), UseDay.day >= since, UseDay.day < until)
        .group_by(UseDay.point_id, UseDay.day)
    )
    for point_id, day, count in rows:
        counts[point_id, month_start(day, since.day)] += int(count)
    return counts


def by_point(months: tuple[MonthFacts, ...]) -> dict[str, tuple[MonthFacts, ...]]:
    """Return the months by point code."""
    months_by_point: dict[str, list[MonthFacts]] = defaultdict(list)
    for facts in months:
        months_by_point[facts.point].append(facts)
    return {point: tuple(of_point) for point, of_point in months_by_point.items()}
