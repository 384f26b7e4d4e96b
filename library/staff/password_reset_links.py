"""Single-use links, valid for a day, with which staff choose their own password."""

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

LINK_LIFETIME = timedelta(hours=24)
NO_PASSWORD = "!"  # noqa: S105
"""Stored instead of a password hash; it matches no password."""


def create_link(session: Session, member: StaffMember, by: str) -> str:
    """Return the code of a new link; the old password, sessions and links become invalid."""
    code = secrets.token_urlsafe(24)
    session.execute(delete(PasswordLink).where(PasswordLink.member_id == member.id))
    until = clock.now() + LINK_LIFETIME
    session.add(PasswordLink(digest=digest(code), member_id=member.id, until=until))
    member.password_hash = NO_PASSWORD
    staff_sessions.end_all(session, member.id)
    note(session, by, "staff.link", member.name)
    session.flush()
    return code


def member_of_link(session: Session, code: str) -> StaffMember:
    """Return the account a link belongs to; raise LinkSpentError."""
    row = session.execute(
        select(StaffMember, PasswordLink.until)
        .join(PasswordLink, PasswordLink.member_id == StaffMember.id)
        .where(PasswordLink.digest == digest(code), StaffMember.active)
    ).first()
    if row is None or row.until < clock.now():
        raise LinkSpentError
    return row[0]


def redeem_link(session: Session, code: str, password_hash: str) -> StaffMember:
    """Set the password with a link; the link becomes invalid."""
    member = member_of_link(session, code)
    session.execute(delete(PasswordLink).where(PasswordLink.member_id == member.id))
    member.password_hash, member.must_change = password_hash, False
    note(session, member.name, "staff.password", member.name, "bằng liên kết của quản trị")
    return member
