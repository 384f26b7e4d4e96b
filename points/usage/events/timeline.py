"""Time of each event of a computer, with its certainty.

A run that sent a batch itself is dated by its monotonic clock: `origin + mono`. A run whose events
all arrived through a later run is dated by its wall clock, corrected by the skew of the run that
delivered it. Its time is unknown if that is impossible, or if the clock was set in between and may
have shown another day.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from points.access_points.opening_hours import HANOI
from points.usage.models import EventKind

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
EARLIEST_WALL_MS = 1_577_836_800_000
"""2020 in milliseconds; an earlier wall clock was reset by a flat battery."""

_LATEST_MS = 32_503_680_000_000
"""3000 in milliseconds; later times cannot be converted."""

_DAY_MS = 86_400_000
_MAX_AGE_MS = 60 * _DAY_MS
_OVERLAP_MS = 120_000
"""Time by which a run may seem to overlap the one that delivered it: clocks are set and drift."""


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
    delivered_by: int | None = None
    delivered_offset: int | None = None
    """Wall clock minus monotonic clock of the delivering run."""
    signed: bool = False
    network: str | None = None


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
    received: int = 0
    """Seconds since 1970."""


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
    signed: bool = False
    network: str | None = None
    received: int = 0
    """Time of its arrival in seconds since 1970."""


def moment(milliseconds_: int) -> datetime:
    """Convert milliseconds since 1970 to a time, clamped to the years 1970–3000."""
    return _EPOCH + min(max(milliseconds_, 0), _LATEST_MS) * _MILLISECOND


def milliseconds(at: datetime) -> int:
    """Convert a time to milliseconds since 1970."""
    return (at - _EPOCH) // _MILLISECOND


def place_events(runs: Iterable[Run], events: Iterable[RawEvent]) -> tuple[TimedEvent, ...]:
    """Return the events in time order; those without a known time are marked and come first."""
    sorted_runs = sorted(runs, key=lambda run: run.id)
    runs_by_id = {run.id: run for run in sorted_runs}
    origins = _origins(sorted_runs, tuple(events := tuple(events)))
    timed_events = [
        TimedEvent(
            at=moment(origins[event.run][0] + event.mono),
            run=event.run,
            seq=event.seq,
            kind=event.kind,
            session=event.session,
            amount=event.amount,
            placing=origins[event.run][1],
            by_agent=runs_by_id[event.run].by_agent,
            signed=runs_by_id[event.run].signed,
            network=runs_by_id[event.run].network,
            received=event.received,
        )
        for event in events
    ]
    return tuple(sorted(timed_events, key=lambda m: (m.at, m.run, m.seq)))


def _origins(runs: list[Run], events: tuple[RawEvent, ...]) -> dict[int, tuple[int, Placing]]:
    """Return the start of each run in milliseconds, with its certainty."""
    last_events = {event.run: event for event in sorted(events, key=lambda event: event.seq)}
    origins: dict[int, tuple[int, Placing]] = {}
    for position, run in enumerate(runs):
        if run.origin is not None:
            origins[run.id] = run.origin, Placing.KNOWN
        elif run.id in last_events:
            origins[run.id] = _estimate(run, last_events[run.id], runs[:position], runs)
    return origins


def _estimate(run: Run, last: RawEvent, earlier: list[Run], runs: list[Run]) -> tuple[int, Placing]:
    """Return the start of a run that sent no batch itself, judging by its last event.

    The runs next to it must agree about its day.
    """
    deliverer = next((other for other in runs if other.id == run.delivered_by), None)
    ends = [last.wall + skew for skew in _skews(run, deliverer, earlier)]
    latest_end = run.heard
    if deliverer is not None and deliverer.origin is not None:
        latest_end = min(latest_end, deliverer.origin + _OVERLAP_MS)
    is_possible = (
        last.wall >= EARLIEST_WALL_MS
        and len({moment(end).astimezone(HANOI).date() for end in ends}) == 1
        and run.heard - _MAX_AGE_MS <= ends[0] - last.mono
        and ends[0] <= latest_end
    )
    return (ends[0] - last.mono, Placing.ESTIMATED) if is_possible else (0, Placing.UNKNOWN)


def _skews(run: Run, deliverer: Run | None, earlier: list[Run]) -> Iterator[int]:
    """Yield the skew of the delivering run, and of the last run before that knew the time."""
    offset = run.delivered_offset
    if offset is not None and offset >= EARLIEST_WALL_MS and deliverer.origin is not None:
        yield deliverer.origin - offset
    sensible_skews = [
        other.skew
        for other in earlier
        if other.skew is not None and other.origin - other.skew >= EARLIEST_WALL_MS
    ]
    yield from sensible_skews[-1:]
