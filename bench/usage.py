"""Measures how fast what public computers say is taken in, and how much room it takes."""

import argparse
import json
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bench.form import Row, report
from library import clock
from library.database import reading, work
from library.installation import set_up
from library.points import inventory
from library.points.models import Device, DevicePlacement, PointLevel
from library.settings import read_settings
from library.usage.events import clocks, intake, read_back
from library.usage.events.computer_sessions import derive
from library.usage.events.protocol import read_batch
from library.usage.events.timeline import milliseconds, moment
from library.usage.rollups import daily

_MINUTE, _HOUR = 60_000, 3_600_000
_ROLLED = 100
_SIZE = "SELECT pg_database_size(current_database())"
Post = tuple[int, int, int, str]
_HOURS = 8
"""So long is a point open; each computer is switched on once a day."""


def main() -> None:
    """Let a province's computers speak for some days, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=200)
    parser.add_argument("--days", type=int, default=2)
    parser.add_argument("--batch", type=int, default=60, help="heartbeats in one batch")
    parser.add_argument("--url", help="another database than SQLite, empty; it is left full")
    parser.add_argument("--once", action="store_true", help="do not send everything again")
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    chosen = {"DIACHI_HOME": str(home)}
    if told.url:
        chosen["DIACHI_DATABASE_URL"] = told.url
    database = set_up(read_settings(chosen))
    try:
        rows = list(_rows(database, told.devices, told.days, told.batch, once=told.once))
    finally:
        database.dispose()
        shutil.rmtree(home)
    report("usage", rows, as_json=told.json)


def _rows(database: Engine, devices: int, days: int, batch: int, *, once: bool) -> Iterator[Row]:
    first = clock.now() - timedelta(days=days)
    with work(database) as session:
        _enrol(session, devices, first)
    before = _size(database)

    def posted() -> Iterator[Post]:
        return _posts(devices, days, batch, milliseconds(first))

    events, seconds, on_a_core = _take_in(database, posted())
    name = f"nhận {events} sự kiện, mỗi gói {batch}"
    yield Row(f"{name}, một nhân", events / on_a_core, "sự kiện/giây", 2_000, "higher")
    yield Row(f"{name}, theo đồng hồ", events / seconds, "sự kiện/giây", None, "higher")
    yield Row("chỗ trên đĩa", (_size(database) - before) / events, "byte/sự kiện", 120)
    if not once:
        _, _, on_a_core = _take_in(database, posted())
        yield Row("nhận lại lần nữa, một nhân", events / on_a_core, "sự kiện/giây", None, "higher")
    taken = _derive_days(database, devices, first)
    yield Row("suy ra một ngày của một máy", taken, "ms")
    seconds, on_a_core = _roll(database)
    yield Row("tính lại một ngày máy, một nhân", on_a_core * 1000, "ms")
    yield Row("tính lại một ngày máy, theo đồng hồ", seconds * 1000, "ms")


def _enrol(session: Session, devices: int, since: datetime) -> None:
    """Enter computers at points of ten."""
    for number in range(devices):
        if number % 10 == 0:
            facts = inventory.PointFacts(f"Điểm {number}", PointLevel.DISTRICT)
            point_id = inventory.enter(
                session, f"d-{number}", facts, since=since.date(), by="bench"
            )
        session.add(Device(id=number, label=f"Máy {number}", enrolled=since))
        session.flush()
        placed = {"point_id": point_id, "since": since, "placed_by": "bench"}
        session.add(DevicePlacement(device_id=number, **placed))


def _posts(devices: int, days: int, batch: int, first: int) -> Iterator[Post]:
    """Give who sends, when, how many events, and what, in the order of arrival."""
    draw = random.Random(7)
    for day in range(days):
        opens = first + day * 24 * _HOUR
        boots = [UUID(int=draw.getrandbits(128)) for _ in range(devices)]
        for start in range(0, _HOURS * 60, batch):
            for device, boot in enumerate(boots):
                minutes = range(start, min(start + batch, _HOURS * 60))
                events = [event for m in minutes for event in _minute(draw, opens, m)]
                sent = minutes[-1] * _MINUTE
                told = {
                    "boot_id": str(boot),
                    "sent_wall": opens + sent,
                    "sent_mono": sent,
                    "events": events,
                }
                yield device, opens + sent, len(events), json.dumps(told)


def _minute(draw: random.Random, opens: int, minute: int) -> Iterator[dict[str, object]]:
    """Give what a computer says in a minute: a heartbeat, and at times something of a session."""
    at = minute * _MINUTE
    session = str(UUID(int=opens << 80 | minute // 30))
    told = {"t_wall": opens + at, "t_mono": at, "session_id": session}
    kinds = ["hb"]
    if minute % 30 == 0:
        kinds.append("session.start")
    elif draw.random() < 0.2:
        kinds.append("session.activity")
    for place, kind in enumerate(kinds):
        low = 2 << 62 | draw.getrandbits(62)
        event_id = str(UUID(int=opens + at << 80 | 7 << 76 | place << 64 | low))
        yield {"event_id": event_id, "seq": 2 * minute + place, "type": kind, "n": 20, **told}


def _take_in(database: Engine, posted: Iterator[Post]) -> tuple[int, float, float]:
    """Return how many events there were, and the seconds on the wall and a core to keep them."""
    events, seconds, on_a_core = 0, 0.0, 0.0
    for device, arrives, count, told in posted:
        began, worked = time.perf_counter(), time.process_time()
        batch = read_batch(json.loads(told))
        with work(database) as session:
            intake.receive(session, device, batch, moment(arrives))
        events += count
        seconds += time.perf_counter() - began
        on_a_core += time.process_time() - worked
    return events, seconds, on_a_core


def _roll(database: Engine) -> tuple[float, float]:
    """Return the seconds on the wall and a core that the figures of a computer's day take."""
    with reading(database) as session:
        due = daily.due(session)
    some = due[:: max(1, len(due) // _ROLLED)]
    began, worked = time.perf_counter(), time.process_time()
    for device, day in some:
        with work(database) as session:
            daily.roll(session, device, day, clock.now())
    return (time.perf_counter() - began) / len(some), (time.process_time() - worked) / len(some)


def _derive_days(database: Engine, devices: int, first: datetime) -> float:
    """Return the milliseconds it takes to derive the sessions and clocks of a computer's day."""
    until, some = first + timedelta(days=1), range(0, devices, max(1, devices // 20))
    began = time.process_time()
    for device in some:
        with reading(database) as session:
            said = read_back.moments(session, device, first, until)
        derive(said, now=until)
        clocks.machine_on(said)
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
