"""Queue of requests in which shares of the site take turns by the CPU time that they used.

The site works on few requests at once, since Python runs one thread at a time: a share that keeps
sixteen connections busy would make every other request wait for each of them again and again. A
share that used much lately is answered a few requests at a time, the others before it. Programs
that harvest, draw or search are each too modest to be heavy, and many of them together are not:
while people are about, their requests run one at a time, with rests between them.
"""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

_HALF_LIFE_SECONDS = 10.0
"""Time after which half of the CPU time that a share used is forgotten."""

_HEAVY_SECONDS = 1.5
"""CPU time from which a share is heavy: a tenth of a core without pause, ten times a reader."""

_EXPECTED_SECONDS = 0.2
"""CPU time for which a running request counts: a few at once make a share heavy."""

_HEAVIEST_AT_ONCE, _HEAVY_AT_ONCE, _ALL_HEAVY_AT_ONCE = 1, 2, 3
"""Requests that run at once while others are about: of the share that used most, of another heavy
one, and of all heavy ones.

Measured on 29 November 2026: where the greedy share ran 2 requests, a reader waited
4 to 9 times as long as alone, with 1 twice as long.
"""

_ABOUT_SECONDS = 5.0
"""Time after its last request for which a share counts as being about."""

_MACHINES_AT_ONCE, _MACHINES_ALONE = 1, 6
"""Requests of programs (harvesters, image clients) that run at once while people are about, and
while nobody is: then threads are left for the first one who comes.
"""

_WAITING_SECONDS = 2.0
"""Time after which a running request counts no more: it waits for a file or another server."""

_MAX_SHARES = 2_000

PROBES = "probes"
"""Name of the share of health checks, which are no people: they come all the time."""


class _Request(Protocol):
    """A connection with a request to answer."""

    @property
    def share(self) -> str:
        """Name of the share to which it belongs."""

    @property
    def is_of_machine(self) -> bool:
        """True for an address that programs ask, such as /oai."""


@dataclass(slots=True, eq=False)
class _Run:
    """A request that is being answered: its share, and when it began."""

    share: "_Share"
    began: float


@dataclass(slots=True, eq=False)
class _Share:
    """Waiting and running requests of a share, and the CPU time that it used lately."""

    name: str
    is_machine: bool = False
    waiting: deque[_Request] = field(default_factory=deque)
    running: set[_Run] = field(default_factory=set)
    used: float = 0.0
    settled: float = 0.0
    seen: float = 0.0

    def settle(self, now: float) -> None:
        """Forget what was used long ago."""
        self.used *= 0.5 ** ((now - self.settled) / _HALF_LIFE_SECONDS)
        self.settled = now

    def busy(self, now: float) -> int:
        """Return the number of requests that keep the processor busy, as far as one can tell."""
        return sum(now - run.began < _WAITING_SECONDS for run in self.running)

    def cost(self, now: float) -> float:
        """Return the CPU time that it used, and may be using."""
        return self.used + _EXPECTED_SECONDS * self.busy(now)


class FairQueue:
    """Requests of all shares; it replaces the deque of waitress's task dispatcher.

    It is true while a request may begin. Every call holds the dispatcher's lock.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._shares: OrderedDict[str, _Share] = OrderedDict()
        self._waiting: OrderedDict[str, _Share] = OrderedDict()
        self._runs: dict[int, deque[_Run]] = {}
        self._people_seen = -_ABOUT_SECONDS
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def __bool__(self) -> bool:
        return self._next() is not None

    def append(self, request: _Request) -> None:
        """Add a request."""
        now, name = self._now(), request.share
        share = self._shares.setdefault(name, _Share(name, request.is_of_machine, settled=now))
        self._see(share, now)
        share.waiting.append(request)
        self._shares.move_to_end(name)
        self._waiting.setdefault(name, share)
        self._length += 1
        if len(self._shares) > _MAX_SHARES:
            self._forget_idle(now)

    def popleft(self) -> _Request:
        """Remove and return the next request; one that may not begin only if there is no other."""
        share = self._next() or next(iter(self._waiting.values()))
        request = share.waiting.popleft()
        run = _Run(share, self._now())
        share.running.add(run)  # a connection may begin the next request before this one ends
        self._runs.setdefault(id(request), deque()).append(run)
        del self._waiting[share.name]
        if share.waiting:
            self._waiting[share.name] = share  # at the end
        self._length -= 1
        return request

    def finish(self, request: _Request, cpu_seconds: float) -> None:
        """Charge a request that was answered to its share."""
        runs, now = self._runs[id(request)], self._now()
        run = runs.popleft()
        if not runs:
            del self._runs[id(request)]
        share = run.share
        share.running.remove(run)
        share.settle(now)
        share.used += cpu_seconds
        self._see(share, now)

    def lets_programs_rest(self) -> bool:
        """Return True if people are about, and only one request of a program keeps a thread."""
        return self._people_are_about() and len(self._machines()) <= _MACHINES_AT_ONCE

    def _next(self) -> _Share | None:
        """Return the share that used least among those that may begin a request."""
        now = self._now()
        costs = {}
        machines_wait = self._machines_wait()
        for name, share in self._waiting.items():
            if share.is_machine and machines_wait:
                continue
            share.settle(now)
            costs[name] = share.cost(now)
        light = [name for name, cost in costs.items() if cost < _HEAVY_SECONDS]
        names = light or [name for name in costs if self._may_begin(self._shares[name], now)]
        return self._shares[min(names, key=costs.__getitem__)] if names else None

    def _machines_wait(self) -> bool:
        """Return True if as many requests of programs run as may."""
        runs, now = self._machines(), self._now()
        busy = sum(now - run.began < _WAITING_SECONDS for run in runs)
        must_take_turns = self._people_are_about() and busy >= _MACHINES_AT_ONCE
        return must_take_turns or len(runs) >= _MACHINES_ALONE

    def _machines(self) -> list[_Run]:
        runs = (run for of_one in self._runs.values() for run in of_one)
        return [run for run in runs if run.share.is_machine]

    def _people_are_about(self) -> bool:
        return self._now() - self._people_seen < _ABOUT_SECONDS

    def _see(self, share: _Share, now: float) -> None:
        share.seen = now
        if not share.is_machine and share.name != PROBES:
            self._people_seen = now

    def _may_begin(self, heavy: _Share, now: float) -> bool:
        """Return True if a heavy share may begin a request; one that is alone always may."""
        newest = islice(reversed(self._shares.values()), 3)
        clients = (share for share in newest if share is not heavy and share.name != PROBES)
        if not any(self._is_about(share, now) for share in clients):
            return True
        running = {run.share for runs in self._runs.values() for run in runs}
        costs = {share: share.cost(now) for share in (*running, *self._waiting.values())}
        all_heavy = sum(share.busy(now) for share in running if costs[share] >= _HEAVY_SECONDS)
        is_heaviest = costs[heavy] == max(costs.values())
        most = _HEAVIEST_AT_ONCE if is_heaviest else _HEAVY_AT_ONCE
        return heavy.busy(now) < most and all_heavy < _ALL_HEAVY_AT_ONCE

    def _is_about(self, share: _Share, now: float) -> bool:
        return bool(share.waiting or share.running) or now - share.seen < _ABOUT_SECONDS

    def _forget_idle(self, now: float) -> None:
        """Forget the shares without requests that used nothing to speak of."""
        for name, share in [*self._shares.items()]:
            share.settle(now)
            if not share.waiting and not share.running and share.used < _EXPECTED_SECONDS:
                del self._shares[name]
