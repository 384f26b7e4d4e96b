"""Staff sessions, stored as rows so that they can be listed and ended."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from library import clock
from library.staff.models import StaffMember, StaffSession

SESSION_LIFETIME = timedelta(hours=12)
IDLE_TIMEOUT = timedelta(hours=4)
PASSWORD_CONFIRMATION_LIFETIME = timedelta(minutes=10)
"""Time after a password entry during which dangerous actions need no new one."""

SECOND_FACTOR_TIMEOUT = timedelta(minutes=5)
"""Time between a correct password and the code that must follow."""

LAST_SEEN_PRECISION = timedelta(minutes=5)
"""Precision of `seen`; writing it for every page would be too often."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """Signed-in browser of a member of staff."""

    id: int
    member_id: int
    began: datetime
    seen: datetime
    confirmed: datetime
    browser: str

    @property
    def has_recent_password(self) -> bool:
        """True if the password was entered recently."""
        return clock.now() - self.confirmed <= PASSWORD_CONFIRMATION_LIFETIME


def start_session(session: Session, member_id: int, browser: str, *, proven: bool) -> str:
    """Start a session and return its token; without the second factor it grants no access yet."""
    token, now = secrets.token_urlsafe(32), clock.now()
    delete_expired(session)
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


def find_session(
    session: Session, token: str, *, proven: bool = True
) -> tuple[StaffMember, SessionRow] | None:
    """Return account and session of a token; None if the session ended or the account is closed."""
    row = session.execute(
        select(StaffMember, StaffSession)
        .join(StaffSession, StaffSession.member_id == StaffMember.id)
        .where(StaffSession.digest == digest(token), StaffMember.active)
    ).first()
    if row is None or row[1].proven is not proven or _has_expired(row[1]):
        return None
    return row[0], _session_row(row[1])


def sessions_of_member(session: Session, member_id: int) -> tuple[SessionRow, ...]:
    """Return the open sessions of an account, most recently used first."""
    rows = session.scalars(
        select(StaffSession)
        .where(StaffSession.member_id == member_id, StaffSession.proven)
        .order_by(StaffSession.seen.desc(), StaffSession.id.desc())
    )
    return tuple(_session_row(row) for row in rows if not _has_expired(row))


def record_activity(session: Session, session_id: int, at: datetime) -> None:
    """Update the last-seen time of a session."""
    row = session.get(StaffSession, session_id)
    if row is not None and row.seen < at:
        row.seen = at


def record_password_check(session: Session, session_id: int) -> None:
    """Record that the password was entered again."""
    row = session.get(StaffSession, session_id)
    if row is not None:
        row.confirmed = clock.now()


def end_session(session: Session, member_id: int, session_id: int) -> bool:
    """End one session of an account; return False if there is none."""
    row = session.get(StaffSession, session_id)
    if row is None or row.member_id != member_id:
        return False
    session.delete(row)
    return True


def end_all(session: Session, member_id: int, *, except_id: int | None = None) -> int:
    """End all sessions of an account but `except_id`; return their number."""
    rows = session.scalars(select(StaffSession).where(StaffSession.member_id == member_id)).all()
    other_sessions = [row for row in rows if row.id != except_id]
    for row in other_sessions:
        session.delete(row)
    session.flush()
    return len(other_sessions)


def end_by_token(session: Session, token: str) -> None:
    """End the session of a token."""
    session.execute(delete(StaffSession).where(StaffSession.digest == digest(token)))


def delete_expired(session: Session) -> None:
    """Delete the sessions that have passed their lifetime."""
    session.execute(delete(StaffSession).where(StaffSession.began < clock.now() - SESSION_LIFETIME))


def digest(token: str) -> str:
    """Return the stored hash of a token; 256 random bits need no slower hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def _has_expired(row: StaffSession) -> bool:
    now = clock.now()
    if not row.proven:
        return now - row.began > SECOND_FACTOR_TIMEOUT
    return now - row.began > SESSION_LIFETIME or now - row.seen > IDLE_TIMEOUT


def _session_row(row: StaffSession) -> SessionRow:
    return SessionRow(row.id, row.member_id, row.began, row.seen, row.confirmed, row.browser)
