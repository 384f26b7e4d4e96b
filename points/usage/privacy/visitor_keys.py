"""Anonymous keys that distinguish visits.

COUNTER 5.1 requires the actions of different visits to be distinguished; without a session it
allows address + browser + date + hour. That string would be personal data, so only its keyed
checksum is stored, under a salt that is deleted when the day is over.
"""

import hashlib
import hmac
import secrets
from datetime import UTC, date, datetime

from sqlalchemy import Engine, delete, exists, select
from sqlalchemy.orm import Session

from library.database import empty_write_ahead_log, reading, work
from library.write_turns import USES
from points.usage.models import VisitSalt

_KEY_LENGTH = 16


def reader_session(session: Session, address: str, browser: str, at: datetime) -> str:
    """Return the key of a visit: the same for an address and browser within one hour."""
    return _surrogate(session, f"{address}|{browser}|{at:%Y-%m-%d|%H}", at)


def sitting_session(session: Session, device_id: int, sitting: str, at: datetime) -> str:
    """Return the key of a session at a public computer, the same for a whole day.

    The computer's events use another session id: no table links the two.
    """
    return _surrogate(session, f"may|{device_id}|{sitting}|{at:%Y-%m-%d}", at)


def forget(engine: Engine, now: datetime) -> None:
    """Delete the salts of past days, and what the log of the database has of deleted rows.

    The log is emptied every hour: keys of visits are deleted by others, and a reader may have
    kept it from being emptied the last time.
    """
    is_past = VisitSalt.day < now.astimezone(UTC).date()
    with reading(engine) as session:
        has_past = session.scalar(select(exists().where(is_past)))
    if has_past:
        with work(engine, USES) as session:
            session.execute(delete(VisitSalt).where(is_past))
    if has_past or now.minute == 0:
        empty_write_ahead_log(engine)


def _surrogate(session: Session, text: str, at: datetime) -> str:
    digest = hmac.new(_salt(session, at.date()), text.encode(), hashlib.sha256)
    return digest.hexdigest()[:_KEY_LENGTH]


def _salt(session: Session, day: date) -> bytes:
    record = session.get(VisitSalt, day)
    if record is None:
        session.execute(delete(VisitSalt).where(VisitSalt.day < day))
        record = VisitSalt(day=day, salt=secrets.token_bytes(32))
        session.add(record)
        session.flush()
    return record.salt
