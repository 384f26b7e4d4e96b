"""Benchmark of usage events on PostgreSQL: intake, reports over many rows, retention.

The database must be empty; it is left full. Rows are generated on the server, a partition at a
time, as one computer after another would have sent them.
"""

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

from sqlalchemy import Engine

from app import create_app
from bench import usage
from bench.form import Row, report
from library import clock
from library.catalogue.models import Access
from library.catalogue.profiles import Profile
from library.database import reading, work
from library.exchange.json_lines import import_record
from library.installation import set_up
from library.settings import Settings, read_settings
from library.transactions.write_turns import ALL_WRITES, figures_of
from points.access_points.opening_hours import HANOI
from points.usage.events import partitions
from points.usage.events.timeline import milliseconds
from points.usage.rollups import daily

_KEY = "bench"
_DAYS, _DEVICES, _ITEMS = 31, 1000, 20_000
_INTAKE_DEVICES, _BATCH = 60, 60
_OPEN_MS = 16 * 3600 * 1000
_PROFILE = Profile("do", "Đo", "", "", Access.PUBLIC, None, None, ("vie",), (), 1)
_REPORTS = ("pr", "pr_p1", "ir", "ir_a1", "ir_m1")

_BOOTS = """
INSERT INTO device_boot (device_id, boot, origin, skew, spoken, latest, returns, dropped, waiting,
    heard, undated, by_agent)
SELECT id, decode(md5(id || '/' || {origin}), 'hex'), {origin}, 0, {open_ms}, {open_ms}, 0, 0, 0,
    '{heard:%Y-%m-%d %H:%M:%S}', false, true
FROM device WHERE id < {devices}
"""
_EVENTS = """
INSERT INTO event_days.d{day:%Y%m%d}
SELECT boot.id,
    decode(lpad(to_hex({origin} + n * {step}), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'),
        'hex'),
    n, 2, {origin} + n * {step}, n * {step}, ({origin} + n * {step}) / 1000, NULL, 5
FROM device_boot AS boot, generate_series(0, {count} - 1) AS n
WHERE boot.origin = {origin}
"""
_WITHOUT_CHECKS = "SET LOCAL session_replication_role = replica"
"""The rows refer to runs just made; checking each takes longer than storing it."""

_COPIES = """
INSERT INTO item ({columns}) SELECT {values} FROM item, generate_series(1, {count}) AS n
"""
_COUNTED = """
INSERT INTO counted_day (day)
SELECT day::date FROM generate_series('{month}', '{month}'::date + interval '1 month - 1 day',
    '1 day') AS day
"""
_MONTHS = """
INSERT INTO item_month ({columns})
SELECT {values} FROM item, (VALUES (false), (true)) AS place (inside)
"""


@dataclass(frozen=True, slots=True)
class _Filled:
    """Number of generated rows, and the seconds that took."""

    rows: int
    seconds: float


