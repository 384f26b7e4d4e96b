"""Reader accounts: opening, sign-in and closing; closing deletes all data of the owner."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from library import clock
from library.readers.models import ReaderAccount, ReaderSession
from library.readers.problems import BadReaderNameError, ReaderNameTakenError
from library.vietnamese.letters import compose, fold

MIN_NAME_LENGTH, MAX_NAME_LENGTH = 3, 40
REMEMBERED_LIFETIME = timedelta(days=30)
DEFAULT_LIFETIME = timedelta(days=1)
"""Longest sign-in of a browser that is not asked to remember the reader."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Signed-in reader."""

    id: int
    name: str
    opened: date


def open_account(session: Session, name: str, password_hash: str) -> Reader:
    """Open an account; raise BadReaderNameError or ReaderNameTakenError."""
    name = " ".join(compose(name).split())
    if not MIN_NAME_LENGTH <= len(name) <= MAX_NAME_LENGTH or not name.isprintable():
        raise BadReaderNameError(MIN_NAME_LENGTH, MAX_NAME_LENGTH)
    if _find_by_name(session, name) is not None:
        raise ReaderNameTakenError(name)
    row = ReaderAccount(
        name=name, name_key=name_key(name), password_hash=password_hash, opened=clock.today()
    )
    session.add(row)
    session.flush()
    return _reader(row)


def find_with_password(session: Session, name: str) -> tuple[Reader, str] | None:
    """Return the account with a name and its password hash, or None."""
    row = _find_by_name(session, name)
    return None if row is None else (_reader(row), row.password_hash)


def sign_in(session: Session, reader_id: int, *, remember: bool) -> str:
    """Start a session and return its token."""
    token, today = secrets.token_urlsafe(32), clock.today()
    session.execute(delete(ReaderSession).where(ReaderSession.until < today))
    until = today + (REMEMBERED_LIFETIME if remember else DEFAULT_LIFETIME)
    session.add(ReaderSession(digest=_digest(token), reader_id=reader_id, until=until))
    session.flush()
    return token


def reader_of_token(session: Session, token: str) -> Reader | None:
    """Return the reader of a session token, or None."""
    row = session.scalar(
        select(ReaderAccount)
        .join(ReaderSession, ReaderSession.reader_id == ReaderAccount.id)
        .where(ReaderSession.digest == _digest(token), ReaderSession.until >= clock.today())
    )
    return None if row is None else _reader(row)


def sign_out(session: Session, token: str) -> None:
    """End the session of a token."""
    session.execute(delete(ReaderSession).where(ReaderSession.digest == _digest(token)))


def set_password(
    session: Session, reader_id: int, password_hash: str, *, current_session: str
) -> None:
    """Store a new password hash; other browsers must sign in again."""
    session.get_one(ReaderAccount, reader_id).password_hash = password_hash
    other_sessions = (
        ReaderSession.reader_id == reader_id,
        ReaderSession.digest != _digest(current_session),
    )
    session.execute(delete(ReaderSession).where(*other_sessions))


def close(session: Session, reader_id: int) -> None:
    """Delete an account with all its data; its proposals stay without a name."""
    session.delete(session.get_one(ReaderAccount, reader_id))
    session.flush()


def _find_by_name(session: Session, name: str) -> ReaderAccount | None:
    return session.scalar(select(ReaderAccount).where(ReaderAccount.name_key == name_key(name)))


def name_key(name: str) -> str:
    """Return the key by which an account is found: `Hoà`, `hòa` and `hoa` are one."""
    return fold(" ".join(compose(name).split()))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _reader(row: ReaderAccount) -> Reader:
    return Reader(row.id, row.name, row.opened)
