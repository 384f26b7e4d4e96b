"""Hourly figures of a computer, which add up exactly to its daily figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from points.access_points.opening_hours import HANOI
from points.usage.events.clocks import Span
from points.usage.rollups.day_totals import EventLog

_HOUR = timedelta(hours=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class HourFigures:
    """Figures of a computer in one hour."""

    sessions: int = 0
    """Number of sessions started in it."""
    used_seconds: int = 0
    """Seconds of sessions within the hour."""
    active_seconds: int = 0
    machine_seconds: int = 0
    line_up_seconds: int = 0
    line_down_seconds: int = 0


def by_hour(log: EventLog, within: Span) -> dict[int, HourFigures]:
    """Return the figures by hour (0–23) of a span within one day; hours without events are absent.

    They add up to the figures of the span, to the second.
    """
    event_hours = {
        _hour(event.at) for event in log.events if within.begins <= event.at < within.ends
    }
    start_hours = [
        _hour(session.started)
        for session in log.sessions
        if within.begins <= session.started < within.ends
    ]
    session_spans = [Span(session.started, session.last_active) for session in log.sessions]
    clocks = [
        _shares(spans, within)
        for spans in (session_spans, log.active, log.machine_on, log.line_up, log.line_down)
    ]
    hours = sorted(event_hours.union(start_hours, *clocks))
    return {
        hour: HourFigures(start_hours.count(hour), *(clock.get(hour, 0) for clock in clocks))
        for hour in hours
    }


def _shares(spans: Iterable[Span], within: Span) -> dict[int, int]:
    """Return the full seconds of spans in each hour; fractions carry over to the next hour."""
    time_by_hour: dict[int, timedelta] = {}
    for span in spans:
        at, ends = max(span.begins, within.begins), min(span.ends, within.ends)
        while at < ends:
            until = min(ends, _next_hour(at))
            time_by_hour[_hour(at)] = time_by_hour.get(_hour(at), timedelta()) + (until - at)
            at = until
    shares, total, seconds = {}, timedelta(), 0
    for hour in sorted(time_by_hour):
        total += time_by_hour[hour]
        shares[hour], seconds = total // _SECOND - seconds, total // _SECOND
    return shares


def _hour(at: datetime) -> int:
    return at.astimezone(HANOI).hour


def _next_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0) + _HOUR
