"""Keeps passwords as what cannot be turned back, and compares with it (argon2)."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from library.errors import WeakPasswordError
from library.staff.password_reset_links import NO_PASSWORD
from library.staff.problems import EasyPasswordError, UnequalPasswordsError
from library.vietnamese.letters import compose, fold

SHORTEST = 10
_FEWEST_LETTERS = 5
_hasher = PasswordHasher()


def hashed(password: str, name: str = "") -> str:
    """Return what is kept of a password; raise when it protects nothing.

    Composed first, so that it is the same from a keyboard that sends tones as letters.
    """
    password = compose(password)
    if len(password) < SHORTEST:
        raise WeakPasswordError(SHORTEST)
    if len(set(password)) < _FEWEST_LETTERS or (name and fold(password) == fold(name)):
        raise EasyPasswordError
    return _hasher.hash(password)


def chosen(password: str, again: str, name: str) -> str:
    """Return what is kept of a password that was typed twice."""
    if compose(password) != compose(again):
        raise UnequalPasswordsError
    return hashed(password, name)


def is_right(kept: str | None, password: str) -> bool:
    """Compare; for no account, or one without a password, it takes as long and is wrong."""
    exists = kept is not None and kept != NO_PASSWORD
    try:
        return _hasher.verify(kept if exists else _nobody(), compose(password)) and exists
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False


@cache
def _nobody() -> str:
    return _hasher.hash("")
