"""Simulated public computers, of which the truth is known: it shares no code with points/usage."""

import json
import random
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from http.client import HTTPConnection
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from library.clock import HANOI

FIRST = datetime(2026, 9, 1, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
_SUNDAY, _CLOSES = 6, 23


@dataclass(slots=True)
class Day:
    """True events of one day of a machine, as spans of time."""

    on: list[tuple[datetime, datetime]] = field(default_factory=list)
    active: list[tuple[datetime, datetime]] = field(default_factory=list)
    sittings: list[tuple[datetime, datetime]] = field(default_factory=list)
    line: list[tuple[datetime, datetime, bool]] = field(default_factory=list)
    quiet_until: datetime = FIRST
    """Time before which input would still belong to the last sitting."""


class Truth:
    """True figures by machine and day."""

    def __init__(self) -> None:
        self.figures: dict[tuple[int, date], dict[str, int]] = {}

    def add(self, machine: int, day: Day, *, has_agent: bool) -> None:
        """Add what happened on a day to the figures."""
        sittings = [(started, min(last, _latest_end(started))) for started, last in day.sittings]
        outside = _without(day.active, sittings)
        spans = {
            "machine_seconds": day.on,
            "active_seconds": day.active,
            "line_up_seconds": [(begins, ends) for begins, ends, is_up in day.line if is_up],
            "line_down_seconds": [(begins, ends) for begins, ends, is_up in day.line if not is_up],
            **({} if not has_agent else {"outside_seconds": outside}),
        }
        for name, of_name in spans.items():
            for begins, ends in of_name:
                for when, seconds in _seconds_by_day(begins, ends):
                    self._count(machine, when, name, seconds)
        for started, ended in sittings:
            when = local_day(started)
            self._count(machine, when, "sessions", 1)
            length = (ended - started) // timedelta(seconds=1)
            self._count(machine, when, "session_seconds", length)

    def _count(self, machine: int, when: date, name: str, amount: int) -> None:
        figures = self.figures.setdefault((machine, when), defaultdict(int))
        figures[name] += amount


def is_open(at: datetime) -> bool:
    """Return True in the hours in which readers come: six to eleven in the evening, no Sundays."""
    local = at.astimezone(HANOI)
    return local.weekday() != _SUNDAY and 6 <= local.hour < _CLOSES


def local_day(at: datetime) -> date:
    """Return the day in Vietnam."""
    return at.astimezone(HANOI).date()


def _latest_end(started: datetime) -> datetime:
    closing = datetime.combine(local_day(started), time(_CLOSES), HANOI)
    return min(started + 6 * HOUR, closing)


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


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RESET = datetime(2009, 1, 1, tzinfo=UTC)
_NO_RUN = UUID(int=0)
_QUIET = 16 * MINUTE
ROOM, ELSEWHERE, PLAIN = "127.0.0.2", "127.0.0.9", "127.0.0.10"
"""Networks of senders; the last one reaches the library without HTTPS."""

"""Addresses of the reading room, and of somebody at home."""

EVENTS, _PAGE = "/api/k/v1/events", "/api/k/v1/page"
Sitting = tuple[str, datetime, datetime]
"""Name, start and last activity of an open sitting."""


@dataclass(slots=True)
class Sender:
    """The page or the agent of a machine: its queue outlives its runs."""

    token: str
    by_agent: bool
    key: ec.EllipticCurvePrivateKey | None = None
    """Key with which it signs; None for computers enrolled before that."""
    token_ends: datetime | None = None
    """End of a token that the agent lent."""
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
    days_offline: range = range(0)

    @property
    def vouches(self) -> bool:
        """True if the agent has a key: then it lends tokens and confirms sittings."""
        return self.agent is not None and self.agent.key is not None


class Simulation:
    """Sends what machines report, at simulated times, and remembers the truth."""

    def __init__(self, seed: int, port: int, plain_port: int) -> None:
        self.dice = random.Random(seed)
        self._connections = {
            network: HTTPConnection("127.0.0.1", place, source_address=(network, 0))
            for network, place in ((ROOM, port), (ELSEWHERE, port), (PLAIN, plain_port))
        }
        self.truth = Truth()
        self.undated_runs = 0
        self.now = FIRST
        self._late: list[tuple[Sender, str]] = []

    def work_a_day(self, machine: Machine, opens: datetime) -> None:
        """Simulate one day of a machine."""
        dice = self.dice
        on = opens + timedelta(seconds=dice.randrange(1800))
        line = dice.choices(("up", "down", "server"), (80, 15, 5))[0]
        if (opens - FIRST).days in machine.days_offline:
            line = "down"
        is_reset = line != "up" and dice.random() < 0.3
        ends = on + HOUR * dice.choice((3, 6, 8, 20))
        sleep = on + 2 * HOUR if dice.random() < 0.25 else None
        parts = [(on, ends)] if sleep is None else [(on, sleep), (sleep + 2 * HOUR, ends)]
        if dice.random() < 0.3:  # a power cut without warning; the next run starts 4 minutes later
            begins, until = parts.pop()
            cut = begins + (until - begins) / 2
            parts += [(begins, cut), (cut + 4 * MINUTE, until)]
        for begins, until in parts:
            if until > begins:
                self._run(machine, begins, until, line, is_reset=is_reset)

    def _run(
        self, machine: Machine, begins: datetime, ends: datetime, line: str, *, is_reset: bool
    ) -> None:
        """Simulate a run of the machine: minute by minute, with readers who come and go.

        `line` is up or down, or the server does not answer although the line is up.
        """
        day = Day(quiet_until=begins + _QUIET)
        wall = (_RESET - begins) if is_reset else -machine.slow_by
        senders = [machine.page] if machine.agent is None else [machine.page, machine.agent]
        self.undated_runs += len(senders) if is_reset else 0
        self._switch_on(senders, begins, wall)
        sitting: Sitting | None = None
        minutes = max((ends - begins) // MINUTE - 1, 1)
        for minute in range(1, minutes + 1):
            at = begins + minute * MINUTE
            sitting = self._minute(machine, day, at, wall, sitting)
            for sender in senders:
                self._beat(sender, at, wall, sitting, line)
            if line == "up" and (minute % 15 == 0 or minute == minutes):
                for sender in senders:
                    self.deliver(machine, sender, at, wall)
        if sitting is not None:
            day.sittings.append(sitting[1:])
        day.on.append((begins, at))
        if line != "server" or machine.agent is not None:  # a page alone cannot tell
            day.line.append((begins + MINUTE, at, line != "down"))
        if not is_reset:
            self.truth.add(machine.id, day, has_agent=machine.agent is not None)

    def _switch_on(self, senders: list[Sender], begins: datetime, wall: timedelta) -> None:
        for sender in senders:
            sender.run, sender.began, sender.seq = self.uuid(begins), begins, 0
            self.say(sender, begins, wall, "device.boot")

    def _minute(
        self,
        machine: Machine,
        day: Day,
        at: datetime,
        wall: timedelta,
        sitting: Sitting | None,
    ) -> Sitting | None:
        """Let a reader come, act or go; return the open sitting (name, start, last activity)."""
        dice, page, agent = self.dice, machine.page, machine.agent
        last_input = at - timedelta(seconds=dice.randrange(1, 30))
        if sitting is None:
            if dice.random() < 0.03 and is_open(at):
                sitting = self.sit_down(machine, at, wall)
            elif agent is not None and dice.random() < 0.02 and at > day.quiet_until:
                self.say(agent, last_input, wall, "input", n=30)  # somebody without a sitting
                day.active.append((last_input - timedelta(seconds=30), last_input))
            return sitting
        name, started, _ = sitting
        luck = dice.random()
        if luck < 0.08:
            self.say(page, at, wall, "session.end", session_id=name, reason="user")
            day.sittings.append((started, at))
            return None
        if luck < 0.11:  # left without a word
            self.say(page, at, wall, "session.end", session_id=name, reason="idle")
            day.sittings.append(sitting[1:])
            day.quiet_until = at + _QUIET
            return None
        if luck < 0.15 and is_open(at):  # the next reader presses start at once
            day.sittings.append(sitting[1:])
            return self.sit_down(machine, at, wall)
        if luck < 0.83:
            self._act(machine, day, last_input, wall, name)
            return name, started, last_input
        return sitting

    def _act(self, machine: Machine, day: Day, at: datetime, wall: timedelta, sitting: str) -> None:
        """Press keys until a moment; in another program the page sees them a little less."""
        seconds, seen = 20, at
        if machine.agent is not None:
            seconds, seen = 25, at - timedelta(seconds=self.dice.randrange(3))
            self.say(machine.agent, at, wall, "input", n=seconds)
        self.say(machine.page, seen, wall, "session.activity", session_id=sitting, n=20)
        day.active.append((at - timedelta(seconds=seconds), at))

    def sit_down(self, machine: Machine, at: datetime, wall: timedelta) -> Sitting:
        """Begin a sitting, for which an agent with a key vouches."""
        name = str(self.uuid(at))
        self.say(machine.page, at, wall, "session.start", session_id=name)
        if machine.vouches:
            self.say(machine.agent, at, wall, "session.vouch", session_id=name)
        return name, at, at

    def _beat(
        self, sender: Sender, at: datetime, wall: timedelta, sitting: Sitting | None, line: str
    ) -> None:
        if sender.by_agent:
            more = {"line": "down" if line == "down" else "up", "sees_input": True}
        else:
            more = {"line": "unknown" if line == "server" else line}
            if sitting is not None:
                more["session_id"] = sitting[0]
        self.say(sender, at, wall, "hb", **more)

    def say(self, sender: Sender, at: datetime, wall: timedelta, kind: str, **more: object) -> None:
        """Add an event to the queue of a sender."""
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

    def deliver(self, machine: Machine, sender: Sender, at: datetime, wall: timedelta) -> None:
        """Send the queue in batches; some twice, and some again days later."""
        if machine.vouches and not sender.by_agent:
            self.borrow_token(machine, at)
        while sender.queue:
            batch, sender.queue = sender.queue[:200], sender.queue[200:]
            body = json.dumps({**self.envelope(sender, at, wall), "events": batch})
            for _ in range(2 if self.dice.random() < 0.2 else 1):
                self.post(sender, body, at)
            if self.dice.random() < 0.05:
                self._late.append((replace(sender, queue=[]), body))

    def envelope(self, sender: Sender, at: datetime, wall: timedelta) -> dict[str, object]:
        """Return the run and the clocks of a batch."""
        return {
            "boot_id": str(sender.run),
            "sent_wall": _milliseconds(at + wall),
            "sent_mono": (at - sender.began) // timedelta(milliseconds=1),
        }

    def borrow_token(self, machine: Machine, at: datetime) -> None:
        """Let the agent lend the page a token, unless it has one."""
        page = machine.page
        if page.token_ends is None or page.token_ends <= at:
            answer = json.loads(self.post(machine.agent, "{}", at, _PAGE))
            page.token = answer["token"]
            page.token_ends = at + timedelta(seconds=answer["seconds"])

    def send_late_copies(self, at: datetime) -> None:
        """Send old batches again, in any order; those of revoked tokens are refused."""
        self.dice.shuffle(self._late)
        for sender, body in self._late:
            self.post(sender, body, at, statuses=(200, 401, 403))
        self._late.clear()

    def post(
        self,
        sender: Sender,
        body: str,
        at: datetime,
        path: str = EVENTS,
        *,
        network: str = ROOM,
        statuses: tuple[int, ...] = (200,),
    ) -> bytes:
        """Send a body at a simulated time, and return the answer."""
        self.now = at
        headers = {"Authorization": f"Bearer {sender.token}", "Content-Type": "application/json"}
        if sender.key is not None:
            headers |= _proofs(sender.key, f"{path}\n{body}".encode())
        connection = self._connections[network]
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        answer = response.read()
        if response.status not in statuses:
            raise RuntimeError(f"{response.status}: {answer[:200]}")
        return answer

    def uuid(self, at: datetime) -> UUID:
        low = self.dice.getrandbits(62)
        return UUID(
            int=_milliseconds(at) << 80 | 7 << 76 | self.dice.getrandbits(12) << 64 | 2 << 62 | low
        )


def _proofs(key: ec.EllipticCurvePrivateKey, message: bytes) -> dict[str, str]:
    numbers = decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
    signature = b"".join(number.to_bytes(32, "big") for number in numbers)
    return {
        "X-Key": b64encode(public_bytes(key)).decode(),
        "X-Signature": b64encode(signature).decode(),
    }


def public_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return the public key in the form that browsers send."""
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _milliseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(milliseconds=1)
