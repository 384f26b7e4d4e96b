"""Understands opening hours as people write them: several intervals a day, none when closed."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from library.points.problems import OpeningHoursError

HANOI = timezone(timedelta(hours=7))
"""The time of every point; Vietnam has no summer time."""

WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")
_INTERVAL = re.compile(r"(\d{1,2})[:hg](\d{2})?\s*[-–]\s*(\d{1,2})[:hg](\d{2})?")
_BETWEEN = re.compile(r"[\s,;]+|\bvà\b")


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From opening to closing on one day."""

    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return _minute(self.closes) - _minute(self.opens)


@dataclass(frozen=True, slots=True)
class OpenDay:
    """The hours of one day, and why they are not the usual ones."""

    intervals: tuple[Interval, ...]
    exception: str | None = None

    @property
    def minutes(self) -> int:
        """How long it is open, all told."""
        return sum(interval.minutes for interval in self.intervals)

    def closing(self, day: date) -> datetime | None:
        """Return the moment after which nobody can be there any more; None when closed."""
        if not self.intervals:
            return None
        return datetime.combine(day, self.intervals[-1].closes, HANOI)


def read_hours(written: str) -> tuple[Interval, ...]:
    """Return the intervals in `7:30-11:30, 13h30-17h`; none for an empty text.

    Raises OpeningHoursError for anything else, and for intervals that run into each other.
    """
    found = tuple(_interval(written, match.groups()) for match in _INTERVAL.finditer(written))
    if _BETWEEN.sub("", _INTERVAL.sub("", written)):
        raise OpeningHoursError(written)
    ordered = tuple(sorted(found))
    if any(before.closes > after.opens for before, after in itertools.pairwise(ordered)):
        raise OpeningHoursError(written)
    return ordered


def write_hours(intervals: Sequence[Interval]) -> str:
    """Return intervals as they are kept: 07:30-11:30 13:30-17:00."""
    return " ".join(str(interval) for interval in intervals)


def _interval(written: str, parts: tuple[str | None, ...]) -> Interval:
    hours_open, minutes_open, hours_close, minutes_close = (int(part or 0) for part in parts)
    try:
        interval = Interval(time(hours_open, minutes_open), time(hours_close, minutes_close))
    except ValueError as error:
        raise OpeningHoursError(written) from error
    if interval.closes <= interval.opens:
        raise OpeningHoursError(written)
    return interval


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute
