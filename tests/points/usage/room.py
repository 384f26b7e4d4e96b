"""Seeded simulation of public computers with known true use and all kinds of faults."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from points.usage.events.timeline import milliseconds

MINUTE = 60_000
_EAGER = 0.7
_RESET = 1_230_768_000_000
"""2009 in milliseconds: the calendar after its battery went flat."""


@dataclass(frozen=True, slots=True)
class TrueSession:
    """A true session; `datable` is False if its time cannot be known."""

    device: int
    session: bytes
    started: int
    last_active: int
    datable: bool


@dataclass(frozen=True, slots=True)
class Parcel:
    """A batch and its time of arrival."""

    device: int
    arrives: int
    batch: dict[str, object]


@dataclass(slots=True)
class Room:
    """The batches sent from a room in some days, and the true sessions."""

    parcels: list[Parcel] = field(default_factory=list)
    truth: list[TrueSession] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Misfortunes:
    """Probabilities of faults, from 0 to 1."""

    power_cut: float = 0.1
    calendar_reset: float = 0.0
    calendar_wrong_by: int = 0
    sent_twice: float = 0.2
    out_of_order: float = 0.2
    line_down: range = range(0)
    """Days without an Internet connection."""


def simulate(seed: int, *, devices: int, days: int, first: datetime, bad: Misfortunes) -> Room:
    """Simulate a room for some days."""
    room, dice = Room(), random.Random(seed)
    for device in range(1, devices + 1):
        machine = _Machine(device, dice, bad, room)
        for day in range(days):
            machine.work_a_day(day, milliseconds(first + timedelta(days=day)))
    room.parcels.sort(key=lambda parcel: parcel.arrives)
    return room


@dataclass(slots=True)
class _Run:
    """One run of a machine."""

    boot: UUID
    began: int
    wrong_by: int
    lined: bool
    seq: int = 0

    @property
    def datable(self) -> bool:
        """True if its time can be known: it was online, or its calendar was plausible."""
        return self.lined or self.began - self.wrong_by > _RESET


class _Machine:
    """A computer that records events and sends them when it is online."""

    def __init__(self, device: int, dice: random.Random, bad: Misfortunes, room: Room) -> None:
        self.device, self.dice, self.bad, self.room = device, dice, bad, room
        self.queue: list[dict[str, object]] = []

    def work_a_day(self, day: int, opens: int) -> None:
        """Simulate a day: switch on, serve readers, lose power now and then."""
        lined = day not in self.bad.line_down
        at = opens + self.dice.randrange(30) * MINUTE
        run = self._switch_on(at, lined=lined)
        for _ in range(self.dice.randrange(6)):
            at += self.dice.randrange(1, 20) * MINUTE
            at, cut = self._serve(run, at)
            if cut:  # unsent events wait on the disk
                at += self.dice.randrange(1, 10) * MINUTE
                run = self._switch_on(at, lined=lined)
            else:
                self._send(run, at)

    def _switch_on(self, at: int, *, lined: bool) -> _Run:
        reset = self.dice.random() < self.bad.calendar_reset
        wrong_by = at - _RESET if reset else self.bad.calendar_wrong_by
        run = _Run(self._uuid(at), at, wrong_by, lined)
        self._say(run, at, "device.boot")
        if lined:
            self._post(run, at, [])  # the first batch is never delayed
        self._send(run, at)
        return run

    def _serve(self, run: _Run, at: int) -> tuple[int, bool]:
        """Simulate a session; return its end and whether the power failed."""
        session, started, last = self._uuid(at), at, at
        self._say(run, at, "session.start", session_id=str(session))
        cut = self.dice.random() < self.bad.power_cut
        for _ in range(self.dice.randrange(1, 40)):
            at += MINUTE
            if self.dice.random() < _EAGER:
                last = at
                self._say(run, at, "session.activity", session_id=str(session), n=20)
            self._say(run, at, "hb", session_id=str(session))
        if not cut:
            at += 1000
            reason = self.dice.choice(("user", "idle", "limit"))
            last = at if reason == "user" else last
            self._say(run, at, "session.end", session_id=str(session), reason=reason)
        true = TrueSession(self.device, session.bytes[8:], started, last, run.datable)
        self.room.truth.append(true)
        return at, cut

    def _say(self, run: _Run, at: int, kind: str, **more: object) -> None:
        event = {
            "event_id": str(self._uuid(at)),
            "boot_id": str(run.boot),
            "seq": run.seq,
            "type": kind,
            "t_wall": at - run.wrong_by,
            "t_mono": at - run.began,
        }
        run.seq += 1
        self.queue.append({**event, **more})

    def _send(self, run: _Run, at: int) -> None:
        """Send the queue in batches if online: some twice, some out of order."""
        while run.lined and self.queue:
            batch, self.queue = self.queue[:200], self.queue[200:]
            late = 2 * MINUTE if self.dice.random() < self.bad.out_of_order else 0
            self._post(run, at, batch, late)
            if self.dice.random() < self.bad.sent_twice:
                self._post(run, at, batch, self.dice.randrange(1, 20) * MINUTE)
            at += 1

    def _post(self, run: _Run, at: int, events: list[dict[str, object]], late: int = 0) -> None:
        batch = {
            "boot_id": str(run.boot),
            "sent_wall": at - run.wrong_by,
            "sent_mono": at - run.began,
            "events": events,
        }
        self.room.parcels.append(Parcel(self.device, at + late, batch))

    def _uuid(self, at: int) -> UUID:
        """Return a version 7 UUID drawn from the seed."""
        low = self.dice.getrandbits(62)
        return UUID(int=at << 80 | 7 << 76 | self.dice.getrandbits(12) << 64 | 2 << 62 | low)
