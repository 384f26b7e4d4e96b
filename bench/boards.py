"""Benchmark of boards, live status and a yearly report of a province with 1,890 points."""

import random
import time
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from app import create_app
from bench.form import Row, json_parser, log_progress, report
from bench.installations import temporary_library
from library import clock
from library.database import insert_new, reading, work
from library.settings import Settings
from library.staff import staff_sessions
from library.staff.staff_accounts import add_staff
from points.access_points import inventory
from points.access_points.models import (
    Device,
    DevicePlacement,
    PointLevel,
)
from points.access_points.plan_149 import enter_plan
from points.programme.periods import year
from points.programme.reports import report_store
from points.usage.manual_counts import Tally, TallyMonth
from points.usage.rollups.day_totals import MEASURES
from points.usage.rollups.models import ComputerDay, ComputerHour, PointDay, PointMonth

_BY = "phép đo"
_POINTS = 1890
_DAYS = 730
_WEEK = ["7:30-11:30 13:30-17:00"] * 5 + ["", ""]
_MAX_SECONDS, _MAX_KB, _MAX_REPORT_SECONDS, _MAX_GB = 1, 200, 20, 2
_MONTH = timedelta(days=30)
_OPEN_HOURS = range(8, 16)


def main() -> None:
    """Fill two years of the points, open the boards, write a year's report."""
    parser = json_parser(__doc__)
    parser.add_argument("--points", type=int, default=_POINTS)
    args = parser.parse_args()
    with temporary_library() as (settings, database):
        rows = list(_rows(settings, database, args.points))
    report("boards", rows, as_json=args.json)


def _rows(settings: Settings, database: Engine, points: int) -> Iterator[Row]:
    today = clock.today()
    with work(database) as session:
        enter_plan(session, _BY)
        _add_points(session, points - len(inventory.points_on(session, today)), today)
        token = _sign_in(session)
    with work(database) as session:
        month_bytes = _fill(session, today)
    log_progress("filled")
    yield Row("điểm", points, "điểm")
    year_bytes = month_bytes * 12
    yield Row("bảng một năm, một máy một điểm", year_bytes / 1e9, "GB", _MAX_GB)
    yield Row("bảng một năm của một máy", year_bytes / points / 1e3, "KB")
    app = create_app(settings)
    client = app.test_client()
    with client.session_transaction() as visit:
        visit["_user_id"], visit["_fresh"] = token, True
    codes = [today.isoformat(), f"{today - timedelta(days=30):%Y-%m}", str(today.year)]
    for address in ("/can-bo/so-lieu", *(f"/can-bo/so-lieu/toan-tinh/{code}" for code in codes)):
        yield from _weigh(client, address, points)
    app.extensions["services"].close()
    yield from _report(database, year(today.year - 1), today)


def _sign_in(session: Session) -> str:
    member = add_staff(session, _BY, "-", "administrator", by=_BY)
    return staff_sessions.start_session(session, member.id, _BY, proven=True)


def _weigh(client: object, address: str, points: int) -> Iterator[Row]:
    client.get(address)
    began = time.process_time()
    answer = client.get(address)
    assert answer.status_code == 200, answer.status
    seconds = time.process_time() - began
    yield Row(address, seconds, "giây", _MAX_SECONDS)
    yield Row(f"{address}, mỗi điểm", seconds * 1000 / points, "mili giây")
    yield Row(f"{address}, cỡ trang", len(answer.data) / 1000, "KB", _MAX_KB)


def _report(database: Engine, period: object, today: date) -> Iterator[Row]:
    with work(database) as session:
        kind = {"library": "Thư viện tỉnh", "by": _BY}
        drafted = report_store.draft(session, "year", period, "province", **kind)
    began = time.process_time()
    with reading(database) as session:
        paper = report_store.docx(session, session.merge(drafted, load=False), today)
    seconds = time.process_time() - began
    yield Row(f"báo cáo năm, {len(paper) / 1000:.0f} KB", seconds, "giây", _MAX_REPORT_SECONDS)


def _add_points(session: Session, number: int, today: date) -> None:
    since = today - timedelta(days=_DAYS)
    for step in range(number):
        facts = inventory.PointFacts(f"Điểm thử {step}", PointLevel.COMMUNE)
        inventory.enter(session, f"diem-thu-{step}", facts, since=since, by=_BY)
    for point in inventory.points_on(session, today):
        inventory.set_week(session, point.code, _WEEK, since=since, by=_BY)


