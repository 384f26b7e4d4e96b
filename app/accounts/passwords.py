"""Password hashing and verification (argon2)."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.accounts import password_rules
from app.accounts.password_rules import STAFF_MIN_LENGTH
from library.staff.password_reset_links import NO_PASSWORD
from library.staff.problems import UnequalPasswordsError
from library.vietnamese.letters import compose

_hasher = PasswordHasher()


def hash_password(password: str, *names: str, min_length: int = STAFF_MIN_LENGTH) -> str:
    """Return the argon2 hash; raise a LibraryError for a poor password (see `password_rules`).

    The password is composed (NFC) first: some Vietnamese keyboards send tones as separate letters.
    """
    password = compose(password)
    password_rules.check(password, names, min_length=min_length)
    return _hasher.hash(password)


def hash_new_password(
    password: str, again: str, *names: str, min_length: int = STAFF_MIN_LENGTH
) -> str:
    """Return the hash of a password typed twice; raise UnequalPasswordsError if they differ."""
    if compose(password) != compose(again):
        raise UnequalPasswordsError
    return hash_password(password, *names, min_length=min_length)


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
