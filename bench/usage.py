"""Benchmark of event intake from public computers: speed and disk space."""

import json
import random
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bench.form import Row, json_parser, report
from bench.installations import temporary_library
from library import clock
from library.database import reading, work
from points.access_points import inventory
from points.access_points.device_life import enrolment_at
from points.access_points.models import Device, DevicePlacement, PointLevel
from points.usage.events import clocks, intake
from points.usage.events.computer_sessions import derive
from points.usage.events.protocol import read_batch
from points.usage.events.timeline import milliseconds, moment
from points.usage.rollups import daily

_MINUTE, _HOUR = 60_000, 3_600_000
_ROLLED_DAYS = 100
_SIZE = "SELECT pg_database_size(current_database())"
Post = tuple[int, int, int, str]
_HOURS = 8
"""Opening hours per day; each computer is switched on once a day."""


def main() -> None:
    """Simulate the computers of a province for some days and report."""
    parser = json_parser(__doc__)
    parser.add_argument("--devices", type=int, default=200)
    parser.add_argument("--days", type=int, default=2)
    parser.add_argument("--batch", type=int, default=60, help="heartbeats in one batch")
    parser.add_argument("--url", help="another database than SQLite, empty; it is left full")
    parser.add_argument("--once", action="store_true", help="do not send everything again")
    args = parser.parse_args()
    chosen = {"database_url": args.url} if args.url else {}
    with temporary_library(**chosen) as (_, database):
        rows = list(_rows(database, args.devices, args.days, args.batch, once=args.once))
    report("usage", rows, as_json=args.json)


def _rows(database: Engine, devices: int, days: int, batch: int, *, once: bool) -> Iterator[Row]:
    first = clock.now() - timedelta(days=days)
    with work(database) as session:
        enrol(session, devices, first)
    size_before = _size(database)

    def makeposts() -> Iterator[Post]:
        return posts(devices, days, batch, milliseconds(first))

    events, seconds, on_a_core = take_in(database, makeposts())
    name = f"nhận {events} sự kiện, mỗi gói {batch}"
    yield Row(f"{name}, một nhân", events / on_a_core, "sự kiện/giây", 2_000, "higher")
    yield Row(f"{name}, theo đồng hồ", events / seconds, "sự kiện/giây", None, "higher")
    yield Row("chỗ trên đĩa", (_size(database) - size_before) / events, "byte/sự kiện", 120)
    if not once:
        _, _, on_a_core = take_in(database, makeposts())
        yield Row("nhận lại lần nữa, một nhân", events / on_a_core, "sự kiện/giây", None, "higher")
    taken = _derive_days(database, devices, first)
    yield Row("suy ra một ngày của một máy", taken, "ms")
    seconds, on_a_core = _roll(database)
    yield Row("tính lại một ngày máy, một nhân", on_a_core * 1000, "ms")
    yield Row("tính lại một ngày máy, theo đồng hồ", seconds * 1000, "ms")


def enrol(session: Session, devices: int, since: datetime) -> None:
    """Create computers, ten at each point."""
    for number in range(devices):
        if number % 10 == 0:
            facts = inventory.PointFacts(f"Điểm {number}", PointLevel.DISTRICT)
            point_id = inventory.enter(
                session, f"d-{number}", facts, since=since.date(), by="bench"
            )
        session.add(Device(id=number, label=f"Máy {number}", changes=[enrolment_at(since)]))
        session.flush()
        placed = {"point_id": point_id, "since": since, "placed_by": "bench"}
        session.add(DevicePlacement(device_id=number, **placed))


def posts(devices: int, days: int, batch: int, first: int, seed: int = 7) -> Iterator[Post]:
    """Yield (device, arrival time, event count, JSON body) in the order of arrival."""
    rng = random.Random(seed)
    for day in range(days):
        opens = first + day * 24 * _HOUR
        boots = [UUID(int=rng.getrandbits(128)) for _ in range(devices)]
        for start in range(0, _HOURS * 60, batch):
            for device, boot in enumerate(boots):
                minutes = range(start, min(start + batch, _HOURS * 60))
                events = [event for m in minutes for event in _minute(rng, opens, m)]
                sent = minutes[-1] * _MINUTE
                body = {
                    "boot_id": str(boot),
                    "sent_wall": opens + sent,
                    "sent_mono": sent,
                    "events": events,
                }
                yield device, opens + sent, len(events), json.dumps(body)


def _minute(rng: random.Random, opens: int, minute: int) -> Iterator[dict[str, object]]:
    """Yield the events of a minute: a heartbeat, and at times a session event."""
    at = minute * _MINUTE
    session = str(UUID(int=opens << 80 | minute // 30))
    fields = {"t_wall": opens + at, "t_mono": at, "session_id": session}
    kinds = ["hb"]
    if minute % 30 == 0:
        kinds.append("session.start")
    elif rng.random() < 0.2:
        kinds.append("session.activity")
    for place, kind in enumerate(kinds):
        low = 2 << 62 | rng.getrandbits(62)
        event_id = str(UUID(int=opens + at << 80 | 7 << 76 | place << 64 | low))
        yield {"event_id": event_id, "seq": 2 * minute + place, "type": kind, "n": 20, **fields}


def take_in(database: Engine, posts: Iterator[Post]) -> tuple[int, float, float]:
    """Return the number of events, and the wall and CPU seconds to store them."""
    events, seconds, cpu_seconds = 0, 0.0, 0.0
    for device, arrives, count, body in posts:
        began, worked = time.perf_counter(), time.process_time()
        batch = read_batch(json.loads(body))
        with work(database, intake.turn_of(device, batch)) as session:
            intake.receive(session, device, batch, moment(arrives))
        events += count
        seconds += time.perf_counter() - began
        cpu_seconds += time.process_time() - worked
    return events, seconds, cpu_seconds


def _roll(database: Engine) -> tuple[float, float]:
    """Return the wall and CPU seconds to recompute a computer's day."""
    with reading(database) as session:
        due = daily.due(session)
    some = due[:: max(1, len(due) // _ROLLED_DAYS)]
    began, worked = time.perf_counter(), time.process_time()
    for device, day in some:
        with work(database) as session:
            daily.roll(session, device, day, clock.now())
    return (time.perf_counter() - began) / len(some), (time.process_time() - worked) / len(some)


def _derive_days(database: Engine, devices: int, first: datetime) -> float:
    """Return the CPU milliseconds to derive the sessions of a computer's day."""
    until, some = first + timedelta(days=1), range(0, devices, max(1, devices // 20))
    began = time.process_time()
    for device in some:
        with reading(database) as session:
            events = daily.read_events(session, device, first, until)
        derive(events, now=until)
        clocks.machine_on(events)
    return (time.process_time() - began) * 1000 / len(some)


def _size(database: Engine) -> int:
    with database.connect() as connection:
        if database.dialect.name == "postgresql":
            return connection.exec_driver_sql(_SIZE).scalar_one()
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    file = Path(database.url.database)
    return sum(part.stat().st_size for part in file.parent.glob(f"{file.name}*"))


if __name__ == "__main__":
    main()
