"""Measures how long staff wait for a board of figures of a province with two years behind it."""

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
from library.points import inventory
from library.points.models import Device, DevicePlacement
from library.points.plan_149 import enter_plan, planned
from library.settings import Settings, read_settings
from library.staff import staff_sessions
from library.staff.permissions import Role
from library.staff.staff_accounts import add_staff
from library.usage.manual_counts import Tally
from library.usage.rollups.day_totals import MEASURES
from library.usage.rollups.models import ComputerDay, ComputerHour, PointDay

_BY = "phép đo"
_DAYS = 730
_SAID_A_DAY = 576
"""Events of a computer in eight hours: a heartbeat a minute, and a fifth more."""

_WEEK = ("7:30-11:30 13:30-17:00",) * 5 + ("", "")
_HOURS = (7, 8, 9, 10, 13, 14, 15, 16)
_TIMES = 5


def main() -> None:
    """Fill two years of a province, look at every board, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="another database than SQLite, empty; it is left full")
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    chosen = {"DIACHI_HOME": str(home)}
    if told.url:
        chosen["DIACHI_DATABASE_URL"] = told.url
    settings = read_settings(chosen)
    database = set_up(settings)
    try:
        rows = list(_rows(settings, database))
    finally:
        database.dispose()
        shutil.rmtree(home)
    report("boards", rows, as_json=told.json)


def _rows(settings: Settings, database: Engine) -> Iterator[Row]:
    with work(database) as session:
        member = add_staff(session, _BY, "-", Role.ADMINISTRATOR, by=_BY)
        token = staff_sessions.begin(session, member.id, _BY, proven=True)
        machine_days = _fill(session, clock.today())
    said = machine_days * _SAID_A_DAY / 1_000_000
    yield Row("ngày máy đã cộng sẵn", machine_days, "ngày máy")
    yield Row("ứng với số sự kiện", said, "triệu sự kiện", 10, "higher")
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
    whole = f"/can-bo/so-lieu/toan-tinh/{periods[-1]}/so-lieu.xlsx"
    yield Row("XLSX của một năm, toàn tỉnh", _wait(client, whole), "ms")
    app.extensions["services"].close()


def _wait(client: object, address: str) -> float:
    """Return the milliseconds of CPU time a page takes, the median of some, the first apart."""
    taken = []
    for _ in range(_TIMES + 1):
        began = time.process_time()
        answer = client.get(address)
        taken.append((time.process_time() - began) * 1000)
        assert answer.status_code == 200, answer.status
    return sorted(taken[1:])[_TIMES // 2]


def _fill(session: Session, today: date) -> int:
    """Enter the plan's computers and what two years of them leave; return their days."""
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
    points = {point.code: point.id for point in inventory.all_on(session, today)}
    found: dict[int, int] = {}
    for point in planned():
        inventory.set_week(session, point.code, _WEEK, since=since.date(), by=_BY)
        for number in range(point.computers):
            device = Device(label=f"Máy {number + 1}", enrolled=since)
            session.add(device)
            session.flush()
            found[device.id] = points[point.code]
            placed = {"point_id": points[point.code], "since": since, "placed_by": _BY}
            session.add(DevicePlacement(device_id=device.id, **placed))
    session.flush()
    return found


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
    found = {**dict.fromkeys(MEASURES, 0), **{k: hours[0][k] for k in ("device_id", "day")}}
    for name in MEASURES:
        of_an_hour = "used_seconds" if name == "session_seconds" else name
        found[name] = sum(hour.get(of_an_hour, 0) for hour in hours)
    return {**found, "point_id": hours[0]["point_id"]}


def _tallies(draw: random.Random, day: date, points: set[int]) -> list[Tally]:
    told = {"day": day, "uses": None, "recorded": clock.now(), "recorded_by": _BY}
    return [
        Tally(point_id=point_id, visits=draw.randint(0, 40), **told) for point_id in sorted(points)
    ]


if __name__ == "__main__":
    main()
