"""Time of each event of a computer, with its certainty.

A run that sent a batch itself is dated by its monotonic clock: `origin + mono`. A run whose events
all arrived through a later run is dated by its wall clock, corrected by another run's skew; if the
result is impossible, its time is unknown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from library.usage.models import EventKind

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_EARLIEST_WALL_MS = 1_577_836_800_000
"""2020 in milliseconds; an earlier wall clock was reset by a flat battery."""

_LATEST_MS = 32_503_680_000_000
"""3000 in milliseconds; later times cannot be converted."""

_DAY_MS = 86_400_000
_MAX_AGE_MS = 60 * _DAY_MS


class Placing(StrEnum):
    """Certainty of the time of a run."""

    KNOWN = "known"
    ESTIMATED = "estimated"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a computer from start to shutdown, with its clocks in milliseconds."""

    id: int
    origin: int | None
    skew: int | None
    heard: int
    """Time of the first batch that mentioned it."""
    by_agent: bool = False


@dataclass(frozen=True, slots=True)
class RawEvent:
    """An event of a run, with its own clock readings."""

    run: int
    seq: int
    kind: EventKind
    wall: int
    mono: int
    session: bytes | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class TimedEvent:
    """An event with its time and certainty."""

    at: datetime
    run: int
    seq: int
    kind: EventKind
    session: bytes | None = None
    amount: int | None = None
    placing: Placing = Placing.KNOWN
    by_agent: bool = False


def moment(milliseconds_: int) -> datetime:
    """Convert milliseconds since 1970 to a time, clamped to the years 1970–3000."""
    return _EPOCH + min(max(milliseconds_, 0), _LATEST_MS) * _MILLISECOND


def milliseconds(at: datetime) -> int:
    """Convert a time to milliseconds since 1970."""
    return (at - _EPOCH) // _MILLISECOND


def place_events(runs: Iterable[Run], events: Iterable[RawEvent]) -> tuple[TimedEvent, ...]:
    """Return the events in time order; those without a known time are marked and come first."""
    ordered = sorted(runs, key=lambda run: run.id)
    agents = {run.id for run in ordered if run.by_agent}
    origins = _origins(ordered, tuple(events := tuple(events)))
    placed = [
        TimedEvent(
            at=moment(origins[event.run][0] + event.mono),
            run=event.run,
            seq=event.seq,
            kind=event.kind,
            session=event.session,
            amount=event.amount,
            placing=origins[event.run][1],
            by_agent=event.run in agents,
        )
        for event in events
    ]
    return tuple(sorted(placed, key=lambda m: (m.at, m.run, m.seq)))


def _origins(runs: list[Run], events: tuple[RawEvent, ...]) -> dict[int, tuple[int, Placing]]:
    """Return the start of each run in milliseconds, with its certainty."""
    first_events = {
        event.run: event for event in sorted(events, key=lambda event: (event.run, -event.seq))
    }
    origins: dict[int, tuple[int, Placing]] = {}
    for run in runs:
        if run.origin is not None:
            origins[run.id] = run.origin, Placing.KNOWN
        elif run.id in first_events:
            origins[run.id] = _estimate(run, first_events[run.id], runs)
    return origins


def _estimate(run: Run, first: RawEvent, runs: list[Run]) -> tuple[int, Placing]:
    skews = [other.skew for other in runs if other.skew is not None and other.id != run.id]
    skew = next((skew for skew in skews if abs(skew) < _DAY_MS), 0)
    began = first.wall + skew - first.mono
    sensible = first.wall >= _EARLIEST_WALL_MS and run.heard - _MAX_AGE_MS <= began <= run.heard
    return (began, Placing.ESTIMATED) if sensible else (0, Placing.UNKNOWN)
