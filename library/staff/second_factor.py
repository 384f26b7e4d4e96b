"""Keeps what proves a second time who somebody is: a sealed secret, and codes for a rainy day."""

from collections.abc import Iterable

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from library import clock
from library.staff.audit import note
from library.staff.models import RecoveryCode, StaffMember


def turn_on(
    session: Session, member: StaffMember, sealed: str, step: int, digests: Iterable[str]
) -> None:
    """Ask for a code from now on; `step` is the half minute whose code proved that it works."""
    member.sealed_secret, member.last_step = sealed, step
    _replace(session, member, digests)
    note(session, member.name, "staff.second_factor", member.name)


def turn_off(session: Session, member: StaffMember, by: str) -> None:
    """Ask for no code any more; nothing happens when none was asked for."""
    if member.sealed_secret is None:
        return
    member.sealed_secret = member.last_step = None
    _replace(session, member, ())
    note(session, by, "staff.second_factor_off", member.name)


def renew(session: Session, member: StaffMember, digests: Iterable[str]) -> None:
    """Put new recovery codes in the place of the old ones."""
    _replace(session, member, digests)
    note(session, member.name, "staff.recovery_codes", member.name)


def spend_step(member: StaffMember, step: int) -> bool:
    """Take the code of a half minute; one that was taken, or an older one, is refused."""
    if member.last_step is not None and step <= member.last_step:
        return False
    member.last_step = step
    return True


def spend_recovery(session: Session, member: StaffMember, digest: str) -> bool:
    """Take a recovery code, each once."""
    row = session.get(RecoveryCode, digest, with_for_update=True)
    if row is None or row.member_id != member.id or row.used is not None:
        return False
    row.used = clock.now()
    note(session, member.name, "staff.recovery_code", member.name)
    return True


def left(session: Session, member_id: int) -> int:
    """Count the recovery codes somebody still has."""
    unused = (RecoveryCode.member_id == member_id, RecoveryCode.used.is_(None))
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(*unused)) or 0


def _replace(session: Session, member: StaffMember, digests: Iterable[str]) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.member_id == member.id))
    session.add_all(RecoveryCode(digest=digest, member_id=member.id) for digest in digests)
