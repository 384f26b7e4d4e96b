"""Benchmark of truth: figures of simulated public computers over HTTP against what really happened.

The simulation shares no code with library/usage: it knows the truth because it makes it. Only the
clock of the library is set to the simulated time.
"""

import argparse
import json
import random
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from uuid import UUID

from sqlalchemy import func, select
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from bench.form import Row, report
from library import clock
from library.database import reading, work
from library.installation import set_up
from library.points import inventory
from library.points.enrolment import announce, enrol, enrol_agent, renew, revoke
from library.points.models import PointLevel
from library.settings import read_settings
from library.usage.models import DeviceBoot
from library.usage.rollups.maintenance import bring_up_to_date
from library.usage.rollups.models import ComputerDay, PointDay, PointMonth

_FIRST = datetime(2026, 9, 1, tzinfo=UTC)
_OPENS, _CLOSES = timedelta(hours=1), timedelta(hours=10)
"""Eight in the morning and five in the afternoon in Vietnam, in UTC."""

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RESET = datetime(2009, 1, 1, tzinfo=UTC)
_FIGURES = (
    *("sessions", "session_seconds", "active_seconds", "machine_seconds"),
    *("line_up_seconds", "line_down_seconds", "outside_seconds"),
)
_NO_RUN = UUID(int=0)


@dataclass(slots=True)
class _Sender:
    """The page or the agent of a machine: its queue outlives its runs."""

    token: str
    by_agent: bool
    queue: list[dict] = field(default_factory=list)
    run: UUID = _NO_RUN
    began: datetime = _FIRST
    seq: int = 0


@dataclass(slots=True)
class _Machine:
    """A computer with a page, perhaps an agent, and a wall clock that may be wrong."""

    id: int
    page: _Sender
    agent: _Sender | None
    slow_by: timedelta


@dataclass(slots=True)
class _Day:
    """What happened on one day of a machine, in spans of true time."""

    on: list[tuple[datetime, datetime]] = field(default_factory=list)
    active: list[tuple[datetime, datetime]] = field(default_factory=list)
    sittings: list[tuple[datetime, datetime]] = field(default_factory=list)
    line: list[tuple[datetime, datetime, bool]] = field(default_factory=list)


