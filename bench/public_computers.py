"""Benchmark of truth: figures of simulated public computers over HTTP against what really happened.

The simulation (bench/simulated_computers.py) knows the truth because it makes it. Only the clock of
the library is set to the simulated time.
"""

import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from json import dumps
from pathlib import Path
from threading import Thread

from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from app import create_app
from bench.form import Row, json_parser, report
from bench.simulated_computers import (
    ELSEWHERE,
    FIRST,
    HOUR,
    MINUTE,
    PLAIN,
    ROOM,
    Machine,
    Sender,
    Simulation,
    local_day,
    public_bytes,
)
from library import clock
from library.database import reading, work
from library.installation import set_up
from library.settings import read_settings
from points.access_points import inventory
from points.access_points.device_life import end_service
from points.access_points.enrolment import (
    announce,
    enrol,
    enrol_agent,
    enrol_agent_and_page,
    renew,
)
from points.access_points.models import Device, PointLevel
from points.usage.models import DeviceBoot
from points.usage.rollups.maintenance import bring_up_to_date
from points.usage.rollups.models import ApartUse, ComputerDay, PointDay, PointMonth

_EVENTS_OF_USE = 4
_SIGNING, _VOUCHING, _WITH_AGENT, _WITHOUT, UNUSED = 7, 8, 6, 9, 14
"""Machines whose tokens are copied; 6 and 9 were enrolled before uses were signed."""

_WAYS = {
    12: ("on a closed day", "closed-day", _WITHOUT, 3 * HOUR, ROOM),
    16: ("page vouches for itself", "unsigned", _VOUCHING, 6 * HOUR, ROOM),
    17: ("names its own key without HTTPS", "unsigned", UNUSED, 6 * HOUR, PLAIN),
    20: ("unsigned", "unsigned", _SIGNING, 7 * HOUR, ELSEWHERE),
    22: ("from two networks", "two-networks", _WITHOUT, 2 * HOUR, ELSEWHERE),
    23: ("while the machine is off", "machine-off", _WITH_AGENT, -2 * HOUR, ROOM),
    24: ("an unusual day", "unusual-day", _WITHOUT, 2 * HOUR, ROOM),
    26: ("late", "late", _WITHOUT, 3 * HOUR - timedelta(days=16), ROOM),
}
"""By day: way, reason to be found, machine, time of the first use after eight o'clock, network."""


