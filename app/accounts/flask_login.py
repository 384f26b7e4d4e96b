"""Knows staff while they are here, by the session their browser names."""

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
from library.staff.staff_sessions import NOTICED, SessionRow


@dataclass(frozen=True, slots=True)
class Member(UserMixin):
    """A member of staff who signed in, in one browser."""

    id: int
    name: str
    role: Role
    seat: SessionRow
    has_second_factor: bool = False
    owes: str = ""
    """The address of what must be done before anything else."""

    token: str = ""

    @property
    def role_name(self) -> str:
        """What the role is called."""
        return ROLE_NAMES[self.role]

    def get_id(self) -> str:
        """Return what the browser keeps: a session, not a person."""
        return self.token

    def may(self, permission: str) -> bool:
        """Say whether this person may do this."""
        return may(self.role, Permission(permission))


def install(app: Flask, settings: Settings) -> None:
    """Recognise staff by their session."""
    strange = set(settings.second_factor) - {role.value for role in Role}
    if strange:
        told = ", ".join(role.value for role in Role)
        raise SettingError("DIACHI_SECOND_FACTOR", ", ".join(strange), f"Các vai trò: {told}.")
    manager = LoginManager(app)
    manager.session_protection = "basic"
    manager.user_loader(seated)


def seated(token: str) -> Member | None:
    """Return who sits there, and remember now and then that they were seen."""
    with reading(services().database) as session:
        found = staff_sessions.find(session, token)
    if found is None:
        return None
    member, seat = found
    now = clock.now()
    if now - seat.seen > NOTICED:
        services().clerk.write(lambda books: staff_sessions.notice(books, seat.id, now))
    owes = _owes(member, services().settings)
    has_code = member.sealed_secret is not None
    return Member(member.id, member.name, member.role, seat, has_code, owes, token)


def _owes(member: StaffMember, settings: Settings) -> str:
    if member.must_change:
        return "office.own_account"
    if member.sealed_secret is None and member.role.value in settings.second_factor:
        return "office.two_steps"
    return ""
