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

from bench.form import Row, report
from library import clock
from library.database import reading, work
from library.installation import set_up
from library.points.models import Device
from library.settings import read_settings
from library.usage import clocks, hearing, intake
from library.usage.protocol import read_batch
from library.usage.sessions import derive
from library.usage.timeline import milliseconds, moment

_MINUTE, _HOUR = 60_000, 3_600_000
_HOURS = 8
"""So long is a point open; each computer is switched on once a day."""


def main() -> None:
    """Let a province's computers speak for some days, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=200)
    parser.add_argument("--days", type=int, default=2)
    parser.add_argument("--batch", type=int, default=60, help="heartbeats in one batch")
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    database = set_up(read_settings({"DIACHI_HOME": str(home)}))
    try:
        rows = list(_rows(database, home, told.devices, told.days, told.batch))
    finally:
        database.dispose()
        shutil.rmtree(home)
    report("usage", rows, as_json=told.json)


def _rows(database: Engine, home: Path, devices: int, days: int, batch: int) -> Iterator[Row]:
    with work(database) as session:
        session.add_all(Device(id=number, label=f"Máy {number}") for number in range(devices))
    first = clock.now() - timedelta(days=days)
    posted = list(_posts(devices, days, batch, milliseconds(first)))
    events = sum(count for _, _, count, _ in posted)
    before = _size(database, home)
    seconds, on_a_core = _take_in(database, posted)
    name = f"nhận {events} sự kiện, mỗi gói {batch}"
    yield Row(f"{name}, một nhân", events / on_a_core, "sự kiện/giây", 2_000, "higher")
    yield Row(f"{name}, theo đồng hồ", events / seconds, "sự kiện/giây", None, "higher")
    yield Row("chỗ trên đĩa", (_size(database, home) - before) / events, "byte/sự kiện", 120)
    _, on_a_core = _take_in(database, posted)
    yield Row("nhận lại lần nữa, một nhân", events / on_a_core, "sự kiện/giây", None, "higher")
    taken = _derive_days(database, devices, first)
    yield Row("suy ra một ngày của một máy", taken, "ms")


def _posts(devices: int, days: int, batch: int, first: int) -> Iterator[tuple[int, int, int, str]]:
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


def _take_in(database: Engine, posted: list[tuple[int, int, int, str]]) -> tuple[float, float]:
    """Return the seconds on the wall and on a core that it takes to keep all batches."""
    began, worked = time.perf_counter(), time.process_time()
    for device, arrives, _, told in posted:
        batch = read_batch(json.loads(told))
        with work(database) as session:
            intake.receive(session, device, batch, moment(arrives))
    return time.perf_counter() - began, time.process_time() - worked


def _derive_days(database: Engine, devices: int, first: datetime) -> float:
    """Return the milliseconds it takes to derive the sessions and clocks of a computer's day."""
    until, some = first + timedelta(days=1), range(0, devices, max(1, devices // 20))
    began = time.process_time()
    for device in some:
        with reading(database) as session:
            said = hearing.moments(session, device, first, until)
        derive(said, now=until)
        clocks.machine_on(said)
    return (time.process_time() - began) * 1000 / len(some)


def _size(database: Engine, home: Path) -> int:
    with database.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return sum(file.stat().st_size for file in home.glob("diachi.sqlite*"))


if __name__ == "__main__":
    main()
