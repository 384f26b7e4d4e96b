"""Knows who sits in which browser: sessions are rows, so they can be listed and ended."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from library import clock
from library.staff.models import StaffMember, StaffSession

SESSION_LIFETIME = timedelta(hours=12)
IDLE = timedelta(hours=4)
SURE = timedelta(minutes=30)
"""For so long after the password was typed, dangerous things may be done without typing it."""

UNPROVEN = timedelta(minutes=5)
"""So long a right password waits for the code that must follow."""

NOTICED = timedelta(minutes=5)
"""How exactly it is known when somebody was last seen; a write for every page would be too many."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One browser in which somebody is signed in."""

    id: int
    member_id: int
    began: datetime
    seen: datetime
    confirmed: datetime
    browser: str

    @property
    def is_sure(self) -> bool:
        """Whether the password was typed a short while ago."""
        return clock.now() - self.confirmed <= SURE


def begin(session: Session, member_id: int, browser: str, *, proven: bool) -> str:
    """Open a session and return its token; without the second factor it opens no door yet."""
    token, now = secrets.token_urlsafe(32), clock.now()
    forget_old(session)
    session.add(
        StaffSession(
            digest=digest(token),
            member_id=member_id,
            began=now,
            seen=now,
            confirmed=now,
            browser=browser,
            proven=proven,
        )
    )
    session.flush()
    return token


def find(
    session: Session, token: str, *, proven: bool = True
) -> tuple[StaffMember, SessionRow] | None:
    """Return who sits there, unless the session ended or the account is closed."""
    row = session.execute(
        select(StaffMember, StaffSession)
        .join(StaffSession, StaffSession.member_id == StaffMember.id)
        .where(StaffSession.digest == digest(token), StaffMember.active)
    ).first()
    if row is None or row[1].proven is not proven or _is_over(row[1]):
        return None
    return row[0], _seat(row[1])


def of_member(session: Session, member_id: int) -> tuple[SessionRow, ...]:
    """Return the sessions somebody has open, the one used last first."""
    rows = session.scalars(
        select(StaffSession)
        .where(StaffSession.member_id == member_id, StaffSession.proven)
        .order_by(StaffSession.seen.desc(), StaffSession.id.desc())
    )
    return tuple(_seat(row) for row in rows if not _is_over(row))


def notice(session: Session, seat_id: int, at: datetime) -> None:
    """Remember that somebody was here."""
    row = session.get(StaffSession, seat_id)
    if row is not None and row.seen < at:
        row.seen = at


def confirm(session: Session, seat_id: int) -> None:
    """Remember that the password was typed once more."""
    row = session.get(StaffSession, seat_id)
    if row is not None:
        row.confirmed = clock.now()


def end(session: Session, member_id: int, seat_id: int) -> bool:
    """End one session of somebody; say whether there was one."""
    row = session.get(StaffSession, seat_id)
    if row is None or row.member_id != member_id:
        return False
    session.delete(row)
    return True


def end_all(session: Session, member_id: int, *, but: int | None = None) -> int:
    """End all sessions of somebody, except perhaps the one this is asked from; say how many."""
    rows = session.scalars(select(StaffSession).where(StaffSession.member_id == member_id)).all()
    ended = [row for row in rows if row.id != but]
    for row in ended:
        session.delete(row)
    session.flush()
    return len(ended)


def end_by_token(session: Session, token: str) -> None:
    """End the session of a token."""
    session.execute(delete(StaffSession).where(StaffSession.digest == digest(token)))


def forget_old(session: Session) -> None:
    """Drop the rows of sessions that are over in any case."""
    session.execute(delete(StaffSession).where(StaffSession.began < clock.now() - SESSION_LIFETIME))


def digest(token: str) -> str:
    """Return what is kept of a token; it has 256 random bits, so nothing slower is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def _is_over(row: StaffSession) -> bool:
    now = clock.now()
    if not row.proven:
        return now - row.began > UNPROVEN
    return now - row.began > SESSION_LIFETIME or now - row.seen > IDLE


def _seat(row: StaffSession) -> SessionRow:
    return SessionRow(row.id, row.member_id, row.began, row.seen, row.confirmed, row.browser)
