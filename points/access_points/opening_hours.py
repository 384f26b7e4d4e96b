"""Parser of written opening hours: several intervals per day, none when closed."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from points.access_points.problems import OpeningHoursError

HANOI = timezone(timedelta(hours=7))
"""Time zone of every point; Vietnam has no summer time."""

WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")
_INTERVAL = re.compile(r"(\d{1,2})[:hg](\d{2})?\s*[-–]\s*(\d{1,2})[:hg](\d{2})?")
_SEPARATOR = re.compile(r"[\s,;]+|\bvà\b")


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Interval from opening to closing on one day."""

    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"

    @property
    def minutes(self) -> int:
        """Length in minutes."""
        return _minute(self.closes) - _minute(self.opens)


@dataclass(frozen=True, slots=True)
class OpenDay:
    """Hours of one day, and the reason if they are exceptional."""

    intervals: tuple[Interval, ...]
    exception: str | None = None

    @property
    def minutes(self) -> int:
        """Total opening time in minutes."""
        return sum(interval.minutes for interval in self.intervals)

    def closing(self, day: date) -> datetime | None:
        """Return the closing time of the last interval; None when closed."""
        if not self.intervals:
            return None
        return datetime.combine(day, self.intervals[-1].closes, HANOI)


def read_hours(text: str) -> tuple[Interval, ...]:
    """Return the sorted intervals in `7:30-11:30, 13h30-17h`; none for an empty text.

    Raises OpeningHoursError for anything else, and for overlapping intervals.
    """
    intervals = tuple(_interval(text, match.groups()) for match in _INTERVAL.finditer(text))
    if _SEPARATOR.sub("", _INTERVAL.sub("", text)):
        raise OpeningHoursError(text)
    sorted_intervals = tuple(sorted(intervals))
    if any(earlier.closes > later.opens for earlier, later in itertools.pairwise(sorted_intervals)):
        raise OpeningHoursError(text)
    return sorted_intervals


def write_hours(intervals: Sequence[Interval]) -> str:
    """Return intervals in the stored form: 07:30-11:30 13:30-17:00."""
    return " ".join(str(interval) for interval in intervals)


def _interval(text: str, parts: tuple[str | None, ...]) -> Interval:
    hours_open, minutes_open, hours_close, minutes_close = (int(part or 0) for part in parts)
    try:
        interval = Interval(time(hours_open, minutes_open), time(hours_close, minutes_close))
    except ValueError as error:
        raise OpeningHoursError(text) from error
    if interval.closes <= interval.opens:
        raise OpeningHoursError(text)
    return interval


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute
