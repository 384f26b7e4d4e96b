"""Staff accounts: opening, closing, roles and passwords."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.errors import StaffNameTakenError
from library.staff import staff_sessions
from library.staff.audit import note
from library.staff.models import StaffMember
from library.staff.permissions import ADMINISTRATOR, role_of
from library.staff.problems import BadStaffNameError, LastAdministratorError, StaffNotFoundError
from library.vietnamese.letters import compose

_MIN_NAME_LENGTH, _MAX_NAME_LENGTH = 2, 80


def add_staff(
    session: Session,
    name: str,
    password_hash: str,
    role: str,
    *,
    by: str,
    must_change: bool = False,
) -> StaffMember:
    """Open an account; raise BadStaffNameError or StaffNameTakenError."""
    name = " ".join(compose(name).split())
    if not _MIN_NAME_LENGTH <= len(name) <= _MAX_NAME_LENGTH or not name.isprintable():
        raise BadStaffNameError(_MAX_NAME_LENGTH)
    if any(name_key(account.name) == name_key(name) for account in list_members(session)):
        raise StaffNameTakenError(name)
    member = StaffMember(
        name=name,
        password_hash=password_hash,
        role=role,
        must_change=must_change,
        created=clock.now(),
    )
    session.add(member)
    note(session, by, "staff.add", member.name, member.role_name)
    session.flush()
    return member


def name_key(name: str) -> str:
    """Return a key that is equal for confusable names: `Lan` and ` lan`, but not `Hòa`."""
    return " ".join(compose(name).split()).casefold()


def find_by_name(session: Session, name: str) -> StaffMember | None:
    """Return the account with this name, or None."""
    normal_name = " ".join(compose(name).split())
    return session.scalar(select(StaffMember).where(StaffMember.name == normal_name))


def get_by_id(session: Session, member_id: int) -> StaffMember:
    """Return an account, locked for update; raise StaffNotFoundError."""
    member = session.get(StaffMember, member_id, with_for_update=True)
    if member is None:
        raise StaffNotFoundError(member_id)
    return member


def change_role(session: Session, member: StaffMember, role: str, by: str) -> None:
    """Change the role of an account, effective with its next request."""
    if role == member.role:
        return
    if role != ADMINISTRATOR:
        _require_other_administrator(session, member)
    old, new = {"vai trò": member.role_name}, {"vai trò": role_of(role).name}
    member.role = role
    note(session, by, "staff.role", member.name, old=old, new=new)


def close(session: Session, member: StaffMember, by: str) -> None:
    """Close an account and its sessions; its entries stay in the audit trail."""
    if not member.active:
        return
    _require_other_administrator(session, member)
    member.active = False
    staff_sessions.end_all(session, member.id)
    note(session, by, "staff.close", member.name)


def reopen(session: Session, member: StaffMember, by: str) -> None:
    """Open a closed account again."""
    if not member.active:
        member.active = True
        note(session, by, "staff.reopen", member.name)


def set_password(
    session: Session, member: StaffMember, password_hash: str, *, current_session: int | None
) -> None:
    """Store a new password hash and end all sessions except the current one."""
    member.password_hash, member.must_change = password_hash, False
    staff_sessions.end_all(session, member.id, except_id=current_session)
    note(session, member.name, "staff.password", member.name)


def list_members(session: Session) -> tuple[StaffMember, ...]:
    """Return all accounts, sorted by name."""
    return tuple(session.scalars(select(StaffMember).order_by(StaffMember.name)))


def _require_other_administrator(session: Session, member: StaffMember) -> None:
    administrators = select(StaffMember.id).where(
        StaffMember.role == ADMINISTRATOR, StaffMember.active, StaffMember.id != member.id
    )
    if member.role == ADMINISTRATOR and session.scalar(administrators.limit(1)) is None:
        raise LastAdministratorError(member.name)
