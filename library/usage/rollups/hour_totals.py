"""Measures a computer's time hour by hour: pure, and as exact as the day it is part of."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from library.points.opening_hours import HANOI
from library.usage.events.clocks import Span
from library.usage.rollups.day_totals import Heard

_HOUR = timedelta(hours=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class HourFigures:
    """What a computer did in one hour."""

    sessions: int = 0
    """Those that began in it."""
    used_seconds: int = 0
    """Of sessions, as far as they lie in it."""
    active_seconds: int = 0
    machine_seconds: int = 0
    line_up_seconds: int = 0
    line_down_seconds: int = 0


HOUR_MEASURES = tuple(field.name for field in fields(HourFigures))


def by_hour(heard: Heard, within: Span) -> dict[int, HourFigures]:
    """Return the hours of a stretch of one day in which something was heard.

    Added up they give the figures of the stretch, to the second.
    """
    said = {
        _hour(moment.at) for moment in heard.moments if within.begins <= moment.at < within.ends
    }
    begun = [
        _hour(found.started)
        for found in heard.sessions
        if within.begins <= found.started < within.ends
    ]
    used = [Span(found.started, found.last_active) for found in heard.sessions]
    clocks = [
        _shares(spans, within)
        for spans in (used, heard.active, heard.machine_on, heard.line_up, heard.line_down)
    ]
    hours = sorted(said.union(*clocks))
    return {
        hour: HourFigures(begun.count(hour), *(clock.get(hour, 0) for clock in clocks))
        for hour in hours
    }


def _shares(spans: Iterable[Span], within: Span) -> dict[int, int]:
    """Return the whole seconds of spans in each hour; what is left of one goes to the next."""
    passed: dict[int, timedelta] = {}
    for span in spans:
        at, ends = max(span.begins, within.begins), min(span.ends, within.ends)
        while at < ends:
            until = min(ends, _next_hour(at))
            passed[_hour(at)] = passed.get(_hour(at), timedelta()) + (until - at)
            at = until
    shares, whole, told = {}, timedelta(), 0
    for hour in sorted(passed):
        whole += passed[hour]
        shares[hour], told = whole // _SECOND - told, whole // _SECOND
    return shares


def _hour(at: datetime) -> int:
    return at.astimezone(HANOI).hour


def _next_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0) + _HOUR
