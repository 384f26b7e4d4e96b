"""Figures of a computer in a span of time, from its events (no database access)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from types import MappingProxyType

from points.usage.events import clocks
from points.usage.events.clocks import Span
from points.usage.events.computer_sessions import ComputerSession
from points.usage.events.timeline import Placing, TimedEvent
from points.usage.models import EventKind

_SECOND = timedelta(seconds=1)
_NONE_APART: Mapping[ComputerSession, bool | None] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of a computer; session, active, on and online time are never added up."""

    sessions: int = 0
    """Number of sessions started; each counts once, at any length."""
    doubtful_sessions: int = 0
    """Number of them that are capped, estimated or without a start."""
    session_seconds: int = 0
    """Seconds from start to last activity, even past the end of the span."""
    active_seconds: int = 0
    machine_seconds: int = 0
    line_up_seconds: int = 0
    line_down_seconds: int = 0
    help_requests: int = 0
    outside_seconds: int | None = None
    """Seconds of input outside all sessions; None if no agent saw the input of the machine."""
    apart_sessions: int | None = None
    """Number of implausible sessions that wait for a decision and count nowhere else; None if
    neither the hours of the point nor those of the machine are recorded."""


MEASURES = tuple(field.name for field in fields(Figures))


@dataclass(frozen=True, slots=True)
class EventLog:
    """Dated events of a computer in some days, with the sessions and spans derived from them."""

    events: tuple[TimedEvent, ...]
    sessions: tuple[ComputerSession, ...]
    """Sessions that count."""
    apart: tuple[ComputerSession, ...]
    """Sessions that wait for a decision."""
    active: tuple[Span, ...]
    machine_on: tuple[Span, ...]
    line_up: tuple[Span, ...]
    line_down: tuple[Span, ...]
    watched: tuple[Span, ...]
    outside: tuple[Span, ...]
    """Input that the agent saw outside all sessions."""


def build_event_log(
    events: Iterable[TimedEvent],
    sessions: tuple[ComputerSession, ...],
    apart: Mapping[ComputerSession, bool | None] = _NONE_APART,
) -> EventLog:
    """Return the dated events, with their sessions and spans.

    `apart` has the decisions on implausible sessions: True counts, None waits. They leave the time
    of the machine and of its line as it is.
    """
    dated_events = tuple(event for event in events if event.placing is not Placing.UNKNOWN)
    left_out = [session for session in sessions if not apart.get(session, True)]
    left_out_ids = {session.session for session in left_out}
    own_ids = {event.session for event in dated_events}
    left_out_spans = [
        Span(session.started, session.last_active)
        for session in left_out
        if session.session in own_ids  # the others took no time of this computer
    ]
    counting = [event for event in dated_events if event.session not in left_out_ids]
    return EventLog(
        events=dated_events,
        sessions=tuple(session for session in sessions if session not in left_out),
        apart=tuple(session for session in left_out if apart[session] is None),
        active=clocks.subtract(clocks.active(counting), left_out_spans),
        machine_on=clocks.machine_on(dated_events),
        line_up=clocks.line_up(dated_events),
        line_down=clocks.line_down(dated_events),
        watched=clocks.watched(dated_events),
        outside=clocks.subtract(
            clocks.watched_input(dated_events),
            (
                Span(session.started, session.last_active)
                for session in sessions
                if session.session in own_ids
            ),
        ),
    )


def measure(log: EventLog, within: Span) -> Figures | None:
    """Return the figures of a span of time; None if it has neither events nor sessions."""
    events = [event for event in log.events if within.begins <= event.at < within.ends]
    sessions = [
        session for session in log.sessions if within.begins <= session.started < within.ends
    ]
    if not events and not sessions:  # accepted sessions have no events that count
        return None
    apart = sum(within.begins <= session.started < within.ends for session in log.apart)
    return Figures(
        sessions=len(sessions),
        doubtful_sessions=sum(bool(session.doubts) for session in sessions),
        session_seconds=sum((session.length for session in sessions), timedelta()) // _SECOND,
        active_seconds=_seconds(log.active, within),
        machine_seconds=_seconds(log.machine_on, within),
        line_up_seconds=_seconds(log.line_up, within),
        line_down_seconds=_seconds(log.line_down, within),
        help_requests=sum(event.kind is EventKind.HELP_REQUEST for event in events),
        outside_seconds=_seconds(log.outside, within) if _seconds(log.watched, within) else None,
        apart_sessions=apart or None,
    )


def add_figures(first: Figures, second: Figures) -> Figures:
    """Return the sum of two figures; what is unknown in one is that of the other."""
    return Figures(*(_sum(getattr(first, name), getattr(second, name)) for name in MEASURES))


def _sum(first: int | None, second: int | None) -> int | None:
    return first if second is None else second if first is None else first + second


def _seconds(spans: Iterable[Span], within: Span) -> int:
    inside = (
        Span(max(span.begins, within.begins), min(span.ends, within.ends))
        for span in spans
        if span.begins < within.ends and span.ends > within.begins
    )
    return clocks.total(inside) // _SECOND
