"""Opens and closes readers' accounts; closing one leaves nothing of its owner."""

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

SHORTEST, LONGEST = 3, 40
STAYS = timedelta(days=30)
VISITS = timedelta(days=1)
"""For so long a browser that is not asked to remember stays signed in, at the most."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A reader who signed in."""

    id: int
    name: str
    opened: date


def open_account(session: Session, name: str, password_hash: str) -> SignedIn:
    """Open an account; raise BadReaderNameError or ReaderNameTakenError."""
    name = " ".join(compose(name).split())
    if not SHORTEST <= len(name) <= LONGEST or not name.isprintable():
        raise BadReaderNameError(SHORTEST, LONGEST)
    if _named(session, name) is not None:
        raise ReaderNameTakenError(name)
    row = ReaderAccount(
        name=name, name_key=_key(name), password_hash=password_hash, opened=clock.today()
    )
    session.add(row)
    session.flush()
    return _told(row)


def password_of(session: Session, name: str) -> tuple[SignedIn, str] | None:
    """Return the account of a name and what is kept of its password."""
    row = _named(session, name)
    return None if row is None else (_told(row), row.password_hash)


def sign_in(session: Session, reader_id: int, *, stays: bool) -> str:
    """Return the token by which a browser is known."""
    token, today = secrets.token_urlsafe(32), clock.today()
    session.execute(delete(ReaderSession).where(ReaderSession.until < today))
    until = today + (STAYS if stays else VISITS)
    session.add(ReaderSession(digest=_digest(token), reader_id=reader_id, until=until))
    session.flush()
    return token


def signed_in(session: Session, token: str) -> SignedIn | None:
    """Return whose browser this is."""
    row = session.scalar(
        select(ReaderAccount)
        .join(ReaderSession, ReaderSession.reader_id == ReaderAccount.id)
        .where(ReaderSession.digest == _digest(token), ReaderSession.until >= clock.today())
    )
    return None if row is None else _told(row)


def sign_out(session: Session, token: str) -> None:
    """Forget a browser."""
    session.execute(delete(ReaderSession).where(ReaderSession.digest == _digest(token)))


def set_password(session: Session, reader_id: int, password_hash: str, *, here: str) -> None:
    """Keep a new password; other browsers must sign in again."""
    session.get_one(ReaderAccount, reader_id).password_hash = password_hash
    others = ReaderSession.reader_id == reader_id, ReaderSession.digest != _digest(here)
    session.execute(delete(ReaderSession).where(*others))


def close(session: Session, reader_id: int) -> None:
    """Drop an account with all that belongs to it; what was proposed stays without a name."""
    session.delete(session.get_one(ReaderAccount, reader_id))
    session.flush()


def _named(session: Session, name: str) -> ReaderAccount | None:
    return session.scalar(select(ReaderAccount).where(ReaderAccount.name_key == _key(name)))


def _key(name: str) -> str:
    return fold(" ".join(compose(name).split()))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _told(row: ReaderAccount) -> SignedIn:
    return SignedIn(row.id, row.name, row.opened)
