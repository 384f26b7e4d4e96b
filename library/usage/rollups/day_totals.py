"""Measures a stretch of a computer's time in what it said: pure, so that anybody can check it."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import timedelta

from library.usage.events import clocks
from library.usage.events.clocks import Span
from library.usage.events.computer_sessions import ComputerSession
from library.usage.events.timeline import Moment, Placing
from library.usage.models import EventKind

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a computer did; the four clocks stand side by side and are never added up."""

    sessions: int = 0
    """Those that began; each counts once, however long it was."""
    doubtful_sessions: int = 0
    """How many of them are capped, estimated or without a start."""
    session_seconds: int = 0
    """From start to last activity, also where that is past the stretch."""
    active_seconds: int = 0
    machine_seconds: int = 0
    line_up_seconds: int = 0
    line_down_seconds: int = 0
    help_requests: int = 0
    pages_printed: int = 0


MEASURES = tuple(field.name for field in fields(Figures))


@dataclass(frozen=True, slots=True)
class Heard:
    """What a computer said in some days, and what follows from it."""

    moments: tuple[Moment, ...]
    sessions: tuple[ComputerSession, ...]
    active: tuple[Span, ...]
    machine_on: tuple[Span, ...]
    line_up: tuple[Span, ...]
    line_down: tuple[Span, ...]


def hear(moments: Iterable[Moment], sessions: tuple[ComputerSession, ...]) -> Heard:
    """Return what can be dated of what was said, with its clocks."""
    dated = tuple(moment for moment in moments if moment.placing is not Placing.UNKNOWN)
    return Heard(
        moments=dated,
        sessions=sessions,
        active=clocks.active(dated),
        machine_on=clocks.machine_on(dated),
        line_up=clocks.line_up(dated),
        line_down=clocks.line_down(dated),
    )


def measure(heard: Heard, within: Span) -> Figures | None:
    """Return the figures of a stretch of time; None when nothing was heard in it."""
    said = [moment for moment in heard.moments if within.begins <= moment.at < within.ends]
    if not said:
        return None
    begun = [found for found in heard.sessions if within.begins <= found.started < within.ends]
    return Figures(
        sessions=len(begun),
        doubtful_sessions=sum(bool(found.doubts) for found in begun),
        session_seconds=sum((found.length for found in begun), timedelta()) // _SECOND,
        active_seconds=_seconds(heard.active, within),
        machine_seconds=_seconds(heard.machine_on, within),
        line_up_seconds=_seconds(heard.line_up, within),
        line_down_seconds=_seconds(heard.line_down, within),
        help_requests=sum(moment.kind is EventKind.HELP_REQUEST for moment in said),
        pages_printed=sum(m.amount or 0 for m in said if m.kind is EventKind.PRINT_COUNT),
    )


def added(one: Figures, other: Figures) -> Figures:
    """Return the figures of two stretches together."""
    return Figures(*(getattr(one, name) + getattr(other, name) for name in MEASURES))


def _seconds(spans: Iterable[Span], within: Span) -> int:
    inside = (
        Span(max(span.begins, within.begins), min(span.ends, within.ends))
        for span in spans
        if span.begins < within.ends and span.ends > within.begins
    )
    return clocks.total(inside) // _SECOND
