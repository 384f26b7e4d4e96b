"""Puts what a computer said where it belongs in time, and says how surely.

A run that spoke to us itself is placed by its own clock, which nobody sets: `origin + mono`. A run
of which all came through a later one is placed by its calendar, mended by what the next run's
calendar lacked; where that cannot be true, nobody knows when it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from library.usage.models import EventKind

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_FIRST = 1_577_836_800_000
"""2020: a calendar that says less was reset by a flat battery."""

_LAST = 32_503_680_000_000
"""3000: no calendar that says more can be read."""

_A_DAY = 86_400_000
_OLDEST = 60 * _A_DAY


class Placing(StrEnum):
    """How surely it is known when a run was."""

    KNOWN = "known"
    ESTIMATED = "estimated"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a computer, and what is known of its clocks, in milliseconds."""

    id: int
    origin: int | None
    skew: int | None
    heard: int
    """When we first learnt of it."""
    by_agent: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said in a run."""

    run: int
    seq: int
    kind: EventKind
    wall: int
    mono: int
    session: bytes | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that was said, placed in time."""

    at: datetime
    run: int
    seq: int
    kind: EventKind
    session: bytes | None = None
    amount: int | None = None
    placing: Placing = Placing.KNOWN
    by_agent: bool = False


def moment(milliseconds_: int) -> datetime:
    """Return a moment counted in milliseconds since 1970; senseless counts are put at the ends."""
    return _EPOCH + min(max(milliseconds_, 0), _LAST) * _MILLISECOND


def milliseconds(at: datetime) -> int:
    """Return a moment as milliseconds since 1970."""
    return (at - _EPOCH) // _MILLISECOND


def place(runs: Iterable[Run], said: Iterable[Said]) -> tuple[Moment, ...]:
    """Return all that was said in its order; what nobody can date is marked, and comes first."""
    ordered = sorted(runs, key=lambda run: run.id)
    agents = {run.id for run in ordered if run.by_agent}
    origins = _origins(ordered, tuple(said := tuple(said)))
    placed = [
        Moment(
            at=moment(origins[event.run][0] + event.mono),
            run=event.run,
            seq=event.seq,
            kind=event.kind,
            session=event.session,
            amount=event.amount,
            placing=origins[event.run][1],
            by_agent=event.run in agents,
        )
        for event in said
    ]
    return tuple(sorted(placed, key=lambda m: (m.at, m.run, m.seq)))


def _origins(runs: list[Run], said: tuple[Said, ...]) -> dict[int, tuple[int, Placing]]:
    """Return when each run began, and how surely that is known."""
    first = {event.run: event for event in sorted(said, key=lambda event: (event.run, -event.seq))}
    found: dict[int, tuple[int, Placing]] = {}
    for run in runs:
        if run.origin is not None:
            found[run.id] = run.origin, Placing.KNOWN
        elif run.id in first:
            found[run.id] = _estimate(run, first[run.id], runs)
    return found


def _estimate(run: Run, first: Said, runs: list[Run]) -> tuple[int, Placing]:
    skews = [other.skew for other in runs if other.skew is not None and other.id != run.id]
    skew = next((skew for skew in skews if abs(skew) < _A_DAY), 0)
    began = first.wall + skew - first.mono
    sensible = first.wall >= _FIRST and run.heard - _OLDEST <= began <= run.heard
    return (began, Placing.ESTIMATED) if sensible else (0, Placing.UNKNOWN)