@dataclass(slots=True)
class Forger:
    """Somebody who sends some thousands of events, all ways together."""

    simulation: Simulation
    events: int
    sent: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Number of forged uses by way and reason to be found."""

    def is_away(self, machine: Machine, number: int) -> bool:
        """Return True if nobody uses a machine, so that only forged uses make its day unusual."""
        return number in _WAYS and _WAYS[number][1:3] == ("unusual-day", machine.id)

    def work_a_day(self, machines: list[Machine], number: int, opens: datetime) -> None:
        """Send the forged uses of one day."""
        if number not in _WAYS or not self.events:
            return
        way, reason, victim, after, network = _WAYS[number]
        machine = next(machine for machine in machines if machine.id == victim)
        uses = self.events // len(_WAYS) // _EVENTS_OF_USE
        self.sent[way, reason] += uses
        begins = opens + after
        step = 4 * MINUTE if reason == "unusual-day" else MINUTE
        sent_at = max(opens + 9 * HOUR, begins + uses * step)
        self._send(machine, begins, uses, step, sent_at, network)

    def _send(
        self,
        machine: Machine,
        begins: datetime,
        uses: int,
        step: timedelta,
        sent_at: datetime,
        network: str,
    ) -> None:
        if machine.vouches:
            self.simulation.borrow_token(machine, sent_at)
        sender = Sender(machine.page.token, by_agent=False)
        if network == PLAIN:
            sender.key = ec.generate_private_key(ec.SECP256R1())
        sender.run, sender.began = self.simulation.uuid(begins), begins
        for number in range(uses):
            at, name = begins + number * step, str(self.simulation.uuid(begins))
            for seconds, kind, more in (
                (0, "session.start", {}),
                *(((5, "session.vouch", {}),) if machine.vouches else ()),
                (20, "session.activity", {"n": 15}),
                (25, "hb", {}),
                (40, "session.end", {"reason": "user"}),
            ):
                moment = at + timedelta(seconds=seconds)
                self.simulation.say(sender, moment, timedelta(), kind, session_id=name, **more)
        for first in range(0, len(sender.queue), 200):
            envelope = self.simulation.envelope(sender, sent_at, timedelta())
            body = dumps({**envelope, "events": sender.queue[first : first + 200]})
            self.simulation.post(sender, body, sent_at, network=network)


_SUNDAY = 6
_WEEK = ["6:00-23:00"] * _SUNDAY + [""]
_FORGED_COUNT = 12
"""Machines that a forger needs."""

_LONG_OFFLINE = (3, 4, 5)
"""Machines of each kind that are offline for nine days."""

_OPENS = timedelta(hours=1)
"""Eight in the morning in Vietnam, in UTC."""

_FIGURES = (
    *("sessions", "session_seconds", "active_seconds", "machine_seconds"),
    *("line_up_seconds", "line_down_seconds", "outside_seconds"),
)


def main() -> None:
    """Simulate some computers for some days, and compare every figure with the truth."""
    parser = json_parser(__doc__)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--machines", type=int, default=12)
    parser.add_argument("--forged", type=int, default=2000, help="events that nobody's use caused")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    try:
        rows = tuple(_rows(home, args.days, args.machines, args.seed, args.forged))
    finally:
        shutil.rmtree(home)
    report("public computers", rows, as_json=args.json)


def _rows(home: Path, days: int, count: int, seed: int, forged: int) -> Iterator[Row]:
    settings = read_settings({"DIACHI_HOME": str(home), "DIACHI_HTTPS": "1"})
    set_up(settings).dispose()
    app = create_app(settings)
    database = app.extensions["services"].database
    servers = [_serve(site) for site in (app, create_app(replace(settings, https=False)))]
    simulation = Simulation(seed, *(server.port for server in servers))
    forger = Forger(simulation, forged if count >= _FORGED_COUNT else 0)
    clock.now = lambda: simulation.now
    try:
        with work(database) as session:
            facts = inventory.PointFacts("Bắc Sơn", PointLevel.DISTRICT)
            inventory.enter(session, "bac-son", facts, since=date(2020, 1, 1), by="bench")
            inventory.set_week(session, "bac-son", _WEEK, since=date(2020, 1, 1), by="bench")
            machines = [_enrol(session, number, simulation.dice) for number in range(1, count + 1)]
        unused = Machine(UNUSED, Sender("", by_agent=False), None, timedelta())
        for number in range(days):
            opens = FIRST + timedelta(days=number) + _OPENS
            if local_day(opens).weekday() == _SUNDAY:
                forger.work_a_day([*machines, unused], number, opens)
                continue  # closed
            if number == days // 2:
                machines = _replace(database, machines, simulation, opens - HOUR)
                with work(database) as session:
                    unused.page.token = enrol(session, announce(session, "bac-son", "Máy chờ"))
            for machine in machines:
                if not forger.is_away(machine, number):
                    simulation.work_a_day(machine, opens)
            forger.work_a_day([*machines, unused], number, opens)
            simulation.send_late_copies(opens + 23 * HOUR)
            bring_up_to_date(database, 13)
        _send_rest(simulation, machines, FIRST + timedelta(days=days + 1))
        bring_up_to_date(database, 13)
        with reading(database) as session:
            yield from _comparisons(session, simulation)
            waiting = Counter(session.scalars(select(ApartUse.reason)))
        yield from _forged_rows(forger, waiting)
    finally:
        for server in servers:
            server.shutdown()
        app.extensions["services"].close()


def _serve(app: Flask) -> BaseWSGIServer:
    server = make_server("127.0.0.1", 0, app, request_handler=_QuietHandler)
    Thread(target=server.serve_forever, daemon=True).start()
    return server


def _forged_rows(forger: Forger, waiting: Counter[str]) -> Iterator[Row]:
    for reason in dict.fromkeys(reason for _, reason in forger.sent):
        ways = [way for way, why in forger.sent if why == reason]
        uses = sum(forger.sent[way, reason] for way in ways)
        label = f"forged uses set apart: {', '.join(ways)}"
        yield Row(label, waiting[reason], "uses", uses, "higher")
    yield Row("true uses set apart", waiting.total() - forger.sent.total(), "uses", 0)


def _enrol(session: Session, number: int, dice: random.Random) -> Machine:
    """Enrol a computer that signs by its browser or its agent, or one from before signatures."""
    code = announce(session, "bac-son", f"Máy {number}")
    slow_by = dice.choice((timedelta(), timedelta(minutes=7), -3 * HOUR))
    machine = Machine(number, Sender("", by_agent=False), None, slow_by)
    if number % 3 == 0:
        machine.page.token = enrol(session, code)
        if number % 2 == 0:
            code = renew(session, number)
            machine.agent = Sender(enrol_agent(session, code), by_agent=True)
        session.get_one(Device, number).signed_from = None
    elif number % 3 == 1:
        machine.page.token = enrol(session, code)
        machine.page.key = ec.generate_private_key(ec.SECP256R1())
    else:
        _enrol_agent(session, machine, code)
    machine.days_offline = range(10, 19) if number in _LONG_OFFLINE else range(0)
    return machine


def _enrol_agent(session: Session, machine: Machine, code: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    token, _ = enrol_agent_and_page(session, code, public_bytes(key))
    queue = [] if machine.agent is None else machine.agent.queue
    machine.agent = Sender(token, by_agent=True, key=key, queue=queue)
    machine.page.token_ends = None


def _replace(
    database: Engine, machines: list[Machine], simulation: Simulation, at: datetime
) -> list[Machine]:
    """Replace the first machine by another one, and enrol the second again."""
    first, second, *unchanged = machines
    _send_rest(simulation, machines[:2], at)
    with work(database) as session:
        end_service(session, first.id)
        new = _enrol(session, len(machines) + 1, simulation.dice)
        _enrol_agent(session, second, renew(session, second.id))
    return [new, second, *unchanged]


def _send_rest(simulation: Simulation, machines: list[Machine], at: datetime) -> None:
    """Let every machine be online for a moment, so that its queue is delivered."""
    for machine in machines:
        for sender in filter(None, (machine.page, machine.agent)):
            sender.run, sender.began, sender.seq = simulation.uuid(at), at, 0
            simulation.deliver(machine, sender, at, -machine.slow_by)


def _comparisons(session: object, simulation: Simulation) -> Iterator[Row]:
    days = {(row.device_id, row.day): row for row in session.scalars(select(ComputerDay))}
    figures = simulation.truth.figures
    true_days = {key: figures[key] for key in figures if any(figures[key].values())}
    wrong = [
        f"{key} {name}: {getattr(days.get(key), name, None)} ≠ {figures.get(name, 0)}"
        for key, figures in sorted(true_days.items())
        for name in _FIGURES
        if (getattr(days.get(key), name, None) or 0) != figures.get(name, 0)
    ]
    for line in wrong[:20]:
        print(line)
    yield Row("computer-days", len(true_days), "days")
    invented = [k for k in days if k not in figures and any(getattr(days[k], n) for n in _FIGURES)]
    yield Row("computer-days that never were", len(invented), "days", 0)
    yield Row("figures compared", len(true_days) * len(_FIGURES), "figures")
    yield Row("wrong figures", len(wrong), "figures", 0)
    for table in (PointDay, PointMonth):
        for name in _FIGURES:
            total = session.scalar(select(func.sum(getattr(table, name)))) or 0
            true_total = sum(figures.get(name, 0) for figures in true_days.values())
            yield Row(f"{table.__tablename__}.{name}, difference", abs(total - true_total), "", 0)
    undated = session.scalar(select(func.count()).where(DeviceBoot.undated))
    yield Row("undated runs, reported", undated, "runs", simulation.undated_runs, "higher")
    yield Row("reported in vain", undated - simulation.undated_runs, "runs", 0)


class _QuietHandler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_: object) -> None:
        """Log nothing: there are thousands of requests."""


if __name__ == "__main__":
    main()
