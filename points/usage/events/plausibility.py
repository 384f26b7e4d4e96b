"""Sessions that the hours of the point or of the machine make implausible (no database access).

Whoever copies the address of a public computer can send uses from anywhere. Such a use is not
thrown away: it is set apart until somebody accepts it. What cannot be judged counts.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from points.access_points.opening_hours import HANOI, OpenDay
from points.usage.events import clocks
from points.usage.events.clocks import HEARTBEAT
from points.usage.events.computer_sessions import LOST_AFTER, ComputerSession
from points.usage.events.timeline import Placing, TimedEvent
from points.usage.models import EventKind

_DOOR_TOLERANCE = timedelta(minutes=5)
"""Time by which a door may open earlier or close later than recorded."""


class Implausibility(StrEnum):
    """Reason why a session is set apart."""

    CLOSED_DAY = "closed-day"
    OUTSIDE_HOURS = "outside-hours"
    MACHINE_OFF = "machine-off"


@dataclass(frozen=True, slots=True)
class Record:
    """Completeness of the events of a computer, by which the hours of the machine are judged."""

    agent_since: datetime | None = None
    agent_until: datetime | None = None
    """First and last event of its agent; None without one."""
    agent_is_complete: bool = True
    page_is_complete: bool = True
    """False if events were dropped, or their time is unknown: then their absence says nothing."""

    def has_agent_at(self, at: datetime) -> bool:
        """Return True if the agent recorded whether the machine was on."""
        if self.agent_since is None or self.agent_until is None:
            return False
        return self.agent_is_complete and self.agent_since <= at <= self.agent_until


def implausible(
    sessions: Iterable[ComputerSession],
    events: Iterable[TimedEvent],
    hours_on: Callable[[datetime], OpenDay | None],
    record: Record,
) -> Mapping[ComputerSession, Implausibility]:
    """Return the sessions to set apart; `hours_on` returns None where no hours are recorded."""
    dated_events = [event for event in events if event.placing is not Placing.UNKNOWN]
    on = clocks.machine_on(event for event in dated_events if event.by_agent)
    beats = [e.at for e in dated_events if e.kind is EventKind.HEARTBEAT and not e.by_agent]
    reasons = {}
    for session in sessions:
        reason = _closed(session.started, hours_on(session.started))
        if reason is None and _was_off(session, on, beats, record):
            reason = Implausibility.MACHINE_OFF
        if reason is not None:
            reasons[session] = reason
    return reasons


def _closed(start: datetime, hours: OpenDay | None) -> Implausibility | None:
    if hours is None:
        return None
    if not hours.intervals:
        return Implausibility.CLOSED_DAY
    day = start.astimezone(HANOI).date()
    for interval in hours.intervals:
        opens, closes = (
            datetime.combine(day, moment, HANOI) for moment in (interval.opens, interval.closes)
        )
        if opens - _DOOR_TOLERANCE <= start <= closes + _DOOR_TOLERANCE:
            return None
    return Implausibility.OUTSIDE_HOURS


def _was_off(
    session: ComputerSession,
    on: tuple[clocks.Span, ...],
    beats: list[datetime],
    record: Record,
) -> bool:
    """Return True if the agent shows that the machine was off, or the page that nothing ran."""
    if record.has_agent_at(session.started):
        moments = (session.started, session.last_active)
        return not all(
            any(span.begins - HEARTBEAT <= at <= span.ends + HEARTBEAT for span in on)
            for at in moments
        )
    if not record.page_is_complete or session.length <= HEARTBEAT:
        return False
    following = bisect_left(beats, session.started)
    return following == len(beats) or beats[following] > session.last_active + LOST_AFTER
