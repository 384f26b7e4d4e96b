"""Monthly figures of each point, the basis of all computer indicators."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.vietnamese.letters import fold
from points.access_points.inventory import Point, points_on_days
from points.access_points.models import (
    Asset,
    AssetRecord,
    AssetState,
    OpeningException,
    OpeningWeek,
)
from points.access_points.opening_hours import read_hours
from points.access_points.stays import Stay, stays
from points.programme.periods import Period
from points.programme.registers import entries
from points.usage.evidence import Coverage
from points.usage.measures.figure_reader import EXPECTED, FigureReader
from points.usage.measures.measure_table import Source
from points.usage.measures.stored_sums import HEARD, Grain, Values, sums
from points.usage.rollups.per_point import next_month

_ONE_DAY = timedelta(days=1)

_COMPUTER_PREFIX = "may tinh"


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


MEASURES_OF_MONTHS = tuple(
    field.name
    for field in fields(MonthFacts)
    if field.name not in ("point", "month", "level", "serving", "confirmed", "apart_sessions")
)
"""Fields that are compared after a month is closed."""

_FIGURES = (*MEASURES_OF_MONTHS[5:-1], "apart_sessions")
"""Fields that the reader of figures returns."""


def month_facts(session: Session, period: Period, today: date) -> tuple[MonthFacts, ...]:
    """Return the figures of each point, month by month; future months are omitted."""
    last_days = {m: min(next_month(m) - _ONE_DAY, today) for m in period.months if m <= today}
    points_by_day = points_on_days(session, last_days.values())
    months = [(month, points_by_day[day]) for month, day in last_days.items()]
    if not months:
        return ()
    days = period.since, min(period.until, today + _ONE_DAY)
    ids = {point.id for _, points in months for point in points}
    reader = FigureReader(session, ids, *days)
    figures = reader.computers(Grain.POINT, Grain.MONTH, cutoff=period.since.day)
    calendar = opening_calendar(session, *days)
    stock = ComputerStock(session)
    active = _active_computers(session, *days)
    requests = _requested(session, *days, Grain.MONTH)
    confirmed_months = {
        (entry.point, entry.day.replace(day=1))
        for entry in entries.entries(
            session, "xac-nhan", since=period.since.replace(day=1), until=days[1]
        )
    }
    return tuple(
        MonthFacts(
            point=point.code,
            month=month,
            level=point.facts.level.value,
            serving=point.facts.serving,
            **calendar.month(point.id, month),
            computers=stock.count(point.id, last_days[month]),
            computers_heard=active[point.id, month],
            **_of_month(figures[point.id, month]),
            items_requested=requests.get((point.id, month), 0),
            confirmed=(point.code, month.replace(day=1)) in confirmed_months,
        )
        for month, points in months
        for point in points
    )


def _of_month(values: Values) -> dict[str, int | None]:
    days = {HEARD: 0, EXPECTED: 0}
    return {name: values.get(name, days.get(name)) for name in _FIGURES}


def uses_by_month(
    session: Session, period: Period, points: Iterable[Point]
) -> list[tuple[int | None, ...]]:
    """Return the uses of each point month by month; None is unknown."""
    by = (Grain.POINT, Grain.MONTH)
    uses = sums(session, Source.COMPUTERS, period.since, period.until, *by, codes=("sessions",))
    return [
        tuple(uses.get((point.id, month), {}).get("sessions") for month in period.months)
        for point in points
    ]


def requested_outside(session: Session, period: Period) -> int:
    """Return the COUNTER Unique_Item_Requests from outside the points."""
    return _requested(session, period.since, period.until).get(None, 0)


def _requested(session: Session, since: date, until: date, *parts: Grain) -> dict[object, int]:
    by = (Grain.POINT, *parts)
    codes, cutoff = ("unique_requests",), since.day
    uses = sums(session, Source.ITEMS, since, until, *by, cutoff=cutoff, codes=codes)
    return {key: values["unique_requests"] for key, values in uses.items()}


def _active_computers(session: Session, since: date, until: date) -> Counter[tuple[int, date]]:
    """Return the number of reporting computers by point id and month."""
    by = (Grain.POINT, Grain.COMPUTER, Grain.MONTH)
    days = sums(session, Source.COMPUTERS, since, until, *by, cutoff=since.day, codes=(HEARD,))
    return Counter((point_id, month) for point_id, _device_id, month in days)


def to_json(facts: MonthFacts) -> dict[str, object]:
    """Return the figures as a JSON object."""
    values = {field.name: getattr(facts, field.name) for field in fields(MonthFacts)}
    return {**values, "month": facts.month.isoformat()}


def from_json(values: dict[str, object]) -> MonthFacts:
    """Return the figures from a JSON object."""
    return MonthFacts(**{**values, "month": date.fromisoformat(str(values["month"]))})


def by_point(months: tuple[MonthFacts, ...]) -> dict[str, tuple[MonthFacts, ...]]:
    """Return the months by point code."""
    months_by_point: dict[str, list[MonthFacts]] = defaultdict(list)
    for facts in months:
        months_by_point[facts.point].append(facts)
    return {point: tuple(of_point) for point, of_point in months_by_point.items()}


class ComputerStock:
    """Stays of all computers, each counted once, at their points."""

    def __init__(self, session: Session) -> None:
        asset_stays = _inventory_stays(session)
        self._stays: dict[int, list[Stay]] = defaultdict(list)
        without_number = (stay for stay in stays(session) if stay.asset_id not in asset_stays)
        for stay in chain(without_number, *asset_stays.values()):
            self._stays[stay.point_id].append(stay)

    def count(self, point_id: int, day: date) -> int:
        """Return the number of computers of a point on a day."""
        return sum(stay.since <= day < stay.until for stay in self._stays[point_id])


def _inventory_stays(session: Session) -> dict[int, list[Stay]]:
    """Return the stays of the inventoried computers by asset id, without retired times."""
    kinds = session.execute(select(Asset.id, Asset.kind))
    ours = {asset_id for asset_id, kind in kinds if fold(kind).startswith(_COMPUTER_PREFIX)}
    records: dict[int, list[AssetRecord]] = {asset_id: [] for asset_id in ours}
    for record in session.scalars(select(AssetRecord).order_by(AssetRecord.since, AssetRecord.id)):
        if record.asset_id in ours:
            records[record.asset_id].append(record)
    return {
        asset_id: [
            Stay(asset_id, record.point_id, record.since, ends)
            for record, ends in zip(
                of_asset, [*(later.since for later in of_asset[1:]), date.max], strict=True
            )
            if record.state is not AssetState.RETIRED
        ]
        for asset_id, of_asset in records.items()
        if of_asset
    }


_Week = tuple[date, tuple[str, ...]]
"""The first day of weekly hours, and the hours from Monday on."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Weekly hours and exceptions of all points in a period."""

    since: date
    until: date
    weeks: dict[int, tuple[_Week, ...]]
    exceptions: dict[tuple[int, date], str]

    def month(self, point_id: int, month: date) -> dict[str, int | None]:
        """Return planned days, open days and open minutes of a month; None if not recorded."""
        days = self._days(month)
        weeks = self.weeks.get(point_id, ())
        exceptions = tuple(self.exceptions.get((point_id, day)) for day in days)
        numbers = _count_days(weeks, days, exceptions)
        return dict(zip(("planned_days", "open_days", "open_minutes"), numbers, strict=True))

    def _days(self, month: date) -> tuple[date, ...]:
        ends = min(next_month(month), self.until)
        first = max(month, self.since)
        return tuple(first + _ONE_DAY * step for step in range(max((ends - first).days, 0)))


