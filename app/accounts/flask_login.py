"""Flask-Login integration: loads the signed-in member of staff from the session token."""

from dataclasses import dataclass

from flask import Flask
from flask_login import LoginManager, UserMixin

from app.services import services
from library import clock
from library.database import reading
from library.errors import SettingError
from library.settings import Settings
from library.staff import staff_sessions
from library.staff.models import StaffMember
from library.staff.permissions import ROLE_NAMES, Permission, Role, may
from library.staff.staff_sessions import LAST_SEEN_PRECISION, SessionRow


@dataclass(frozen=True, slots=True)
class Member(UserMixin):
    """Member of staff signed in with one browser."""

    id: int
    name: str
    role: Role
    session_row: SessionRow
    has_second_factor: bool = False
    required_endpoint: str = ""
    """Endpoint to complete first (new password or second factor); empty if none."""

    token: str = ""

    @property
    def role_name(self) -> str:
        """Vietnamese name of the role."""
        return ROLE_NAMES[self.role]

    def get_id(self) -> str:
        """Return the session token, which identifies a session and not a person."""
        return self.token

    def may(self, permission: str) -> bool:
        """Return True if the member's role includes a permission."""
        return may(self.role, Permission(permission))


def install(app: Flask, settings: Settings) -> None:
    """Set up Flask-Login; raise SettingError for an unknown role in DIACHI_SECOND_FACTOR."""
    unknown_roles = set(settings.second_factor) - {role.value for role in Role}
    if unknown_roles:
        role_list = ", ".join(role.value for role in Role)
        raise SettingError(
            "DIACHI_SECOND_FACTOR", ", ".join(unknown_roles), f"Các vai trò: {role_list}."
        )
    manager = LoginManager(app)
    manager.session_protection = "basic"
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
        services().usage_writer.write(
            lambda db: staff_sessions.record_activity(db, session_row.id, now)
        )
    required_endpoint = _required_endpoint(member, services().settings)
    has_code = member.sealed_secret is not None
    return Member(
        member.id, member.name, member.role, session_row, has_code, required_endpoint, token
    )


def _required_endpoint(member: StaffMember, settings: Settings) -> str:
    if member.must_change:
        return "office.own_account"
    if member.sealed_secret is None and member.role.value in settings.second_factor:
        return "office.two_steps"
    return ""