def main() -> None:
    """Take in events, generate many more, and measure reports and the drop of a day."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="an empty PostgreSQL database")
    parser.add_argument("--rows", type=int, default=50_000_000)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    report("scale-events", measure(args.url, args.rows), as_json=args.json)


def measure(url: str, rows: int) -> list[Row]:
    """Return the figures of an empty PostgreSQL database, which is left full."""
    home = Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    chosen = {"DIACHI_HOME": str(home), "DIACHI_DATABASE_URL": url, "DIACHI_COUNTER_KEY": _KEY}
    settings = read_settings(chosen)
    database = set_up(settings)
    try:
        return [*_intake(database), *_many_rows(settings, database, rows)]
    finally:
        database.dispose()
        shutil.rmtree(home)


def _intake(database: Engine) -> Iterator[Row]:
    first = clock.now() - timedelta(days=2)
    partitions.keep(database, clock.today(), clock.today() - timedelta(days=3))
    with work(database) as session:
        usage.enrol(session, _DEVICES, first)
    posts = usage.posts(_INTAKE_DEVICES, 2, _BATCH, milliseconds(first))
    events, seconds, on_a_core = usage.take_in(database, posts)
    name = f"nhận {events} sự kiện vào phân vùng"
    yield Row(f"{name}, một nhân", events / on_a_core, "sự kiện/giây", 5_000, "higher")
    yield Row(f"{name}, theo đồng hồ", events / seconds, "sự kiện/giây", None, "higher")


def _many_rows(settings: Settings, database: Engine, rows: int) -> Iterator[Row]:
    last = clock.today() - timedelta(days=40)
    days = [last - timedelta(days=step) for step in range(_DAYS)]
    filled = _fill(database, days, rows)
    yield Row(f"sinh {filled.rows} sự kiện, {_DAYS} phân vùng", filled.seconds, "giây")
    yield Row("chỗ trên đĩa", _size(database) / filled.rows, "byte/sự kiện", None)
    yield from _roll(database, days[_DAYS // 2])
    _fill_items(database, last.replace(day=1))
    yield from _reports(settings, last)
    yield from _drop(database, days[-1])


def _fill(database: Engine, days: list[date], rows: int) -> _Filled:
    values = [_values(day, rows // (_DAYS * _DEVICES)) for day in days]
    began, stored = time.perf_counter(), 0
    with work(database) as session:
        for of_day in values:
            session.connection().exec_driver_sql(_BOOTS.format(**of_day))
        session.connection().exec_driver_sql("ANALYZE device_boot")  # else each row is slow
    for of_day in values:
        with work(database, ALL_WRITES) as session:
            partitions.make(session, of_day["day"])
            session.connection().exec_driver_sql(_WITHOUT_CHECKS)
            stored += session.connection().exec_driver_sql(_EVENTS.format(**of_day)).rowcount
    seconds = time.perf_counter() - began
    with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    return _Filled(stored, seconds)


def _values(day: date, count: int) -> dict[str, object]:
    """Return the values of the statements that generate the events of a day."""
    opens = datetime.combine(day, clock_time(6), HANOI)
    return {
        "day": day,
        "origin": milliseconds(opens),
        "heard": opens - timedelta(hours=7),
        "open_ms": _OPEN_MS,
        "devices": _DEVICES,
        "count": count,
        "step": _OPEN_MS // count,
    }


def _roll(database: Engine, day: date) -> Iterator[Row]:
    """Measure the figures of a computer's day among all partitions."""
    seconds = []
    for device_id in range(100, 120):
        began = time.perf_counter()
        with work(database, figures_of(device_id)) as session:
            daily.roll(session, device_id, day, clock.now())
        seconds.append(time.perf_counter() - began)
    yield Row("tính lại một ngày máy", sum(seconds) / len(seconds) * 1000, "ms")


def _fill_items(database: Engine, month: date) -> None:
    """Copy one item, and give each a month of use inside and outside the library."""
    with work(database) as session:
        record = {"id": "0", "title": "Báo số 0", "kind": "Báo", "text": "x"}
        import_record(session, record, _PROFILE, publish=True, by=_KEY)
    with work(database) as session:
        run = session.connection().exec_driver_sql
        run(_COUNTED.format(month=month))
        run(
            _COPIES.format(
                **_columns(run, "item", {"id": "'m' || n", "source_id": "NULL"}), count=_ITEMS
            )
        )
        month_values = {"month": f"'{month}'", "item_id": "item.id", "inside": "inside"}
        run(_MONTHS.format(**_columns(run, "item_month", month_values, "1000")))


def _columns(
    run: object, table: str, values: dict[str, str], default: str | None = None
) -> dict[str, str]:
    """Return the columns of a table and their values: given, default, or copied."""
    names = [
        row.column_name
        for row in run(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND table_name = %s AND column_name NOT IN ('point_id', 'key_only')",
            (table,),
        )
        if not (table == "item_month" and row.column_name == "id")
    ]
    filled = [values.get(name, default or name) for name in names]
    return {"columns": ", ".join(names), "values": ", ".join(filled)}


def _reports(settings: Settings, day: date) -> Iterator[Row]:
    app = create_app(settings)
    client, months = app.test_client(), f"begin_date={day:%Y-%m}&end_date={day:%Y-%m}"
    for name in _REPORTS:
        address = f"/sushi/r51/reports/{name}?customer_id={'0' * 16}&{months}&api_key={_KEY}"
        began, worked = time.perf_counter(), time.process_time()
        answer = client.get(address)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        seconds, on_a_core = time.perf_counter() - began, time.process_time() - worked
        lines = sum(len(part.get("Items", "1")) for part in answer.get_json()["Report_Items"])
        label = f"COUNTER {name.upper()} một tháng, {lines} mục"
        yield Row(f"{label}, một nhân", on_a_core, "giây", 10)
        yield Row(f"{label}, theo đồng hồ", seconds, "giây")
    app.extensions["services"].close()


def _drop(database: Engine, day: date) -> Iterator[Row]:
    received_before = int(datetime.combine(day, clock_time(), HANOI).timestamp()) + 86_400 * 2
    began = time.perf_counter()
    with work(database, ALL_WRITES) as session:
        deleted = partitions.drop(session, day, received_before)
    yield Row(f"bỏ một ngày, {deleted} sự kiện", (time.perf_counter() - began) * 1000, "ms")


def _size(database: Engine) -> int:
    total = (
        "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = 'event_days'::regnamespace"
    )
    with reading(database) as session:
        return int(session.connection().exec_driver_sql(total).scalar_one())


if __name__ == "__main__":
    main()
