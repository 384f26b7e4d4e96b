"""Throttling of sign-in attempts, without locking out the owner of an account.

Failed attempts are counted under keys: for a browser known to the account only under the browser's
own key, for any other under the account's name and under the client address. See ADR 29.
"""

import hashlib
import hmac
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from library import clock
from library.database import insert_or_lock, reading, work
from library.errors import AccountLockedError
from library.staff.audit import note
from library.staff.models import AttemptAddress, SignInDelay
from library.staff.staff_accounts import name_key

_FIRST_DELAY = timedelta(minutes=1)
_COUNT_LIFETIME = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ThrottleKey:
    """Key under which failed attempts are counted, free attempts, and the longest delay."""

    digest: str
    free: int
    longest: timedelta
    is_address: bool = False


@dataclass(frozen=True, slots=True)
class SignInAttempt:
    """Sign-in attempt: account name, client address, and the known browser, if any."""

    name: str
    address: str
    browser: str | None = None


def staff_keys(secret: str, attempt: SignInAttempt) -> tuple[ThrottleKey, ...]:
    """Return the keys of an attempt; names and addresses are stored only as HMAC digests."""
    name = name_key(attempt.name)
    if attempt.browser is not None:
        return (_key(secret, "browser", name, attempt.browser, free=5, minutes=15),)
    return (
        _key(secret, "name", name, free=5, minutes=15),
        _key(secret, "address", attempt.address, free=20, minutes=60),
    )


def reader_keys(secret: str, attempt: SignInAttempt) -> tuple[ThrottleKey, ...]:
    """Return the keys of a reader's sign-in attempt, which names the key of the account.

    The account is looked up by the same key, so spelling a name otherwise gains no attempts.
    Its address, or share of one, differs from that of staff: guesses in a reading room lock out
    no librarian. Guesses from elsewhere delay the owner by a minute at most, guesses from the
    owner's own address by a quarter of an hour, and neither where the account was opened before.
    """
    name, address = f"bạn đọc {attempt.name}", f"bạn đọc {attempt.address}"
    if attempt.browser is not None:
        return (_key(secret, "browser", name, attempt.browser, free=5, minutes=15),)
    return (
        _key(secret, "name here", name, address, free=5, minutes=15),
        _key(secret, "name", name, free=30, minutes=1),
        _key(secret, "address", address, free=20, minutes=2),
    )


def account_opening_keys(secret: str, share: str) -> tuple[ThrottleKey, ...]:
    """Return the keys that slow down the opening of accounts from an address, or share of one.

    A class opens its accounts at once; from then on one opens every minute at least.
    """
    return (_key(secret, "opening", share, free=40, minutes=1),)


def enrolment_keys(secret: str, address: str) -> tuple[ThrottleKey, ...]:
    """Return the keys that limit wrong codes of public computers from an address."""
    return (_key(secret, "enrolment", address, free=20, minutes=60),)


def count_attempt(session: Session, throttle_keys: Collection[ThrottleKey]) -> bool:
    """Count an attempt as failed; raise AccountLockedError (minutes to wait) if it is too early.

    Return True if the next attempt must wait, unless this one succeeds. It is counted before the
    password is checked, so parallel attempts gain nothing over consecutive ones.
    """
    now = clock.now()
    rows = [
        (key, _locked_count(session, key))
        for key in sorted(throttle_keys, key=lambda key: key.digest)
    ]
    latest = max((row.until for _key, row in rows if row.until is not None), default=now)
    if latest > now:
        raise AccountLockedError(-(-(latest - now) // _FIRST_DELAY))
    for key, row in rows:
        row.failures, row.last = row.failures + 1, now
        row.until = _blocked_until(key, row)
    return any(row.until is not None for _key, row in rows)


def record_success(session: Session, throttle_keys: Collection[ThrottleKey]) -> None:
    """Reset the counts after a success; an address loses only this one attempt."""
    for key in throttle_keys:
        row = _locked_count(session, key)
        row.failures = row.failures - 1 if key.is_address else 0
        row.until = None


def unlock(session: Session, secret: str, name: str) -> None:
    """Remove the waiting time of an account."""
    name_digests = {
        key.digest for key in staff_keys(secret, SignInAttempt(name, "")) if not key.is_address
    }
    session.execute(delete(SignInDelay).where(SignInDelay.key.in_(name_digests)))


def _locked_count(session: Session, key: ThrottleKey) -> SignInDelay:
    """Return the count under a key, locked until the transaction ends."""
    now = clock.now()
    session.execute(delete(SignInDelay).where(SignInDelay.last < now - _COUNT_LIFETIME))
    insert_or_lock(session, SignInDelay, [{"key": key.digest, "failures": 0, "last": now}])
    return session.get_one(SignInDelay, key.digest)


def _blocked_until(key: ThrottleKey, row: SignInDelay) -> datetime | None:
    excess = row.failures - key.free
    if excess < 0:
        return None
    return row.last + min(key.longest, _FIRST_DELAY * 2 ** min(excess, 10))


def _key(secret: str, kind: str, *parts: str, free: int, minutes: int) -> ThrottleKey:
    message = "\0".join(("sign-in", kind, *parts)).encode()
    digest = hmac.digest(secret.encode(), message, hashlib.sha256).hex()
    is_address = kind in ("address", "enrolment")
    return ThrottleKey(digest, free, timedelta(minutes=minutes), is_address=is_address)


RETENTION = timedelta(days=30)
_STRANGER = "người lạ"


def note_failure(session: Session, action: str, account: str, address: str) -> None:
    """Add a failed sign-in to the audit trail, and its address to a table of its own."""
    entry = note(session, _STRANGER, action, account)
    session.flush()
    session.add(AttemptAddress(entry_id=entry.id, at=entry.at, address=address))


def addresses_of(session: Session, entry_ids: Iterable[int]) -> dict[int, str]:
    """Return the addresses that are still known, by id of the audit entry."""
    rows = session.execute(
        select(AttemptAddress.entry_id, AttemptAddress.address).where(
            AttemptAddress.entry_id.in_(list(entry_ids)),
            AttemptAddress.at >= clock.now() - RETENTION,
        )
    )
    return {entry_id: address for entry_id, address in rows}  # noqa: C416  (rows have no keys)


def forget_old(database: Engine) -> None:
    """Delete the addresses that are older than 30 days."""
    is_old = AttemptAddress.at < clock.now() - RETENTION
    with reading(database) as session:
        if session.scalar(select(AttemptAddress.entry_id).where(is_old).limit(1)) is None:
            return
    with work(database) as session:
        session.execute(delete(AttemptAddress).where(is_old))
