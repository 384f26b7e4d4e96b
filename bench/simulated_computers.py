"""Simulated public computers, of which the truth is known: it shares no code with points/usage."""

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection
from uuid import UUID

from library.clock import HANOI

FIRST = datetime(2026, 9, 1, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RESET = datetime(2009, 1, 1, tzinfo=UTC)
_NO_RUN = UUID(int=0)


@dataclass(slots=True)
class Sender:
    """The page or the agent of a machine: its queue outlives its runs."""

    token: str
    by_agent: bool
    queue: list[dict] = field(default_factory=list)
    run: UUID = _NO_RUN
    began: datetime = FIRST
    seq: int = 0


@dataclass(slots=True)
class Machine:
    """A computer with a page, perhaps an agent, and a wall clock that may be wrong."""

    id: int
    page: Sender
    agent: Sender | None
    slow_by: timedelta


@dataclass(slots=True)
class _Day:
    """True events of one day of a machine, as spans of time."""

    on: list[tuple[datetime, datetime]] = field(default_factory=list)
    active: list[tuple[datetime, datetime]] = field(default_factory=list)
    sittings: list[tuple[datetime, datetime]] = field(default_factory=list)
    line: list[tuple[datetime, datetime, bool]] = field(default_factory=list)


class Simulation:
    """Sends what machines report, at simulated times, and remembers the truth."""

    def __init__(self, seed: int, connection: HTTPConnection) -> None:
        self.dice = random.Random(seed)
        self.connection = connection
        self.truth: dict[tuple[int, date], dict[str, int]] = {}
        self.undated_runs = 0
        self.now = FIRST
        self._late: list[tuple[str, str]] = []

    def work_a_day(self, machine: Machine, opens: datetime) -> None:
        """Simulate one day of a machine."""
        dice = self.dice
        on = opens + timedelta(seconds=dice.randrange(1800))
        is_online = dice.random() > 0.2
        is_reset = not is_online and dice.random() < 0.3
        ends = on + HOUR * dice.choice((3, 6, 8, 20))
        sleep = on + 2 * HOUR if dice.random() < 0.25 else None
        parts = [(on, ends)] if sleep is None else [(on, sleep), (sleep + 2 * HOUR, ends)]
        if dice.random() < 0.3:  # a power cut without warning; the next run starts 4 minutes later
            begins, until = parts.pop()
            cut = begins + (until - begins) / 2
            parts += [(begins, cut), (cut + 4 * MINUTE, until)]
        for begins, until in parts:
            if until > begins:
                self._run(machine, begins, until, is_online=is_online, is_reset=is_reset)

    def _run(
        self,
        machine: Machine,
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
            sender.run, sender.began, sender.seq = self.uuid(begins), begins, 0
            self._say(sender, begins, wall, "device.boot")
        sitting: tuple[str, datetime, datetime] | None = None
        minutes = max((ends - begins) // MINUTE - 1, 1)
        for minute in range(1, minutes + 1):
            at = begins + minute * MINUTE
            sitting = self._minute(machine, day, at, wall, sitting)
            for sender in senders:
                self._beat(sender, at, wall, sitting, is_online=is_online)
                if is_online and (minute % 15 == 0 or minute == minutes):
                    self.deliver(sender, at, wall)
        if sitting is not None:
            day.sittings.append(sitting[1:])
        day.on.append((begins, at))
        day.line.append((begins + MINUTE, at, is_online))
        if not is_reset:
            self._add(machine, day)

    def _minute(
        self,
        machine: Machine,
        day: _Day,
        at: datetime,
        wall: timedelta,
        sitting: tuple[str, datetime, datetime] | None,
    ) -> tuple[str, datetime, datetime] | None:
        """Let a reader come, act or go; return the open sitting (name, start, last activity)."""
        dice, page, agent = self.dice, machine.page, machine.agent
        if sitting is None:
            if dice.random() < 0.03:
                sitting = (str(self.uuid(at)), at, at)
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
            name = str(self.uuid(at))
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
        sender: Sender,
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
        self, sender: Sender, at: datetime, wall: timedelta, kind: str, **more: object
    ) -> None:
        event = {
            "event_id": str(self.uuid(at)),
            "boot_id": str(sender.run),
            "seq": sender.seq,
            "type": kind,
            "t_wall": _milliseconds(at + wall),
            "t_mono": (at - sender.began) // timedelta(milliseconds=1),
            **more,
        }
        sender.seq += 1
        sender.queue.append(event)

    def deliver(self, sender: Sender, at: datetime, wall: timedelta) -> None:
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

    def _add(self, machine: Machine, day: _Day) -> None:
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
            when = local_day(started)
            self._count(machine, when, "sessions", 1)
            length = min(last_active - started, 6 * HOUR)
            self._count(machine, when, "session_seconds", length // timedelta(seconds=1))

    def _count(self, machine: Machine, when: date, name: str, amount: int) -> None:
        figures = self.truth.setdefault((machine.id, when), defaultdict(int))
        figures[name] += amount

    def uuid(self, at: datetime) -> UUID:
        low = self.dice.getrandbits(62)
        return UUID(
            int=_milliseconds(at) << 80 | 7 << 76 | self.dice.getrandbits(12) << 64 | 2 << 62 | low
        )


def _seconds_by_day(begins: datetime, ends: datetime) -> Iterator[tuple[date, int]]:
    """Split a span at midnight in Vietnam."""
    while begins < ends:
        midnight = datetime.combine(
            local_day(begins) + timedelta(days=1), datetime.min.time(), HANOI
        )
        until = min(ends, midnight)
        yield local_day(begins), (until - begins) // timedelta(seconds=1)
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


def local_day(at: datetime) -> date:
    """Return the day in Vietnam."""
    return at.astimezone(HANOI).date()


def _milliseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(milliseconds=1)
