"""Sessions of a computer, derived from its events (no database access).

A session lasts from its start to its last activity, on the page or anywhere on the machine if the
agent sees it: not to the next reader's start, nor for as long as the machine is on.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from points.usage.events.timeline import Placing, TimedEvent
from points.usage.models import EndReason, EventKind

LOST_AFTER = timedelta(minutes=15)
"""Silence after which a session is over."""

RESUMABLE_FOR = timedelta(minutes=3)
"""Time after that in which the same session can still resume."""

MAX_SESSION_LENGTH = timedelta(hours=6)
"""Longer sessions are cut: no visit lasts longer."""

_EXTENDED_BY_INPUT = (EndReason.IDLE, EndReason.LOST)
"""Ends that the reader did not choose."""


class Doubt(StrEnum):
    """Reason for doubt about a session."""

    NO_START = "no-start"
    CAPPED = "capped"
    ESTIMATED = "estimated"


@dataclass(frozen=True, slots=True)
class ComputerSession:
    """One reader's session at a computer; the reader is not recorded."""

    session: bytes
    started: datetime
    last_active: datetime
    ended_by: EndReason | None = None
    """None while it is open."""
    doubts: frozenset[Doubt] = frozenset()

    @property
    def length(self) -> timedelta:
        """From its start to its last activity."""
        return self.last_active - self.started


@dataclass(frozen=True, slots=True)
class _Open:
    """An open session, and the time of its latest event."""

    session: ComputerSession
    heard: datetime


def derive(
    events: Iterable[TimedEvent],
    *,
    now: datetime,
    closing: Callable[[datetime], datetime | None] = lambda _start: None,
) -> tuple[ComputerSession, ...]:
    """Return the sessions of one computer, oldest first; they do not overlap.

    `closing` returns the closing time of the point for a session's start, or None.
    """
    builder = _SessionBuilder()
    for event in events:
        if event.placing is not Placing.UNKNOWN:
            builder.read(event)
    builder.silence(now)
    return tuple(_capped(session, closing(session.started)) for session in builder.sessions())


class _SessionBuilder:
    """Builds sessions from events in time order; at most one is open."""

    def __init__(self) -> None:
        self._closed: list[_Open] = []
        self._open: _Open | None = None

    def read(self, event: TimedEvent) -> None:
        """Process the next event."""
        self.silence(event.at)
        if event.kind is EventKind.SESSION_START:
            self._start(event)
        elif event.kind is EventKind.SESSION_ACTIVITY:
            self._activity(event)
        elif event.kind is EventKind.SESSION_END:
            self._end(event)
        elif event.kind is EventKind.INPUT:
            self._input(event)
        elif event.session is not None and self._is_open(event.session):
            self._open = replace(self._open, heard=event.at)

    def silence(self, until: datetime) -> None:
        """Close the open session if it had no event for too long."""
        if self._open is not None and until - self._open.heard > LOST_AFTER:
            self._close(EndReason.LOST)

    def sessions(self) -> list[ComputerSession]:
        """Return all sessions, including the open one."""
        sessions = [past.session for past in self._closed]
        return sessions if self._open is None else [*sessions, self._open.session]

    def _start(self, event: TimedEvent) -> None:
        if self._is_open(event.session) or self._goes_on(event):
            self._act(event)
            return
        if self._open is not None:
            self._close(EndReason.LOST)
        self._begin(event)

    def _activity(self, event: TimedEvent) -> None:
        if not self._is_open(event.session):
            if self._open is not None:
                self._close(EndReason.LOST)
            self._begin(event, Doubt.NO_START)
        self._act(event)

    def _end(self, event: TimedEvent) -> None:
        if not self._is_open(event.session):
            return
        if event.amount == EndReason.USER:
            self._act(event)
        self._close(EndReason(event.amount))

    def _input(self, event: TimedEvent) -> None:
        """Extend the session by input that the agent saw; it never starts one.

        A reader in another program is still there after the page ended the session as idle, or
        was closed, until the input pauses for `LOST_AFTER`.
        """
        if self._open is not None:
            active = replace(self._open.session, last_active=event.at)
            self._open = replace(self._open, session=active)
            return
        last = self._closed[-1] if self._closed else None
        if last is None or last.session.ended_by not in _EXTENDED_BY_INPUT:
            return
        if event.at - last.session.last_active <= LOST_AFTER:
            self._closed[-1] = replace(last, session=replace(last.session, last_active=event.at))

    def _goes_on(self, event: TimedEvent) -> bool:
        """Reopen the last session if it continues soon after it was lost; return True if it did."""
        last = self._closed[-1] if self._closed and self._open is None else None
        if last is None or last.session.session != event.session:
            return False
        if last.session.ended_by is not EndReason.LOST:
            return False
        if event.at - last.heard > LOST_AFTER + RESUMABLE_FOR:
            return False
        self._closed.pop()
        self._open = replace(last, session=replace(last.session, ended_by=None))
        return True

    def _begin(self, event: TimedEvent, *doubts: Doubt) -> None:
        if event.placing is Placing.ESTIMATED:
            doubts = (*doubts, Doubt.ESTIMATED)
        session = ComputerSession(event.session, event.at, event.at, doubts=frozenset(doubts))
        self._open = _Open(session, event.at)

    def _act(self, event: TimedEvent) -> None:
        active = replace(self._open.session, last_active=event.at)
        self._open = _Open(active, event.at)

    def _close(self, reason: EndReason) -> None:
        session = replace(self._open.session, ended_by=reason)
        self._closed.append(replace(self._open, session=session))
        self._open = None

    def _is_open(self, session: bytes) -> bool:
        return self._open is not None and self._open.session.session == session


def _capped(session: ComputerSession, closing: datetime | None) -> ComputerSession:
    latest = session.started + MAX_SESSION_LENGTH
    if closing is not None and closing > session.started:
        latest = min(latest, closing)
    if session.last_active <= latest:
        return session
    return replace(session, last_active=latest, doubts=session.doubts | {Doubt.CAPPED})
