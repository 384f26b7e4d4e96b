"""True times of the entries of a letter, as far as they can be known (no database).

1. A run in which the station spoke with the province is dated by the uptime of the nearest contact.
2. Another run is dated by the station's clock, unless that is visibly wrong: it shows a time after
   the arrival of the letter, or before 2020, or before a time of the province that was over, such
   as that of the edition the station held; or it was set by minutes later in the run.
3. Whatever remains has no time: the computers' own clocks date their events by the rules for runs
   without a line, and what needs a day is shown instead of counted.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter

from points.usage.events.timeline import milliseconds, moment

_EARLIEST_MS = 1_577_836_800_000
"""2020; an earlier clock was reset by a flat battery."""

_TOLERANCE_MS = timedelta(minutes=5) // timedelta(milliseconds=1)


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
class LetterClock:
    """Statements of a letter about the clock of its station."""

    writing: Reading
    """Reading when the letter was written."""
    marks: Mapping[str, list[tuple[int, int]]]
    """Uptime and true time at contacts with the province, by run, in order."""
    floors: Sequence[tuple[int, int]]
    """Numbers of entries, and times before which nothing after them happened; both rise."""
    arrived: datetime

    def true_time(self, reading: Reading) -> datetime | None:
        """Return the time of something by the province's clock; None if nobody knows."""
        marks = self.marks.get(reading.run)
        if marks:
            place = bisect_left(marks, reading.uptime_ms, key=itemgetter(0))
            around = marks[max(place - 1, 0) : place + 1]
            nearest = min(around, key=lambda mark: abs(mark[0] - reading.uptime_ms))
            true_ms = nearest[1] + reading.uptime_ms - nearest[0]
            return moment(true_ms) if self._is_possible(true_ms) else None
        floors_before = bisect_left(self.floors, reading.number, key=itemgetter(0))
        floor_ms = self.floors[floors_before - 1][1] if floors_before else _EARLIEST_MS
        is_wrong = self._was_set(reading) or reading.at < floor_ms - _TOLERANCE_MS
        return moment(reading.at) if self._is_possible(reading.at) and not is_wrong else None

    def _is_possible(self, time_ms: int) -> bool:
        return _EARLIEST_MS <= time_ms <= milliseconds(self.arrived) + _TOLERANCE_MS

    def _was_set(self, reading: Reading) -> bool:
        """Return True if the clock was set since: nobody knows which of its times was right."""
        is_same_run = reading.run == self.writing.run
        return is_same_run and abs(reading.offset - self.writing.offset) > _TOLERANCE_MS
