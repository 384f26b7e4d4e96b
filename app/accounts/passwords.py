"""Password hashing and verification (argon2)."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from library.errors import WeakPasswordError
from library.staff.password_reset_links import NO_PASSWORD
from library.staff.problems import EasyPasswordError, UnequalPasswordsError
from library.vietnamese.letters import compose, fold

MIN_LENGTH = 10
_MIN_DISTINCT_LETTERS = 5
_hasher = PasswordHasher()


def hash_password(password: str, name: str = "") -> str:
    """Return the argon2 hash; raise WeakPasswordError or EasyPasswordError for a poor password.

    The password is composed (NFC) first: some Vietnamese keyboards send tones as separate letters.
    """
    password = compose(password)
    if len(password) < MIN_LENGTH:
        raise WeakPasswordError(MIN_LENGTH)
    if len(set(password)) < _MIN_DISTINCT_LETTERS or (name and fold(password) == fold(name)):
        raise EasyPasswordError
    return _hasher.hash(password)


def hash_new_password(password: str, again: str, name: str) -> str:
    """Return the hash of a password typed twice; raise UnequalPasswordsError if they differ."""
    if compose(password) != compose(again):
        raise UnequalPasswordsError
    return hash_password(password, name)


def verify_password(password_hash: str | None, password: str) -> bool:
    """Return True if the password matches; a missing account takes as long and returns False."""
    exists = password_hash is not None and password_hash != NO_PASSWORD
    try:
        return (
            _hasher.verify(password_hash if exists else _dummy_hash(), compose(password)) and exists
        )
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False


@cache
def _dummy_hash() -> str:
    return _hasher.hash("")
