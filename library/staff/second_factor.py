"""Second factor of staff accounts: encrypted TOTP secret and recovery codes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from library import clock
from library.staff.audit import note
from library.staff.models import RecoveryCode, StaffMember


@dataclass(frozen=True, slots=True)
class Requirement:
    """Roles that must use the second factor, and the days they are only reminded."""

    roles: tuple[str, ...]
    days: int

    def is_unmet(self, member: StaffMember) -> bool:
        """Return True if an account should use the second factor and does not."""
        return member.sealed_secret is None and member.role in self.roles

    def is_overdue(self, member: StaffMember) -> bool:
        """Return True if an account must turn on the second factor before anything else."""
        if not self.is_unmet(member):
            return False
        due = member.second_factor_due
        return self.days == 0 or (due is not None and due <= clock.now())


def people_with_one(session: Session) -> list[str]:
    """Return the names of those whose second factor is on."""
    names = select(StaffMember.name).where(StaffMember.sealed_secret.is_not(None))
    return list(session.scalars(names.order_by(StaffMember.name)))


def announce(member: StaffMember, requirement: Requirement) -> None:
    """Begin the days of reminders at the first sign-in with a role that needs the second factor."""
    if requirement.is_unmet(member) and member.second_factor_due is None:
        member.second_factor_due = clock.now() + timedelta(days=requirement.days)


def turn_on(
    session: Session, member: StaffMember, sealed_secret: str, step: int, digests: Iterable[str]
) -> None:
    """Require a code from now on; `step` is the TOTP time step of the code that confirmed it."""
    member.sealed_secret, member.last_step = sealed_secret, step
    _replace(session, member, digests)
    note(session, member.name, "staff.second_factor", member.name)


def turn_off(session: Session, member: StaffMember, by: str) -> None:
    """Stop requiring a code; do nothing if none was required."""
    if member.sealed_secret is None:
        return
    member.sealed_secret = member.last_step = None
    _replace(session, member, ())
    note(session, by, "staff.second_factor_off", member.name)


def renew(session: Session, member: StaffMember, digests: Iterable[str]) -> None:
    """Replace the recovery codes."""
    _replace(session, member, digests)
    note(session, member.name, "staff.recovery_codes", member.name)


def use_step(member: StaffMember, step: int) -> bool:
    """Accept the code of a TOTP time step; return False if it, or a later one, was used."""
    if member.last_step is not None and step <= member.last_step:
        return False
    member.last_step = step
    return True


def use_recovery_code(session: Session, member: StaffMember, digest: str) -> bool:
    """Use up a recovery code; return False if it is unknown or already used."""
    row = session.get(RecoveryCode, digest, with_for_update=True)
    if row is None or row.member_id != member.id or row.used is not None:
        return False
    row.used = clock.now()
    note(session, member.name, "staff.recovery_code", member.name)
    return True


def count_recovery_codes(session: Session, member_id: int) -> int:
    """Return the number of unused recovery codes of an account."""
    conditions = (RecoveryCode.member_id == member_id, RecoveryCode.used.is_(None))
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(*conditions)) or 0


def _replace(session: Session, member: StaffMember, digests: Iterable[str]) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.member_id == member.id))
    session.add_all(RecoveryCode(digest=digest, member_id=member.id) for digest in digests)