def opening_calendar(session: Session, since: date, until: date) -> Calendar:
    """Read the hours and exceptions of all points."""
    weeks: dict[int, tuple[_Week, ...]] = defaultdict(tuple)
    rows = select(OpeningWeek.point_id, OpeningWeek.since, OpeningWeek.days)
    for point_id, begins, days in session.execute(rows.order_by(OpeningWeek.since, OpeningWeek.id)):
        weeks[point_id] += ((begins, tuple(days)),)
    exceptions = {
        (point_id, day): hours
        for point_id, day, hours in session.execute(
            select(OpeningException.point_id, OpeningException.day, OpeningException.hours)
            .where(OpeningException.day >= since, OpeningException.day < until)
            .order_by(OpeningException.id)
        )
    }
    return Calendar(since, until, dict(weeks), exceptions)


@lru_cache(maxsize=4096)
def _count_days(
    weeks: tuple[_Week, ...], days: tuple[date, ...], exceptions: tuple[str | None, ...]
) -> tuple[int | None, int | None, int | None]:
    """Return planned days, open days and open minutes; points with the same hours share them."""
    usual = [_usual(weeks, day) for day in days]
    if all(hours is None for hours in usual):
        return None, None, None
    hours_by_day = [
        (planned, planned or "" if exception is None else exception)
        for planned, exception in zip(usual, exceptions, strict=True)
    ]
    return (
        sum(bool(planned) for planned, _ in hours_by_day),
        sum(bool(planned and hours) for planned, hours in hours_by_day),
        sum(_minutes(hours) for _, hours in hours_by_day),
    )


def _usual(weeks: tuple[_Week, ...], day: date) -> str | None:
    week = next((days for since, days in reversed(weeks) if since <= day), None)
    return None if week is None else week[day.weekday()]


@lru_cache(maxsize=512)
def _minutes(hours: str) -> int:
    return sum(interval.minutes for interval in read_hours(hours))