class _Simulation:
    """Sends what machines report, at simulated times, and remembers the truth."""

    def __init__(self, seed: int, connection: HTTPConnection) -> None:
        self.dice = random.Random(seed)
        self.connection = connection
        self.truth: dict[tuple[int, date], dict[str, int]] = {}
        self.undated_runs = 0
        self.now = _FIRST
        self._late: list[tuple[str, str]] = []

    def work_a_day(self, machine: _Machine, opens: datetime) -> None:
        """Simulate one day of a machine."""
        dice = self.dice
        on = opens + timedelta(seconds=dice.randrange(1800))
        is_online = dice.random() > 0.2
        is_reset = not is_online and dice.random() < 0.3
        ends = on + _HOUR * dice.choice((3, 6, 8, 20))
        sleep = on + 2 * _HOUR if dice.random() < 0.25 else None
        parts = [(on, ends)] if sleep is None else [(on, sleep), (sleep + 2 * _HOUR, ends)]
        if dice.random() < 0.3:  # a power cut without warning; the next run starts 4 minutes later
            begins, until = parts.pop()
            cut = begins + (until - begins) / 2
            parts += [(begins, cut), (cut + 4 * _MINUTE, until)]
        for begins, until in parts:
            if until > begins:
                self._run(machine, begins, until, is_online=is_online, is_reset=is_reset)

    def _run(
        self,
        machine: _Machine,
        begins: datetime,
        ends: datetime,
        *,
        is_online: bool,
        is_reset: bool,
    ) -> None:
        """Simulate a run of the machine: minute by minute, with readers who come and go."""
        day = _Day()
        wall = (_RESET - begins) if is_reset else -machine.slow_by
        senders = [machine.page] if machine.agent is None else [machine.page, machine.agent]
        self.undated_runs += len(senders) if is_reset else 0
        for sender in senders:
            sender.run, sender.began, sender.seq = self._uuid(begins), begins, 0
            self._say(sender, begins, wall, "device.boot")
        sitting: tuple[str, datetime, datetime] | None = None
        minutes = max((ends - begins) // _MINUTE - 1, 1)
        for minute in range(1, minutes + 1):
            at = begins + minute * _MINUTE
            sitting = self._minute(machine, day, at, wall, sitting)
            for sender in senders:
                self._beat(sender, at, wall, sitting, is_online=is_online)
                if is_online and (minute % 15 == 0 or minute == minutes):
                    self._deliver(sender, at, wall)
        if sitting is not None:
            day.sittings.append(sitting[1:])
        day.on.append((begins, at))
        day.line.append((begins + _MINUTE, at, is_online))
        if not is_reset:
            self._add(machine, day)

    def _minute(
        self,
        machine: _Machine,
        day: _Day,
        at: datetime,
        wall: timedelta,
        sitting: tuple[str, datetime, datetime] | None,
    ) -> tuple[str, datetime, datetime] | None:
        """Let a reader come, act or go; return the open sitting (name, start, last activity)."""
        dice, page, agent = self.dice, machine.page, machine.agent
        if sitting is None:
            if dice.random() < 0.03:
                sitting = (str(self._uuid(at)), at, at)
                self._say(page, at, wall, "session.start", session_id=sitting[0])
            elif agent is not None and dice.random() < 0.02:  # somebody without a sitting
                self._say(agent, at, wall, "input", n=30)
                day.active.append((at - timedelta(seconds=30), at))
            return sitting
        name, started, _ = sitting
        if dice.random() < 0.1:
            self._say(page, at, wall, "session.end", session_id=name, reason="user")
            day.sittings.append((started, at))
            return None
        if dice.random() < 0.05:  # the next reader presses start at once
            day.sittings.append(sitting[1:])
            name = str(self._uuid(at))
            self._say(page, at, wall, "session.start", session_id=name)
            return name, at, at
        if dice.random() < 0.8:
            self._say(page, at, wall, "session.activity", session_id=name, n=20)
            if agent is not None:
                self._say(agent, at, wall, "input", n=25)
            seconds = 20 if agent is None else 25
            day.active.append((at - timedelta(seconds=seconds), at))
            return name, started, at
        return sitting

    def _beat(
        self,
        sender: _Sender,
        at: datetime,
        wall: timedelta,
        sitting: tuple[str, datetime, datetime] | None,
        *,
        is_online: bool,
    ) -> None:
        more = {"line": "up" if is_online else "down"}
        if sender.by_agent:
            more["sees_input"] = True
        elif sitting is not None:
            more["session_id"] = sitting[0]
        self._say(sender, at, wall, "hb", **more)

    def _say(
        self, sender: _Sender, at: datetime, wall: timedelta, kind: str, **more: object
    ) -> None:
        event = {
            "event_id": str(self._uuid(at)),
            "boot_id": str(sender.run),
            "seq": sender.seq,
            "type": kind,
            "t_wall": _milliseconds(at + wall),
            "t_mono": (at - sender.began) // timedelta(milliseconds=1),
            **more,
        }
        sender.seq += 1
        sender.queue.append(event)

    def _deliver(self, sender: _Sender, at: datetime, wall: timedelta) -> None:
        """Send the queue in batches; some twice, and some again days later."""
        while sender.queue:
            batch, sender.queue = sender.queue[:200], sender.queue[200:]
            body = json.dumps(
                {
                    "boot_id": str(sender.run),
                    "sent_wall": _milliseconds(at + wall),
                    "sent_mono": (at - sender.began) // timedelta(milliseconds=1),
                    "events": batch,
                }
            )
            for _ in range(2 if self.dice.random() < 0.2 else 1):
                self.post(sender.token, body, at)
            if self.dice.random() < 0.05:
                self._late.append((sender.token, body))

    def send_late_copies(self, at: datetime) -> None:
        """Send old batches again, in any order; those of revoked tokens are refused."""
        self.dice.shuffle(self._late)
        for token, body in self._late:
            self.post(token, body, at, statuses=(200, 401))
        self._late.clear()

    def post(self, token: str, body: str, at: datetime, statuses: tuple[int, ...] = (200,)) -> None:
        """Send a batch at a simulated time."""
        self.now = at
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.connection.request("POST", "/api/k/v1/events", body, headers)
        response = self.connection.getresponse()
        answer = response.read()
        if response.status not in statuses:
            raise RuntimeError(f"{response.status}: {answer[:200]}")

    def _add(self, machine: _Machine, day: _Day) -> None:
        outside = _without(day.active, day.sittings)
        spans = {
            "machine_seconds": day.on,
            "active_seconds": day.active,
            "line_up_seconds": [(begins, ends) for begins, ends, is_up in day.line if is_up],
            "line_down_seconds": [(begins, ends) for begins, ends, is_up in day.line if not is_up],
            **({} if machine.agent is None else {"outside_seconds": outside}),
        }
        for name, of_name in spans.items():
            for begins, ends in of_name:
                for when, seconds in _seconds_by_day(begins, ends):
                    self._count(machine, when, name, seconds)
        for started, last_active in day.sittings:
            when = _local_day(started)
            self._count(machine, when, "sessions", 1)
            length = min(last_active - started, 6 * _HOUR)
            self._count(machine, when, "session_seconds", length // timedelta(seconds=1))

    def _count(self, machine: _Machine, when: date, name: str, amount: int) -> None:
        figures = self.truth.setdefault((machine.id, when), defaultdict(int))
        figures[name] += amount

    def _uuid(self, at: datetime) -> UUID:
        low = self.dice.getrandbits(62)
        return UUID(
            int=_milliseconds(at) << 80 | 7 << 76 | self.dice.getrandbits(12) << 64 | 2 << 62 | low
        )


def main() -> None:
    """Simulate some computers for some days, and compare every figure with the truth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--machines", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    try:
        rows = tuple(_rows(home, args.days, args.machines, args.seed))
    finally:
        shutil.rmtree(home)
    report("public computers", rows, as_json=args.json)


def _rows(home: Path, days: int, count: int, seed: int) -> Iterator[Row]:
    settings = read_settings({"DIACHI_HOME": str(home)})
    set_up(settings).dispose()
    app = create_app(settings)
    database = app.extensions["services"].database
    server = make_server("127.0.0.1", 0, app, request_handler=_QuietHandler)
    Thread(target=server.serve_forever, daemon=True).start()
    simulation = _Simulation(seed, HTTPConnection("127.0.0.1", server.port))
    clock.now = lambda: simulation.now
    try:
        with work(database) as session:
            facts = inventory.PointFacts("Bắc Sơn", PointLevel.DISTRICT)
            inventory.enter(session, "bac-son", facts, since=date(2020, 1, 1), by="bench")
            machines = [_enrol(session, number, simulation.dice) for number in range(1, count + 1)]
        for number in range(days):
            opens = _FIRST + timedelta(days=number) + _OPENS
            if number % 7 == 6:
                continue  # closed
            if number == days // 2:
                machines = _replace(database, machines, simulation, opens - _HOUR)
            for machine in machines:
                simulation.work_a_day(machine, opens)
            simulation.send_late_copies(opens + 23 * _HOUR)
            bring_up_to_date(database, 13)
        _send_rest(simulation, machines, _FIRST + timedelta(days=days + 1))
        bring_up_to_date(database, 13)
        with reading(database) as session:
            yield from _comparisons(session, simulation)
    finally:
        server.shutdown()
        app.extensions["services"].close()


def _enrol(session: object, number: int, dice: random.Random) -> _Machine:
    page = _Sender(enrol(session, announce(session, "bac-son", f"Máy {number}")), by_agent=False)
    agent = None
    if number % 2 == 0:
        agent = _Sender(enrol_agent(session, renew(session, number)), by_agent=True)
    slow_by = dice.choice((timedelta(), 7 * _MINUTE, -3 * _HOUR))
    return _Machine(number, page, agent, slow_by)


def _replace(
    database: object, machines: list[_Machine], simulation: _Simulation, at: datetime
) -> list[_Machine]:
    """Replace the first machine by another one, and enrol the second again."""
    first, second, *others = machines
    _send_rest(simulation, machines, at)
    with work(database) as session:
        revoke(session, first.id)
        new = _enrol(session, len(machines) + 1, simulation.dice)
        second.page.token = enrol(session, renew(session, second.id))
    return [new, second, *others]


def _send_rest(simulation: _Simulation, machines: list[_Machine], at: datetime) -> None:
    """Let every machine be online for a moment, so that its queue is delivered."""
    for machine in machines:
        for sender in filter(None, (machine.page, machine.agent)):
            sender.run, sender.began, sender.seq = simulation._uuid(at), at, 0
            simulation._deliver(sender, at, -machine.slow_by)


def _comparisons(session: object, simulation: _Simulation) -> Iterator[Row]:
    days = {(row.device_id, row.day): row for row in session.scalars(select(ComputerDay))}
    true_days = {key: figures for key, figures in simulation.truth.items() if any(figures.values())}
    wrong = [
        f"{key} {name}: {getattr(days.get(key), name, None)} ≠ {figures.get(name, 0)}"
        for key, figures in sorted(true_days.items())
        for name in _FIGURES
        if (getattr(days.get(key), name, None) or 0) != figures.get(name, 0)
    ]
    for line in wrong[:20]:
        print(line)
    yield Row("ngày máy có thật", len(true_days), "ngày")
    yield Row("ngày máy không có thật", len(days.keys() - simulation.truth.keys()), "ngày", 0)
    yield Row("số so sánh", len(true_days) * len(_FIGURES), "số")
    yield Row("số sai", len(wrong), "số", 0)
    for table in (PointDay, PointMonth):
        for name in _FIGURES:
            total = session.scalar(select(func.sum(getattr(table, name)))) or 0
            true_total = sum(figures.get(name, 0) for figures in true_days.values())
            yield Row(f"{table.__tablename__}.{name}, chênh", abs(total - true_total), "", 0)
    undated = session.scalar(select(func.count()).where(DeviceBoot.undated))
    yield Row("lần chạy không rõ ngày, được báo", undated, "lần", simulation.undated_runs, "higher")
    yield Row("báo thừa", undated - simulation.undated_runs, "lần", 0)


def _seconds_by_day(begins: datetime, ends: datetime) -> Iterator[tuple[date, int]]:
    """Split a span at midnight in Vietnam."""
    while begins < ends:
        midnight = datetime.combine(
            _local_day(begins) + timedelta(days=1), datetime.min.time(), clock.HANOI
        )
        until = min(ends, midnight)
        yield _local_day(begins), (until - begins) // timedelta(seconds=1)
        begins = until


def _without(
    spans: list[tuple[datetime, datetime]], removed: list[tuple[datetime, datetime]]
) -> list[tuple[datetime, datetime]]:
    for first, last in removed:
        spans = [
            part
            for begins, ends in spans
            for part in ((begins, min(ends, first)), (max(begins, last), ends))
            if part[0] < part[1]
        ]
    return spans


def _local_day(at: datetime) -> date:
    return at.astimezone(clock.HANOI).date()


def _milliseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(milliseconds=1)


class _QuietHandler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_: object) -> None:
        """Log nothing: there are thousands of requests."""


if __name__ == "__main__":
    main()
