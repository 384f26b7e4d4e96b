"""Flask-Login integration: loads the signed-in member of staff from the session token."""

from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from flask_login import LoginManager, UserMixin

from app.services import services
from library import clock
from library.database import reading
from library.errors import SettingError
from library.settings import Settings
from library.staff import staff_sessions
from library.staff.models import StaffMember
from library.staff.permissions import ROLES, Permission, may, role_of
from library.staff.second_factor import Requirement
from library.staff.staff_sessions import LAST_SEEN_PRECISION, SessionRow


@dataclass(frozen=True, slots=True)
class Member(UserMixin):
    """Member of staff signed in with one browser."""

    id: int
    name: str
    role: str
    session_row: SessionRow
    has_second_factor: bool = False
    second_factor_due: datetime | None = None
    """Time from which the second factor is required, while it is only recommended."""

    needs_second_factor: bool = False
    """True if the role should use the second factor, and it is off."""

    required_endpoint: str = ""
    """Endpoint to complete first (new password or second factor); empty if none."""

    token: str = ""

    @property
    def role_name(self) -> str:
        """Vietnamese name of the role."""
        return role_of(self.role).name

    def get_id(self) -> str:
        """Return the session token, which identifies a session and not a person."""
        return self.token

    def may(self, permission: str) -> bool:
        """Return True if the member's role includes a permission."""
        return may(self.role, Permission(permission))


def install(app: Flask, settings: Settings) -> None:
    """Set up Flask-Login; raise SettingError for an unknown role in DIACHI_SECOND_FACTOR."""
    unknown_roles = set(settings.second_factor) - ROLES.keys()
    if unknown_roles:
        roles = ", ".join(ROLES)
        raise SettingError(
            "DIACHI_SECOND_FACTOR", ", ".join(unknown_roles), f"Các vai trò: {roles}."
        )
    manager = LoginManager(app)
    manager.session_protection = None  # it writes the cookie in late answers, which undo a sign-in
    manager.user_loader(load_member)


def load_member(token: str) -> Member | None:
    """Return the member of a session token; update its last-seen time now and then."""
    with reading(services().database) as session:
        match = staff_sessions.find_session(session, token)
    if match is None:
        return None
    member, session_row = match
    now = clock.now()
    if now - session_row.seen > LAST_SEEN_PRECISION:
        services().note_writer.write(
            lambda db: staff_sessions.record_activity(db, session_row.id, now)
        )
    requirement = second_factor_requirement(services().settings)
    return Member(
        member.id,
        member.name,
        member.role,
        session_row,
        has_second_factor=member.sealed_secret is not None,
        second_factor_due=member.second_factor_due,
        needs_second_factor=requirement.is_unmet(member),
        required_endpoint=_required_endpoint(member, requirement),
        token=token,
    )


def second_factor_requirement(settings: Settings) -> Requirement:
    """Return the roles that must use the second factor here, and from when."""
    return Requirement(settings.second_factor, settings.second_factor_days)


def _required_endpoint(member: StaffMember, requirement: Requirement) -> str:
    if member.must_change:
        return "office.own_account"
    return "office.two_steps" if requirement.is_overdue(member) else ""
