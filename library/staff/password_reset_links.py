"""Gives somebody a link with which they choose a password themselves, once, and within a day."""

import secrets
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from library import clock
from library.staff import staff_sessions
from library.staff.audit import note
from library.staff.models import PasswordLink, StaffMember
from library.staff.problems import LinkSpentError
from library.staff.staff_sessions import digest

LASTS = timedelta(hours=24)
NO_PASSWORD = "!"  # noqa: S105
"""Kept in the place of a password; it is the digest of none."""


def give(session: Session, member: StaffMember, by: str) -> str:
    """Return the code of a new link; the old password, sessions and links end here and now."""
    code = secrets.token_urlsafe(24)
    session.execute(delete(PasswordLink).where(PasswordLink.member_id == member.id))
    until = clock.now() + LASTS
    session.add(PasswordLink(digest=digest(code), member_id=member.id, until=until))
    member.password_hash = NO_PASSWORD
    staff_sessions.end_all(session, member.id)
    note(session, by, "staff.link", member.name)
    session.flush()
    return code


def whose(session: Session, code: str) -> StaffMember:
    """Return for whom a link is; raise LinkSpentError."""
    row = session.execute(
        select(StaffMember, PasswordLink.until)
        .join(PasswordLink, PasswordLink.member_id == StaffMember.id)
        .where(PasswordLink.digest == digest(code), StaffMember.active)
    ).first()
    if row is None or row.until < clock.now():
        raise LinkSpentError
    return row[0]


def use(session: Session, code: str, password_hash: str) -> StaffMember:
    """Set the password a link was given for; the link is worth nothing afterwards."""
    member = whose(session, code)
    session.execute(delete(PasswordLink).where(PasswordLink.member_id == member.id))
    member.password_hash, member.must_change = password_hash, False
    note(session, member.name, "staff.password", member.name, "bằng liên kết của quản trị")
    return member
