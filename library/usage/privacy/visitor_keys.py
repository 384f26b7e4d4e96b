"""Tells two visits apart without knowing either visitor.

COUNTER 5.1 wants the actions of one visit told apart from another's; where there is no session it
allows address + browser + date + hour. That string would be personal data, so only its keyed
checksum is stored, under a key that is forgotten when the day is over.
"""

import hashlib
import hmac
import secrets
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from library.usage.models import VisitSalt

_LENGTH = 16


def reader_session(session: Session, address: str, browser: str, at: datetime) -> str:
    """Return the surrogate of a visit: the same for an address and browser within one hour."""
    return _surrogate(session, f"{address}|{browser}|{at:%Y-%m-%d|%H}", at)


def sitting_session(session: Session, device_id: int, sitting: str, at: datetime) -> str:
    """Return the surrogate of a sitting at a public computer, the same on all of its day.

    The computer's events name the sitting otherwise: no table joins the two.
    """
    return _surrogate(session, f"may|{device_id}|{sitting}|{at:%Y-%m-%d}", at)


def _surrogate(session: Session, told: str, at: datetime) -> str:
    digest = hmac.new(_salt(session, at.date()), told.encode(), hashlib.sha256)
    return digest.hexdigest()[:_LENGTH]


def _salt(session: Session, day: date) -> bytes:
    kept = session.get(VisitSalt, day)
    if kept is None:
        session.execute(delete(VisitSalt).where(VisitSalt.day < day))
        kept = VisitSalt(day=day, salt=secrets.token_bytes(32))
        session.add(kept)
        session.flush()
    return kept.salt
