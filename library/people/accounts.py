"""Keeps staff accounts: opens them, and locks one that is being guessed at."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import clock
from library.errors import StaffNameTakenError
from library.people.audit import note
from library.people.models import StaffMember
from library.people.permissions import Role
from library.vietnamese import compose

TRIES = 5
LOCKED_FOR = timedelta(minutes=15)


def add_staff(
    session: Session, name: str, password_hash: str, role: Role, *, by: str
) -> StaffMember:
    """Open an account; raise StaffNameTakenError when the name is taken."""
    if named(session, name) is not None:
        raise StaffNameTakenError(name)
    member = StaffMember(
        name=compose(name).strip(), password_hash=password_hash, role=role, created=clock.now()
    )
    session.add(member)
    note(session, by, "staff.add", member.name, role.value)
    session.flush()
    return member


def named(session: Session, name: str) -> StaffMember | None:
    """Return the account of this name."""
    return session.scalar(select(StaffMember).where(StaffMember.name == compose(name).strip()))


def is_locked(member: StaffMember) -> bool:
    """Say whether signing in is closed for a while."""
    return member.locked_until is not None and member.locked_until > clock.now()


def sign_in_failed(member: StaffMember) -> None:
    """Count a wrong password; the fifth in a row closes the account for a quarter of an hour."""
    member.failed_sign_ins += 1
    if member.failed_sign_ins >= TRIES:
        member.failed_sign_ins = 0
        member.locked_until = clock.now() + LOCKED_FOR


def signed_in(member: StaffMember) -> None:
    """Forget the wrong passwords before this right one."""
    member.failed_sign_ins = 0
    member.locked_until = None


def everyone(session: Session) -> tuple[StaffMember, ...]:
    """Return all accounts by name."""
    return tuple(session.scalars(select(StaffMember).order_by(StaffMember.name)))


def how_many(session: Session) -> int:
    """Count the accounts."""
    return session.scalar(select(func.count()).select_from(StaffMember)) or 0
