"""Spans of time in which a computer was on, in active use, online or offline."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise

from points.usage.events.timeline import Placing, TimedEvent
from points.usage.models import EventKind, Heartbeat

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
    """Return the spans of keyboard or mouse activity; `amount` is the seconds before the event.

    While the agent sees the input of the whole machine, the page's input is not added: it is part
    of it, but is summed up and sent at other moments.
    """
    by_agent, by_page = _by_sender(events)
    return union([*_input_spans(by_agent), *subtract(_input_spans(by_page), watched(by_agent))])


def watched(events: Iterable[TimedEvent]) -> tuple[Span, ...]:
    """Return the spans in which the agent saw all input of the machine."""
    by_agent, _ = _by_sender(events)
    return _spans_in_state(by_agent, _sees_input, True)


def watched_input(events: Iterable[TimedEvent]) -> tuple[Span, ...]:
    """Return the spans of input that the agent saw, in a session or outside."""
    by_agent, _ = _by_sender(events)
    return union(_input_spans(by_agent))


def line_up(events: Iterable[TimedEvent]) -> tuple[Span, ...]:
    """Return the spans in which the Internet connection was up."""
    return _line_spans(events, EventKind.LINE_UP)


def line_down(events: Iterable[TimedEvent]) -> tuple[Span, ...]:
    """Return the spans in which the Internet connection was down; other times are unknown."""
    return _line_spans(events, EventKind.LINE_DOWN)


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return merged spans without overlaps."""
    merged_spans: list[Span] = []
    for span in sorted(spans):
        if merged_spans and span.begins <= merged_spans[-1].ends:
            merged_spans[-1] = Span(merged_spans[-1].begins, max(merged_spans[-1].ends, span.ends))
        elif span.ends > span.begins:
            merged_spans.append(span)
    return tuple(merged_spans)


def total(spans: Iterable[Span]) -> timedelta:
    """Return the total length of spans."""
    return sum((span.ends - span.begins for span in spans), timedelta())


def subtract(spans: Iterable[Span], removed_spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the parts of spans that are outside all removed spans."""
    remaining = union(spans)
    for other in removed_spans:
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


def _line_spans(events: Iterable[TimedEvent], target: EventKind) -> tuple[Span, ...]:
    """Return the spans in state `target`; the agent's events override the page's.

    A page knows only whether it reaches the library.
    """
    by_agent, by_page = _by_sender(events)
    of_agent, of_page = (
        _spans_in_state(source, _line_state, target) for source in (by_agent, by_page)
    )
    return union([*of_agent, *subtract(of_page, machine_on(by_agent))])


def _line_state(event: TimedEvent) -> EventKind | Heartbeat | None:
    if event.kind in _LINE:
        return event.kind
    flags = event.amount or 0 if event.kind is EventKind.HEARTBEAT else 0
    if flags & Heartbeat.LINE_UP:
        return EventKind.LINE_UP
    if flags & Heartbeat.LINE_DOWN:
        return EventKind.LINE_DOWN
    return Heartbeat.LINE_UNKNOWN if flags & Heartbeat.LINE_UNKNOWN else None


def _sees_input(event: TimedEvent) -> bool | None:
    if event.kind is not EventKind.HEARTBEAT:
        return None
    return bool((event.amount or 0) & Heartbeat.SEES_INPUT)


def _input_spans(events: Iterable[TimedEvent]) -> Iterator[Span]:
    for event in events:
        if event.kind in _INPUTS and event.placing is not Placing.UNKNOWN:
            yield Span(event.at - timedelta(seconds=event.amount or 0), event.at)


def _spans_in_state(
    events: Iterable[TimedEvent], state_of: Callable[[TimedEvent], object], target: object
) -> tuple[Span, ...]:
    """Return the spans on after an event in state `target`; a state of None leaves it unchanged."""
    return union(span for run in _runs(events) for span in _spans_of_run(run, state_of, target))


def _spans_of_run(
    run: tuple[TimedEvent, ...], state_of: Callable[[TimedEvent], object], target: object
) -> Iterator[Span]:
    state = None
    for earlier, later in pairwise(run):
        new_state = state_of(earlier)
        state = state if new_state is None else new_state
        if state == target and later.at - earlier.at <= HEARTBEAT:
            yield Span(earlier.at, later.at)


def _by_sender(
    events: Iterable[TimedEvent],
) -> tuple[tuple[TimedEvent, ...], tuple[TimedEvent, ...]]:
    """Return the events of the agent and those of the page."""
    events = tuple(events)
    return (
        tuple(event for event in events if event.by_agent),
        tuple(event for event in events if not event.by_agent),
    )


def _runs(events: Iterable[TimedEvent]) -> Iterator[tuple[TimedEvent, ...]]:
    """Yield the dated events of each run, in order."""
    dated_events = (event for event in events if event.placing is not Placing.UNKNOWN)
    sorted_events = sorted(dated_events, key=lambda event: (event.run, event.seq))
    for _, run in groupby(sorted_events, key=lambda event: event.run):
        yield tuple(run)
