"""True times of the entries of a letter, as far as they can be known (no database).

1. A run in which the station spoke with the province is dated by the uptime of the nearest contact.
2. Another run is dated by the clocks that saw it: that of the station, and those of the computers
   of its room, which name their time with each batch. Those that agree within half an hour and
   are the most decide; if as many agree on something else, the station's clock does.
3. A clock is not asked if it is visibly wrong: it shows a time after the arrival of the letter, or
   before 2020, or before a time of the province that was over, such as that of the edition the
   station held; or it was set by minutes later in the run.
4. Whatever remains has no time: it is shown instead of counted.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from operator import itemgetter
from statistics import median_low

from points.usage.events.timeline import milliseconds, moment

_EARLIEST_MS = 1_577_836_800_000
"""2020; an earlier clock was reset by a flat battery."""

_TOLERANCE_MS = timedelta(minutes=5) // timedelta(milliseconds=1)
AGREEMENT = timedelta(minutes=30)
"""Difference between clocks that agree: computers without a time server drift, and a batch that
names the time of one may have been sent twenty minutes before it arrived."""

_AFTER_ALL = 1 << 62
"""Number after those of all entries."""

_AGREEMENT_MS = AGREEMENT // timedelta(milliseconds=1)

RoomClocks = Mapping[str, Mapping[int, Sequence[tuple[int, int]]]]
"""Uptime of the station and time of a computer's clock, by run of the station and computer."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The station's clock and uptime at one moment of a run, in milliseconds."""

    number: int
    """Number of the entry; of the last one when the letter was written."""
    at: int
    run: str
    uptime_ms: int

    @property
    def offset(self) -> int:
        """Time at which the run began, by the station's clock."""
        return self.at - self.uptime_ms


@dataclass(frozen=True, slots=True)
class Dating:
    """The time of an entry."""

    at: datetime | None
    """Its time by the province's clock; None if nobody knows."""
    is_of_room: bool = False
    """True if the clocks of the room's computers decided, not a contact or the station's clock."""


@dataclass(frozen=True, slots=True)
class LetterClock:
    """Statements of a letter about the clock of its station."""

    writing: Reading
    """Reading when the letter was written."""
    marks: Mapping[str, list[tuple[int, int]]]
    """Uptime and true time at contacts with the province, by run, in order."""
    floors: Sequence[tuple[int, int]]
    """Numbers of entries, and times before which nothing after them happened; both rise."""
    arrived: datetime

    room: RoomClocks = field(default_factory=dict)
    skews: Mapping[int, int] = field(default_factory=dict)
    """Milliseconds by which the clock of a computer was behind when it was last known."""

    def date(self, reading: Reading) -> Dating:
        """Return the time of something by the province's clock, and what it rests on."""
        marks = self.marks.get(reading.run)
        if marks:
            uptime_ms, true_ms = _nearest(marks, reading.uptime_ms)
            at_ms = true_ms + reading.uptime_ms - uptime_ms
            return Dating(moment(at_ms) if self._is_possible(at_ms, _EARLIEST_MS) else None)
        floor_ms = self._floor(reading)
        own = None if self._was_set(reading) else reading.at
        votes = [at_ms for at_ms in self._room_times(reading, floor_ms) if at_ms is not None]
        most = max((_support(vote, votes) for vote in votes), default=0)
        is_own_possible = own is not None and self._is_possible(own, floor_ms)
        if is_own_possible and _support(own, votes) + 1 >= most:
            return Dating(moment(own))
        return Dating(_majority(votes), is_of_room=True)

    def true_time(self, reading: Reading) -> datetime | None:
        """Return the time of something by the province's clock; None if nobody knows."""
        return self.date(reading).at

    def ahead(self) -> timedelta | None:
        """Return by how much the station's clock was ahead when it wrote, at least.

        None if nobody knows.
        """
        reading = replace(self.writing, number=_AFTER_ALL)
        floor, stated = moment(self._floor(reading)), moment(reading.at)
        at = self.true_time(reading)
        if at is not None:
            return stated - at
        nearest = min(max(stated, floor), self.arrived)
        return stated - nearest if stated != nearest else None

    def accepts(self, reading: Reading, at: datetime) -> bool:
        """Return True if something can have happened at this time."""
        return self._is_possible(milliseconds(at), self._floor(reading))

    def _room_times(self, reading: Reading, floor_ms: int) -> Iterator[int | None]:
        """Yield the time of something by the clock of each computer that sent something near it."""
        for device, sightings in self.room.get(reading.run, {}).items():
            uptime_ms, wall_ms = _nearest(sightings, reading.uptime_ms)
            shown_ms = wall_ms + reading.uptime_ms - uptime_ms
            times = (shown_ms + self.skews.get(device, 0), shown_ms)
            yield next((time for time in times if self._is_possible(time, floor_ms)), None)

    def _floor(self, reading: Reading) -> int:
        floors_before = bisect_left(self.floors, reading.number, key=itemgetter(0))
        return self.floors[floors_before - 1][1] if floors_before else _EARLIEST_MS

    def _is_possible(self, time_ms: int, floor_ms: int) -> bool:
        latest_ms = milliseconds(self.arrived) + _TOLERANCE_MS
        return max(floor_ms - _TOLERANCE_MS, _EARLIEST_MS) <= time_ms <= latest_ms

    def _was_set(self, reading: Reading) -> bool:
        """Return True if the clock was set since: nobody knows which of its times was right."""
        is_same_run = reading.run == self.writing.run
        return is_same_run and abs(reading.offset - self.writing.offset) > _TOLERANCE_MS


def _nearest(sightings: Sequence[tuple[int, int]], uptime_ms: int) -> tuple[int, int]:
    place = bisect_left(sightings, uptime_ms, key=itemgetter(0))
    around = sightings[max(place - 1, 0) : place + 1]
    return min(around, key=lambda sighting: abs(sighting[0] - uptime_ms))


def _support(at_ms: int, votes: Sequence[int]) -> int:
    return sum(abs(vote - at_ms) <= _AGREEMENT_MS for vote in votes)


def _majority(votes: Sequence[int]) -> datetime | None:
    """Return the time on which most computers agree; None if others agree as much."""
    if not votes:
        return None
    best = max(votes, key=lambda vote: _support(vote, votes))
    agreeing = [vote for vote in votes if abs(vote - best) <= _AGREEMENT_MS]
    rivals = [vote for vote in votes if abs(vote - best) > _AGREEMENT_MS]
    is_tie = any(_support(vote, votes) == len(agreeing) for vote in rivals)
    return None if is_tie else moment(median_low(agreeing))
