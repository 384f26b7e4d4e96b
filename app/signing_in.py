"""Lets staff in, and knows them while they are here."""

from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask
from flask_login import LoginManager, UserMixin
from sqlalchemy import Engine

from app.house import house
from library.database import reading, work
from library.errors import AccountLockedError, WeakPasswordError, WrongPasswordError
from library.people import accounts
from library.people.audit import note
from library.people.models import StaffMember
from library.people.permissions import ROLE_NAMES, Permission, Role, may
from library.settings import Settings

SHORTEST = 10
_hasher = PasswordHasher()


@dataclass(frozen=True, slots=True)
class Member(UserMixin):
    """A member of staff who signed in."""

    id: int
    name: str
    role: Role

    @property
    def role_name(self) -> str:
        """What the role is called."""
        return ROLE_NAMES[self.role]

    def may(self, permission: str) -> bool:
        """Say whether this person may do this."""
        return may(self.role, Permission(permission))


def install(app: Flask, _settings: Settings) -> None:
    """Recognise staff by their session."""
    manager = LoginManager(app)
    manager.session_protection = "basic"
    manager.user_loader(_member)


def hashed(password: str) -> str:
    """Return what is kept of a password; raise WeakPasswordError when it protects nothing."""
    if len(password) < SHORTEST:
        raise WeakPasswordError(SHORTEST)
    return _hasher.hash(password)


def admit(database: Engine, name: str, password: str) -> Member:
    """Return who signs in; raise WrongPasswordError or AccountLockedError."""
    with reading(database) as session:
        known = accounts.named(session, name)
    if known is not None and accounts.is_locked(known):
        raise AccountLockedError(accounts.LOCKED_FOR.seconds // 60)
    right = _is_right(known.password_hash if known else _nobody(), password)
    if known is None or not known.active:
        raise WrongPasswordError
    with work(database) as session:
        member = accounts.named(session, name)
        _write_down(member, right)
        note(session, member.name, "staff.sign_in" if right else "staff.wrong_password", name)
    if not right:
        raise WrongPasswordError
    return Member(member.id, member.name, member.role)


def _write_down(member: StaffMember, right: bool) -> None:
    if right:
        accounts.signed_in(member)
    else:
        accounts.sign_in_failed(member)


def _is_right(kept: str, password: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """Return the hash an unknown name is compared with, so that it takes as long as a known one."""
    return _hasher.hash("")


def _member(member_id: str) -> Member | None:
    with reading(house().database) as session:
        found = session.get(StaffMember, int(member_id))
    if found is None or not found.active:
        return None
    return Member(found.id, found.name, found.role)