def _fill(session: Session, today: date) -> int:
    """Create a computer for each point, its figures, and counts by hand; return a month's bytes."""
    since = clock.now() - timedelta(days=_DAYS)
    ids = [point.id for point in inventory.points_on(session, today)]
    devices = range(1, len(ids) + 1)
    insert_new(session, Device, [_device(number, since) for number in devices])
    placed = {"since": since, "placed_by": _BY}
    places = [
        {"device_id": device, "point_id": point_id, **placed}
        for device, point_id in zip(devices, ids, strict=True)
    ]
    insert_new(session, DevicePlacement, places)
    draw = random.Random(7)
    months: dict[tuple[int, date], dict[str, object]] = {}
    counts: dict[tuple[int, date], dict[str, object]] = {}
    bytes_before = 0
    for step in reversed(range(_DAYS)):
        day = today - timedelta(days=step)
        if today - day == _MONTH:
            bytes_before = _bytes(session)
        if day.weekday() < 5:
            insert_new(session, PointDay, [_day(draw, point_id, day, months) for point_id in ids])
            tallies = [_tally(draw, point_id, day, counts) for point_id in ids]
            insert_new(session, Tally, tallies)
            if today - day <= _MONTH:
                _fill_computers(session, places, day)
    insert_new(session, PointMonth, list(months.values()))
    insert_new(session, TallyMonth, list(counts.values()))
    return _bytes(session) - bytes_before


def _fill_computers(session: Session, places: list[dict[str, object]], day: date) -> None:
    keys = [{**place_of(place), "day": day} for place in places]
    figures = {**dict.fromkeys(MEASURES, 0), "sessions": 1, "machine_seconds": 20_000}
    insert_new(session, ComputerDay, [{**key, **figures} for key in keys])
    hour_names = ("sessions", "used_seconds", "active_seconds", "machine_seconds")
    figures = {**dict.fromkeys(hour_names, 1), "line_up_seconds": 9, "line_down_seconds": 0}
    hours = [{**key, "hour": hour, **figures} for key in keys for hour in _OPEN_HOURS]
    insert_new(session, ComputerHour, hours)


def _bytes(session: Session) -> int:
    pages, size = (session.scalar(text(f"PRAGMA page_{name}")) for name in ("count", "size"))
    return pages * size


def place_of(row: dict[str, object]) -> dict[str, object]:
    """Return the key columns of a computer and its point."""
    return {name: row[name] for name in ("device_id", "point_id")}


def _device(number: int, since: object) -> dict[str, object]:
    return {"id": number, "label": "Máy 1", "enrolled": since}


def _day(
    draw: random.Random, point_id: int, day: date, months: dict[tuple[int, date], dict]
) -> dict[str, object]:
    sessions = draw.choice((0, 0, 1, 2, 5))
    figures = dict.fromkeys(MEASURES, 0) | {
        "sessions": sessions,
        "session_seconds": sessions * 1800,
        "machine_seconds": 20_000,
        "line_up_seconds": 19_000,
    }
    month = day.replace(day=1)
    key = {"point_id": point_id, "month": month}
    total = months.setdefault(
        (point_id, month), {**key, "computer_days": 0, **dict.fromkeys(MEASURES, 0)}
    )
    for name, value in figures.items():
        total[name] += value
    total["computer_days"] += 1
    return {"point_id": point_id, "day": day, "computers": 1, **figures}


def _tally(
    draw: random.Random, point_id: int, day: date, counts: dict[tuple[int, date], dict]
) -> dict[str, object]:
    visits, key = draw.randint(0, 40), {"point_id": point_id, "month": day.replace(day=1)}
    no_days = {"visits": 0, "visits_days": 0, "uses_days": 0, "prints_days": 0}
    month = counts.setdefault((point_id, day.replace(day=1)), {**key, **no_days})
    month["visits"] += visits
    month["visits_days"] += 1
    count = {"visits": visits, "recorded": clock.now(), "recorded_by": _BY}
    return {"point_id": point_id, "day": day, **count}


if __name__ == "__main__":
    main()
