"""Spans of time in which a computer was on, in active use, online or offline."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise

from library.usage.events.timeline import Placing, TimedEvent
from library.usage.models import EventKind

HEARTBEAT = timedelta(minutes=6)
"""Longest gap between events of a running machine, which sends one every five minutes."""

_INPUTS = (EventKind.SESSION_ACTIVITY, EventKind.INPUT)
_LINE = (EventKind.LINE_UP, EventKind.LINE_DOWN)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A span of time."""

    begins: datetime
    ends: datetime


def machine_on(events: Iterable[TimedEvent]) -> tuple[Span, ...]:
    """Return the spans in which the machine was on, judging by its events."""
    return union(
        Span(earlier.at, later.at)
        for run in _runs(events)
        for earlier, later in pairwise(run)
        if later.at - earlier.at <= HEARTBEAT
    )


def active(events: Iterable[TimedEvent]) -> tuple[Span, ...]:
    """Return the spans of keyboard or mouse activity; `amount` is the seconds before the event."""
    return union(
        Span(event.at - timedelta(seconds=event.amount or 0), event.at)
        for event in events
        if event.kind in _INPUTS and event.placing is not Placing.UNKNOWN
    )


def line_up(events: Iterable[TimedEvent]) -> tuple[Span, ...]:
    """Return the spans in which the Internet connection was up."""
    return _line_spans(events, EventKind.LINE_UP)


def line_down(events: Iterable[TimedEvent]) -> tuple[Span, ...]:
    """Return the spans in which the Internet connection was down; other times are unknown."""
    return _line_spans(events, EventKind.LINE_DOWN)


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return merged spans without overlaps."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.begins <= joined[-1].ends:
            joined[-1] = Span(joined[-1].begins, max(joined[-1].ends, span.ends))
        elif span.ends > span.begins:
            joined.append(span)
    return tuple(joined)


def total(spans: Iterable[Span]) -> timedelta:
    """Return the total length of spans."""
    return sum((span.ends - span.begins for span in spans), timedelta())


def subtract(spans: Iterable[Span], removed: Iterable[Span]) -> tuple[Span, ...]:
    """Return the parts of spans that are outside all removed spans."""
    remaining = union(spans)
    for other in removed:
        remaining = tuple(
            part
            for span in remaining
            for part in (
                Span(span.begins, min(span.ends, other.begins)),
                Span(max(span.begins, other.ends), span.ends),
            )
            if part.begins < part.ends
        )
    return remaining


def _line_spans(events: Iterable[TimedEvent], wanted: EventKind) -> tuple[Span, ...]:
    """Return the spans in state `wanted`; the agent's events override the page's.

    A page knows only whether it reaches the library.
    """
    by_agent, by_page = [], []
    for event in events:
        (by_agent if event.by_agent else by_page).append(event)
    of_agent, of_page = (
        [span for run in _runs(source) for span in _line_spans_of_run(run, wanted)]
        for source in (by_agent, by_page)
    )
    return union([*of_agent, *subtract(of_page, machine_on(by_agent))])


def _line_spans_of_run(run: tuple[TimedEvent, ...], wanted: EventKind) -> Iterator[Span]:
    state: EventKind | None = None
    for earlier, later in pairwise(run):
        state = earlier.kind if earlier.kind in _LINE else state
        if state is wanted and later.at - earlier.at <= HEARTBEAT:
            yield Span(earlier.at, later.at)


def _runs(events: Iterable[TimedEvent]) -> Iterator[tuple[TimedEvent, ...]]:
    """Yield the dated events of each run, in order."""
    dated = (event for event in events if event.placing is not Placing.UNKNOWN)
    ordered = sorted(dated, key=lambda event: (event.run, event.seq))
    for _, run in groupby(ordered, key=lambda event: event.run):
        yield tuple(run)
