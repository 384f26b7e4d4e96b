"""Benchmark of statistics boards for a province with two years of data."""

import argparse
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app import create_app
from bench.form import Row, report
from library import clock
from library.database import insert_new, work
from library.installation import set_up
from library.settings import Settings, read_settings
from library.staff import staff_sessions
from library.staff.staff_accounts import add_staff
from points.access_points import inventory
from points.access_points.models import Device, DevicePlacement
from points.access_points.plan_149 import enter_plan, planned_points
from points.usage.manual_counts import Tally
from points.usage.rollups.day_totals import MEASURES
from points.usage.rollups.models import ComputerDay, ComputerHour, PointDay

_BY = "phép đo"
_DAYS = 730
_EVENTS_PER_DAY = 576
"""Events of a computer in eight hours: one heartbeat per minute, and a fifth more."""

_WEEK = ("7:30-11:30 13:30-17:00",) * 5 + ("", "")
_HOURS = (7, 8, 9, 10, 13, 14, 15, 16)
_REPETITIONS = 5


def main() -> None:
    """Fill two years of a province, open every board and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    settings = read_settings({"DIACHI_HOME": str(home)})
    database = set_up(settings)
    try:
        rows = list(_rows(settings, database))
    finally:
        database.dispose()
        shutil.rmtree(home)
    report("boards", rows, as_json=args.json)


def _rows(settings: Settings, database: Engine) -> Iterator[Row]:
    with work(database) as session:
        member = add_staff(session, _BY, "-", "administrator", by=_BY)
        token = staff_sessions.start_session(session, member.id, _BY, proven=True)
        machine_days = _fill(session, clock.today())
    million_events = machine_days * _EVENTS_PER_DAY / 1_000_000
    yield Row("ngày máy đã cộng sẵn", machine_days, "ngày máy")
    yield Row("ứng với số sự kiện", million_events, "triệu sự kiện", 10, "higher")
    app = create_app(settings)
    client = app.test_client()
    with client.session_transaction() as visit:
        visit["_user_id"], visit["_fresh"] = token, True
    today = clock.today()
    periods = [today.isoformat()[:length] for length in (10, 7, 4)]
    for scope in ("toan-tinh", "huyen-bac-son", "thu-vien-tinh"):
        for period in periods:
            address = f"/can-bo/so-lieu/{scope}/{period}"
            yield Row(f"{scope}, {period}", _wait(client, address), "ms", 200)
    yield Row("lúc này, bản đồ", _wait(client, "/can-bo/so-lieu"), "ms", 200)
    xlsx_address = f"/can-bo/so-lieu/toan-tinh/{periods[-1]}/so-lieu.xlsx"
    yield Row("XLSX của một năm, toàn tỉnh", _wait(client, xlsx_address), "ms")
    app.extensions["services"].close()


def _wait(client: object, address: str) -> float:
    """Return the median CPU milliseconds of a page, without the first request."""
    taken = []
    for _ in range(_REPETITIONS + 1):
        began = time.process_time()
        answer = client.get(address)
        taken.append((time.process_time() - began) * 1000)
        assert answer.status_code == 200, answer.status
    return sorted(taken[1:])[_REPETITIONS // 2]


def _fill(session: Session, today: date) -> int:
    """Create the plan's computers and two years of their figures; return the computer-days."""
    enter_plan(session, _BY)
    places = _computers(session, today)
    draw = random.Random(7)
    count = 0
    for step in range(_DAYS):
        day = today - timedelta(days=step)
        if day.weekday() < 5:
            hours = [row for who, at in places.items() for row in _day(draw, who, at, day)]
            insert_new(session, ComputerHour, hours)
            days = [_sum(part) for part in _parted(hours)]
            insert_new(session, ComputerDay, days)
            count += len(days)
            session.add_all(_tallies(draw, day, set(places.values())))
    sums = [func.sum(getattr(ComputerDay, name)).label(name) for name in MEASURES]
    rows = session.execute(
        select(
            ComputerDay.point_id, ComputerDay.day, func.count().label("computers"), *sums
        ).group_by(ComputerDay.point_id, ComputerDay.day)
    )
    insert_new(session, PointDay, [dict(row._mapping) for row in rows])
    return count


def _computers(session: Session, today: date) -> dict[int, int]:
    since = clock.now() - timedelta(days=_DAYS)
    points = {point.code: point.id for point in inventory.points_on(session, today)}
    points_by_device: dict[int, int] = {}
    for point in planned_points():
        inventory.set_week(session, point.code, _WEEK, since=since.date(), by=_BY)
        for number in range(point.computers):
            device = Device(label=f"Máy {number + 1}", enrolled=since)
            session.add(device)
            session.flush()
            points_by_device[device.id] = points[point.code]
            placed = {"point_id": points[point.code], "since": since, "placed_by": _BY}
            session.add(DevicePlacement(device_id=device.id, **placed))
    session.flush()
    return points_by_device


def _day(draw: random.Random, who: int, at: int, day: date) -> list[dict[str, object]]:
    if draw.random() < 0.2:
        return []
    return [
        {
            "device_id": who,
            "day": day,
            "hour": hour,
            "point_id": at,
            "sessions": (sat := draw.choice((0, 0, 1, 1, 2))),
            "used_seconds": sat * 1000,
            "active_seconds": sat * 600,
            "machine_seconds": 3500,
            "line_up_seconds": 3000,
            "line_down_seconds": 500,
        }
        for hour in _HOURS
    ]


def _parted(hours: list[dict[str, object]]) -> list[list[dict[str, object]]]:
    return [hours[n : n + len(_HOURS)] for n in range(0, len(hours), len(_HOURS))]


def _sum(hours: list[dict[str, object]]) -> dict[str, object]:
    totals = {**dict.fromkeys(MEASURES, 0), **{k: hours[0][k] for k in ("device_id", "day")}}
    for name in MEASURES:
        of_an_hour = "used_seconds" if name == "session_seconds" else name
        totals[name] = sum(hour.get(of_an_hour, 0) for hour in hours)
    return {**totals, "point_id": hours[0]["point_id"]}


def _tallies(draw: random.Random, day: date, points: set[int]) -> list[Tally]:
    columns = {"day": day, "uses": None, "recorded": clock.now(), "recorded_by": _BY}
    return [
        Tally(point_id=point_id, visits=draw.randint(0, 40), **columns)
        for point_id in sorted(points)
    ]


if __name__ == "__main__":
    main()
