"""Demo province: fills an empty installation with deterministic data, including rollups."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from demo.province import registers, sessions
from demo.province.last_contact import add_last_contact
from demo.province.seeded_random import draw, share
from demo.province.sessions import Computer
from library import clock
from library.catalogue.models import Item, ItemState
from library.errors import LibraryError
from points.access_points import inventory, plan_149, reform_2025
from points.access_points.device_life import enrolment_at
from points.access_points.models import (
    Asset,
    AssetRecord,
    AssetState,
    Device,
    DevicePlacement,
    OpeningException,
    PointLevel,
)
from points.access_points.opening_hours import HANOI
from points.programme import month_closing
from points.programme.indicators.monthly_data import month_facts, to_json
from points.programme.models import ClosedMonth, RegisterEntry
from points.programme.periods import Period
from points.programme.plans import plan_store
from points.usage.rollups.day_totals import MEASURES
from points.usage.rollups.models import (
    ComputerDay,
    ComputerHour,
    CountedDay,
    ItemMonth,
    PointDay,
    PointMonth,
    UseDay,
)

BY = "bộ minh họa"
PLAN = Path(__file__).with_name("plan.toml")
_DELIVERED = date(2013, 4, 26)
_ONE_DAY = timedelta(days=1)
_WEEKS = {
    PointLevel.PROVINCE: ["7:30-11:30 13:30-17:00"] * 6 + [""],
    PointLevel.DISTRICT: ["7:30-11:30 13:30-17:00"] * 5 + ["", ""],
    PointLevel.COMMUNE: ["8:00-11:00 14:00-16:30"] * 5 + ["", ""],
}
_MEASURES = tuple(n for n in MEASURES if n not in ("outside_seconds", "apart_sessions"))
"""Measures of the demo, whose computers have no agent and whose uses are not judged."""

_HOURLY_PERIOD = timedelta(days=400)
"""Period for which hourly rows are generated; older ones are not shown."""


class NotEmptyError(LibraryError):
    """The installation already has real computers."""

    message = (
        "Thư viện này đã có máy công cộng thật. Bộ minh họa chỉ nạp vào thư viện trống, "
        "để số dựng sẵn không lẫn với số thật."
    )


def fill(session: Session, since: date, until: date, *, hours: bool = True) -> int:
    """Generate a province from `since` to `until` (exclusive); return its number of computer days.

    Raises NotEmptyError if a computer was ever announced: real figures are never mixed with
    generated ones.
    """
    if session.scalar(select(func.count()).select_from(Device)):
        raise NotEmptyError
    plan_149.enter_plan(session, BY)
    points = tuple(
        point for point in inventory.points_on(session, date.max) if point.code in _sizes()
    )
    _set_hours(session, points, since, until)
    computers = _add_computers(session, points, since)
    computer_days = _add_usage(session, computers, since, until, hours=hours)
    add_last_contact(session, computers)
    _add_item_requests(session, points, since, until)
    _write_registers(session, points, since, until)
    _apply_reform(session, points, until)
    plan_store.enter_shipped(session, BY)
    plan_store.enter(session, PLAN.read_text(encoding="utf-8"), by=BY, reason="minh họa")
    return computer_days


def close_months(session: Session, period: Period, today: date) -> int:
    """Close the finished months of a period at once; return the number newly closed."""
    over = Period(period.since, min(period.until, today.replace(day=1)))
    closed = month_closing.closed_months(session, over)
    by_month: dict[date, list[dict[str, object]]] = defaultdict(list)
    for facts in month_facts(session, over, today):
        by_month[facts.month].append(to_json(facts))
    new = [month for month in by_month if month not in closed]
    session.add_all(
        ClosedMonth(month=month, facts=by_month[month], closed=clock.now(), closed_by=BY)
        for month in new
    )
    session.flush()
    return len(new)


def _sizes() -> dict[str, int]:
    return {planned.code: planned.computers for planned in plan_149.planned_points()}


def _set_hours(
    session: Session, points: Iterable[inventory.Point], since: date, until: date
) -> None:
    exceptions = []
    for point in points:
        inventory.set_week(session, point.code, _WEEKS[point.facts.level], since=since, by=BY)
        closed_days = dict.fromkeys(sessions.public_holidays(since, until), "nghỉ lễ")
        for trouble in sessions.TROUBLES:
            if trouble.point == point.code and trouble.kind == "closed":
                first, last = max(trouble.since, since), min(trouble.until, until)
                for step in range(max((last - first).days, 0)):
                    closed_days[first + step * _ONE_DAY] = "sửa nhà"
        exceptions += [
            {"point_id": point.id, "day": day, "hours": "", "reason": reason, **_record_columns()}
            for day, reason in closed_days.items()
        ]
    _insert(session, OpeningException, exceptions)


def _add_computers(
    session: Session, points: Iterable[inventory.Point], since: date
) -> tuple[Computer, ...]:
    computers, sizes = [], _sizes()
    begins = datetime.combine(since, time(), HANOI)
    for point in points:
        for number in range(1, sizes[point.code] + 1):
            asset = Asset(
                number=f"{point.code}-{number:02}",
                kind="máy tính để bàn",
                source="Dự án BMGF-VN",
                acquired=_DELIVERED,
                cost=12_000_000,
                life_years=5,
            )
            session.add(asset)
            session.flush()
            device = Device(
                label=f"Máy {number}", asset_id=asset.id, changes=[enrolment_at(begins)]
            )
            session.add(device)
            session.flush()
            session.add_all(
                (
                    AssetRecord(
                        asset_id=asset.id,
                        since=_DELIVERED,
                        point_id=point.id,
                        state=AssetState.IN_USE,
                        reason=None,
                        **_record_columns(),
                    ),
                    DevicePlacement(
                        device_id=device.id, point_id=point.id, since=begins, placed_by=BY
                    ),
                )
            )
            bits = draw(point.id, number)
            breaks = since + _ONE_DAY * int(10_000 * share(bits, 0))
            computers.append(Computer(device.id, point.id, point.code, point.facts.level, breaks))
    session.flush()
    return tuple(computers)


def _add_usage(
    session: Session, computers: Iterable[Computer], since: date, until: date, *, hours: bool
) -> int:
    computer_days, days, hour_rows = 0, _Sums(), []
    for computer in computers:
        rows = list(sessions.days(computer, since, until))
        for row in rows:
            days.add((computer.point_id, row["day"]), row)
            if hours and row["day"] >= until - _HOURLY_PERIOD:
                hour_rows += sessions.hours(row, computer.level)
        computer_days += _insert(session, ComputerDay, rows)
    _insert(session, ComputerHour, hour_rows)
    _insert(session, PointDay, days.rows("day", "computers"))
    months = _Sums()
    for row in days.rows("day", "computers"):
        months.add((row["point_id"], row["day"].replace(day=1)), row, row["computers"])
    _insert(session, PointMonth, months.rows("month", "computer_days"))
    return computer_days


class _Sums:
    """Sums of measures by point and time."""

    def __init__(self) -> None:
        self._sums: dict[tuple[int, date], list[int]] = {}

    def add(self, key: tuple[int, date], row: dict[str, object], count: int = 1) -> None:
        """Add a row to the sums of its key."""
        sums = self._sums.setdefault(key, [0] * (len(_MEASURES) + 1))
        sums[0] += count
        for at, name in enumerate(_MEASURES, start=1):
            sums[at] += row[name]

    def rows(self, time: str, count: str) -> list[dict[str, object]]:
        """Return the sums as rows, with the given names for the time and count columns."""
        return [
            {"point_id": point_id, time: when, count: sums[0]}
            | dict(zip(_MEASURES, sums[1:], strict=True))
            for (point_id, when), sums in self._sums.items()
        ]


def _add_item_requests(
    session: Session, points: tuple[inventory.Point, ...], since: date, until: date
) -> None:
    """Generate item requests for the published items, from the points and from outside."""
    items = session.scalars(
        select(Item.id).where(Item.state == ItemState.PUBLISHED).order_by(Item.id)
    ).all()
    days = [since + step * _ONE_DAY for step in range((until - since).days)]
    _insert(session, CountedDay, [{"day": day} for day in days])
    days_of_use, months = [], defaultdict(Counter)
    for day in days if items else ():
        for place in (None, *points):
            bits = draw(0 if place is None else place.id, day.toordinal(), 3)
            if share(bits, 0) < (0.8 if place is None else 0.06):
                requests = 1 + bits % 3
                totals = {
                    "total_investigations": requests + 1,
                    "unique_investigations": requests,
                    "total_requests": requests,
                    "unique_requests": requests,
                }
                point_id = None if place is None else place.id
                days_of_use.append({"day": day, "point_id": point_id, "searches": 0, **totals})
                item = items[(bits >> 20) % len(items)]
                months[day.replace(day=1), item, place is not None].update(totals)
    _insert(session, UseDay, days_of_use)
    month_rows = (
        {"month": month, "item_id": item, "inside": inside, "point_id": None, **totals}
        for (month, item, inside), totals in months.items()
    )
    _insert(session, ItemMonth, list(month_rows))


def _write_registers(
    session: Session, points: tuple[inventory.Point, ...], since: date, until: date
) -> None:
    ids = {point.code: point.id for point in points}
    numbers: dict[str, int] = defaultdict(int)
    rows = []
    for register, code, day, values in registers.rows(points, since, until):
        if day >= until:
            continue
        values = _values_until(values, until)
        numbers[register] += 1
        rows.append(
            {
                "register": register,
                "number": numbers[register],
                "revision": 1,
                "point_id": ids.get(code),
                "day": day,
                "told": values,
                "taken_back": False,
                "reason": None,
                **_record_columns(),
            }
        )
    _insert(session, RegisterEntry, rows)


def _values_until(values: dict[str, object], until: date) -> dict[str, object]:
    """Return the values without events on or after a day."""
    events = ("repaired", "settled", "issued", "appraised")
    later = [name for name in events if str(values.get(name, "")) >= str(until)]
    return {name: value for name, value in values.items() if name not in later}


def _apply_reform(session: Session, points: Iterable[inventory.Point], until: date) -> None:
    """Give district points new owners and places, since districts were abolished on 1/7/2025."""
    if until <= reform_2025.REFORM:
        return
    codes = {point.code for point in points}
    chosen = [r for r in reform_2025.proposals(session) if r.point.code in codes]
    reform_2025.rename(session, chosen, by=BY)
    for renaming in (r for r in chosen if r.place):
        inventory.change(
            session,
            renaming.point.code,
            since=reform_2025.REFORM,
            by=BY,
            reason="bỏ cấp huyện (minh họa)",
            reporter="Phòng Văn hóa - Xã hội",
        )


def _insert(session: Session, table: type, rows: list[dict[str, object]]) -> int:
    if rows:
        session.execute(insert(table), rows)
    return len(rows)


def _record_columns() -> dict[str, object]:
    return {"recorded": clock.now(), "recorded_by": BY}
