"""Keeps the four clocks of a computer apart: machine on, session, active input, line up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise

from library.usage.events.timeline import Moment, Placing
from library.usage.models import EventKind

HEARTBEAT = timedelta(minutes=6)
"""Between two words of a machine that is on lies no more: it speaks every five minutes at least."""

_INPUTS = (EventKind.SESSION_ACTIVITY, EventKind.INPUT)
_LINE = (EventKind.LINE_UP, EventKind.LINE_DOWN)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time."""

    begins: datetime
    ends: datetime


def machine_on(moments: Iterable[Moment]) -> tuple[Span, ...]:
    """Return when the machine was on as far as it was heard; it says nothing about readers."""
    return union(
        Span(before.at, after.at)
        for run in _runs(moments)
        for before, after in pairwise(run)
        if after.at - before.at <= HEARTBEAT
    )


def active(moments: Iterable[Moment]) -> tuple[Span, ...]:
    """Return when somebody pressed keys or moved the mouse: an activity tells its seconds."""
    return union(
        Span(moment.at - timedelta(seconds=moment.amount or 0), moment.at)
        for moment in moments
        if moment.kind in _INPUTS and moment.placing is not Placing.UNKNOWN
    )


def line_up(moments: Iterable[Moment]) -> tuple[Span, ...]:
    """Return when the line to the outside was up."""
    return _line(moments, EventKind.LINE_UP)


def line_down(moments: Iterable[Moment]) -> tuple[Span, ...]:
    """Return when the line to the outside was down; the rest of the time nobody knows."""
    return _line(moments, EventKind.LINE_DOWN)


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in which no moment stands twice."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.begins <= joined[-1].ends:
            joined[-1] = Span(joined[-1].begins, max(joined[-1].ends, span.ends))
        elif span.ends > span.begins:
            joined.append(span)
    return tuple(joined)


def total(spans: Iterable[Span]) -> timedelta:
    """Return how long spans are together."""
    return sum((span.ends - span.begins for span in spans), timedelta())


def without(spans: Iterable[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    """Return what of spans lies in none of the others."""
    left = union(spans)
    for other in others:
        left = tuple(
            part
            for span in left
            for part in (
                Span(span.begins, min(span.ends, other.begins)),
                Span(max(span.begins, other.ends), span.ends),
            )
            if part.begins < part.ends
        )
    return left


def _line(moments: Iterable[Moment], wanted: EventKind) -> tuple[Span, ...]:
    """Ask the agent while it is on: a page knows only whether it reaches the library."""
    by_agent, by_page = [], []
    for moment in moments:
        (by_agent if moment.by_agent else by_page).append(moment)
    of_agent, of_page = (
        [span for run in _runs(said) for span in _line_of_run(run, wanted)]
        for said in (by_agent, by_page)
    )
    return union([*of_agent, *without(of_page, machine_on(by_agent))])


def _line_of_run(run: tuple[Moment, ...], wanted: EventKind) -> Iterator[Span]:
    said: EventKind | None = None
    for before, after in pairwise(run):
        said = before.kind if before.kind in _LINE else said
        if said is wanted and after.at - before.at <= HEARTBEAT:
            yield Span(before.at, after.at)


def _runs(moments: Iterable[Moment]) -> Iterator[tuple[Moment, ...]]:
    """Give the moments of each run that can be dated, in their order."""
    dated = (moment for moment in moments if moment.placing is not Placing.UNKNOWN)
    ordered = sorted(dated, key=lambda moment: (moment.run, moment.seq))
    for _, run in groupby(ordered, key=lambda moment: moment.run):
        yield tuple(run)
