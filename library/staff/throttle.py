"""Slows down those who guess, without locking out those who are guessed at.

Wrong answers are counted under keys: for a browser that is known to the account only under its
own, for any other under the account's name and under the address it comes from. See ADR 29.
"""

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from library import clock
from library.database import insert_or_hold
from library.errors import AccountLockedError
from library.staff.models import SignInDelay
from library.staff.staff_accounts import same_name

_FIRST = timedelta(minutes=1)
_FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Key:
    """What wrong answers are counted under, and how patient one is with it."""

    digest: str
    free: int
    longest: timedelta
    is_address: bool = False


@dataclass(frozen=True, slots=True)
class SignInAttempt:
    """One attempt to come in: what name is said, from where, by which known browser."""

    name: str
    address: str
    browser: str | None = None


def keys(secret: str, knock: SignInAttempt) -> tuple[Key, ...]:
    """Return under which keys an attempt counts; names and addresses are not kept as they are."""
    name = same_name(knock.name)
    if knock.browser is not None:
        return (_key(secret, "browser", name, knock.browser, free=5, minutes=15),)
    return (
        _key(secret, "name", name, free=5, minutes=15),
        _key(secret, "address", knock.address, free=20, minutes=60),
    )


def keys_of_reader(secret: str, name: str, address: str) -> tuple[Key, ...]:
    """Return under which keys a reader's attempt to sign in counts.

    Its address is not that of staff: a reading room that guesses locks no librarian out.
    """
    return keys(secret, SignInAttempt(f"bạn đọc {name}", f"bạn đọc {address}"))


def keys_of_opening(secret: str, address: str) -> tuple[Key, ...]:
    """Return under which key it counts that accounts are opened from an address."""
    return (_key(secret, "opening", address, free=10, minutes=60),)


def take_a_try(session: Session, counted: Collection[Key]) -> None:
    """Count an attempt as if it failed; raise AccountLockedError when it comes too early.

    Counted before it is known whether it is right, so that many at once are no more than one
    after the other.
    """
    now = clock.now()
    rows = [(key, _row(session, key)) for key in sorted(counted, key=lambda key: key.digest)]
    latest = max((row.until for _key, row in rows if row.until is not None), default=now)
    if latest > now:
        raise AccountLockedError(-(-(latest - now) // _FIRST))
    for key, row in rows:
        row.failures, row.last = row.failures + 1, now
        row.until = _until(key, row)


def succeeded(session: Session, counted: Collection[Key]) -> None:
    """Forget the wrong answers before this right one; an address stays as suspect as it was."""
    for key in counted:
        row = _row(session, key)
        row.failures = row.failures - 1 if key.is_address else 0
        row.until = None


def unlock(session: Session, secret: str, name: str) -> None:
    """Let an account be tried from anywhere again, at once."""
    named = {key.digest for key in keys(secret, SignInAttempt(name, "")) if not key.is_address}
    session.execute(delete(SignInDelay).where(SignInDelay.key.in_(named)))


def _row(session: Session, key: Key) -> SignInDelay:
    """Return the count under a key, held until this work is done."""
    now = clock.now()
    session.execute(delete(SignInDelay).where(SignInDelay.last < now - _FORGOTTEN))
    insert_or_hold(session, SignInDelay, [{"key": key.digest, "failures": 0, "last": now}])
    return session.get_one(SignInDelay, key.digest)


def _until(key: Key, row: SignInDelay) -> datetime | None:
    beyond = row.failures - key.free
    if beyond < 0:
        return None
    return row.last + min(key.longest, _FIRST * 2 ** min(beyond, 10))


def _key(secret: str, kind: str, *told: str, free: int, minutes: int) -> Key:
    message = "\0".join(("sign-in", kind, *told)).encode()
    digest = hmac.digest(secret.encode(), message, hashlib.sha256).hex()
    return Key(digest, free, timedelta(minutes=minutes), is_address=kind == "address")
