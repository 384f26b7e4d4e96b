"""Derives the sessions of a computer from what it said: pure, so that anybody can check it.

A session lasts from its start to its last activity: never to the next reader's start, never as long
as the machine was on.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from library.usage.events.timeline import Moment, Placing
from library.usage.models import EndReason, EventKind

LOST = timedelta(minutes=15)
"""Silence after which a session is over."""

CONTINUED = timedelta(minutes=3)
"""How long after that its reader may still go on with it."""

LONGEST = timedelta(hours=6)
"""More is nobody's visit."""


class Doubt(StrEnum):
    """What is uncertain about a session."""

    NO_START = "no-start"
    CAPPED = "capped"
    ESTIMATED = "estimated"


@dataclass(frozen=True, slots=True)
class ComputerSession:
    """One person's time at a computer. No person is recorded."""

    session: bytes
    started: datetime
    last_active: datetime
    ended_by: EndReason | None = None
    """None while it may still go on."""
    doubts: frozenset[Doubt] = frozenset()

    @property
    def length(self) -> timedelta:
        """From its start to its last activity."""
        return self.last_active - self.started


@dataclass(frozen=True, slots=True)
class _Open:
    """A session that goes on, and when its computer was last heard to be in it."""

    session: ComputerSession
    heard: datetime


def derive(
    moments: Iterable[Moment],
    *,
    now: datetime,
    closing: Callable[[datetime], datetime | None] = lambda _started: None,
) -> tuple[ComputerSession, ...]:
    """Return the sessions in what one computer said, oldest first; no two overlap.

    `closing` gives the moment after which nobody can be at the point any more.
    """
    log = _Log()
    for moment in moments:
        if moment.placing is not Placing.UNKNOWN:
            log.read(moment)
    log.silence(now)
    return tuple(_capped(session, closing(session.started)) for session in log.sessions())


class _Log:
    """Reads what was said in its order, with at most one session open."""

    def __init__(self) -> None:
        self._closed: list[_Open] = []
        self._open: _Open | None = None

    def read(self, moment: Moment) -> None:
        """Take in one thing that was said."""
        self.silence(moment.at)
        if moment.kind is EventKind.SESSION_START:
            self._start(moment)
        elif moment.kind is EventKind.SESSION_ACTIVITY:
            self._activity(moment)
        elif moment.kind is EventKind.SESSION_END:
            self._end(moment)
        elif moment.kind is EventKind.INPUT and self._open is not None:
            active = replace(self._open.session, last_active=moment.at)
            self._open = replace(self._open, session=active)
        elif moment.session is not None and self._is_open(moment.session):
            self._open = replace(self._open, heard=moment.at)

    def silence(self, until: datetime) -> None:
        """Close the open session when nothing was heard of it for too long."""
        if self._open is not None and until - self._open.heard > LOST:
            self._close(EndReason.LOST)

    def sessions(self) -> list[ComputerSession]:
        """Return what was found."""
        found = [past.session for past in self._closed]
        return found if self._open is None else [*found, self._open.session]

    def _start(self, moment: Moment) -> None:
        if self._is_open(moment.session) or self._goes_on(moment):
            self._act(moment)
            return
        if self._open is not None:
            self._close(EndReason.LOST)
        self._begin(moment)

    def _activity(self, moment: Moment) -> None:
        if not self._is_open(moment.session):
            if self._open is not None:
                self._close(EndReason.LOST)
            self._begin(moment, Doubt.NO_START)
        self._act(moment)

    def _end(self, moment: Moment) -> None:
        if not self._is_open(moment.session):
            return
        if moment.amount == EndReason.USER:
            self._act(moment)
        self._close(EndReason(moment.amount))

    def _goes_on(self, moment: Moment) -> bool:
        """Open the last session again when its reader came back soon after it was lost."""
        last = self._closed[-1] if self._closed and self._open is None else None
        if last is None or last.session.session != moment.session:
            return False
        if last.session.ended_by is not EndReason.LOST:
            return False
        if moment.at - last.heard > LOST + CONTINUED:
            return False
        self._closed.pop()
        self._open = replace(last, session=replace(last.session, ended_by=None))
        return True

    def _begin(self, moment: Moment, *doubts: Doubt) -> None:
        if moment.placing is Placing.ESTIMATED:
            doubts = (*doubts, Doubt.ESTIMATED)
        begun = ComputerSession(moment.session, moment.at, moment.at, doubts=frozenset(doubts))
        self._open = _Open(begun, moment.at)

    def _act(self, moment: Moment) -> None:
        active = replace(self._open.session, last_active=moment.at)
        self._open = _Open(active, moment.at)

    def _close(self, reason: EndReason) -> None:
        ended = replace(self._open.session, ended_by=reason)
        self._closed.append(replace(self._open, session=ended))
        self._open = None

    def _is_open(self, session: bytes) -> bool:
        return self._open is not None and self._open.session.session == session


def _capped(session: ComputerSession, closing: datetime | None) -> ComputerSession:
    latest = session.started + LONGEST
    if closing is not None and closing > session.started:
        latest = min(latest, closing)
    if session.last_active <= latest:
        return session
    return replace(session, last_active=latest, doubts=session.doubts | {Doubt.CAPPED})
