"""Keeps staff accounts: opens and closes them, and gives them roles and passwords."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import clock
from library.errors import StaffNameTakenError
from library.staff import staff_sessions
from library.staff.audit import note
from library.staff.models import StaffMember
from library.staff.permissions import ROLE_NAMES, Role
from library.staff.problems import BadStaffNameError, LastAdministratorError, StaffNotFoundError
from library.vietnamese.letters import compose

_SHORTEST, _LONGEST = 2, 80


def add_staff(
    session: Session,
    name: str,
    password_hash: str,
    role: Role,
    *,
    by: str,
    must_change: bool = False,
) -> StaffMember:
    """Open an account; raise StaffNameTakenError when the name is taken."""
    name = " ".join(compose(name).split())
    if not _SHORTEST <= len(name) <= _LONGEST or not name.isprintable():
        raise BadStaffNameError(_LONGEST)
    if any(same_name(known.name) == same_name(name) for known in everyone(session)):
        raise StaffNameTakenError(name)
    member = StaffMember(
        name=name,
        password_hash=password_hash,
        role=role,
        must_change=must_change,
        created=clock.now(),
    )
    session.add(member)
    note(session, by, "staff.add", member.name, ROLE_NAMES[role])
    session.flush()
    return member


def same_name(name: str) -> str:
    """Return what two names share that nobody could tell apart: `Lan` and ` lan`, not `Hòa`."""
    return " ".join(compose(name).split()).casefold()


def named(session: Session, name: str) -> StaffMember | None:
    """Return the account of this name."""
    known = " ".join(compose(name).split())
    return session.scalar(select(StaffMember).where(StaffMember.name == known))


def numbered(session: Session, member_id: int) -> StaffMember:
    """Return an account; raise StaffNotFoundError."""
    member = session.get(StaffMember, member_id, with_for_update=True)
    if member is None:
        raise StaffNotFoundError(member_id)
    return member


def change_role(session: Session, member: StaffMember, role: Role, by: str) -> None:
    """Give somebody another role, from the next page on."""
    if role is member.role:
        return
    if role is not Role.ADMINISTRATOR:
        _leave_an_administrator(session, member)
    told = {"vai trò": ROLE_NAMES[member.role]}, {"vai trò": ROLE_NAMES[role]}
    note(session, by, "staff.role", member.name, before=told[0], after=told[1])
    member.role = role


def close(session: Session, member: StaffMember, by: str) -> None:
    """Close an account and its sessions; what its owner did stays in the trail under the name."""
    if not member.active:
        return
    _leave_an_administrator(session, member)
    member.active = False
    staff_sessions.end_all(session, member.id)
    note(session, by, "staff.close", member.name)


def reopen(session: Session, member: StaffMember, by: str) -> None:
    """Open a closed account again."""
    if not member.active:
        member.active = True
        note(session, by, "staff.reopen", member.name)


def set_password(session: Session, member: StaffMember, kept: str, *, here: int | None) -> None:
    """Keep a new password; every session but the one it is set in ends."""
    member.password_hash, member.must_change = kept, False
    staff_sessions.end_all(session, member.id, but=here)
    note(session, member.name, "staff.password", member.name)


def everyone(session: Session) -> tuple[StaffMember, ...]:
    """Return all accounts by name."""
    return tuple(session.scalars(select(StaffMember).order_by(StaffMember.name)))


def how_many(session: Session) -> int:
    """Count the accounts."""
    return session.scalar(select(func.count()).select_from(StaffMember)) or 0


def _leave_an_administrator(session: Session, member: StaffMember) -> None:
    others = select(StaffMember.id).where(
        StaffMember.role == Role.ADMINISTRATOR, StaffMember.active, StaffMember.id != member.id
    )
    if member.role is Role.ADMINISTRATOR and session.scalar(others.limit(1)) is None:
        raise LastAdministratorError(member.name)
