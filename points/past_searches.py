"""Common successful searches, and words that found nothing, without any link to a person.

A query is first only a keyed checksum with a number of days; its words are stored on the third day
it is searched. They must occur in texts shown to everyone, so a suggestion never reveals anything
that was not already public. Words that found nothing are never stored, only their checksums: they
tell of a phrase at hand that somebody looked for it.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from library.vietnamese.letters import compose, fold
from points.usage.models import PastSearch

COMMON_AFTER_DAYS = 3
"""Number of different days on which a query must occur before its words are stored."""

_RARE_RETENTION, _COMMON_RETENTION = timedelta(days=30), timedelta(days=365)
_MAX_RARE, _MAX_MISSED_WORDS = 100_000, 8
_QUESTION = re.compile(r"[\w /.,-]{3,80}")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s/.,-]+(?=\d)")
_PERSONAL_NUMBER = re.compile(r"\d{9}")
_WORD = re.compile(r"\w+")


def shown_to_all(query: str, texts: Iterable[str]) -> bool:
    """Return True if the typed words occur in sequence in one of the shown texts."""
    words = f" {_words(query)} "
    return any(words in f" {_words(text)} " for text in texts)


def remember(session: Session, query: str, day: date, key: str) -> None:
    """Record a query of a day, unless it may contain a personal number."""
    question = " ".join(compose(query).lower().split())
    if not _QUESTION.fullmatch(question) or _has_personal_number(question):
        return
    digest = hmac.new(key.encode(), _words(question).encode(), hashlib.sha256).hexdigest()
    past = session.get(PastSearch, digest)
    if past is None:
        _forget(session, day)
        session.add(PastSearch(digest=digest, last_day=day))
        return
    past.days += past.last_day < day
    past.last_day = max(past.last_day, day)
    if past.days >= COMMON_AFTER_DAYS and (past.text is None or past.text == fold(past.text)):
        past.text = question


def remember_missed(session: Session, query: str, day: date, key: str) -> None:
    """Record the words of a query that found nothing, as keyed checksums for a month."""
    question = " ".join(compose(query).lower().split())
    stored = session.scalar(select(func.count()).where(PastSearch.text.is_(None))) or 0
    is_plain = _QUESTION.fullmatch(question) and not _has_personal_number(question)
    if not is_plain or stored > _MAX_RARE:
        return
    _forget(session, day)
    words = _words(question).split()[:_MAX_MISSED_WORDS]
    phrases = map(" ".join, pairwise(words)) if len(words) > 1 else words
    for digest in {_missed_digest(phrase, key) for phrase in phrases}:
        past = session.get(PastSearch, digest)
        if past is None:
            session.add(PastSearch(digest=digest, days=1, last_day=day))
        else:
            past.last_day = max(past.last_day, day)


def missed(session: Session, phrases: Iterable[str], key: str) -> frozenset[str]:
    """Return those of these folded phrases that stood in queries which found nothing."""
    by_digest = {_missed_digest(phrase, key): phrase for phrase in phrases}
    rows = session.scalars(select(PastSearch.digest).where(PastSearch.digest.in_(by_digest)))
    return frozenset(by_digest[digest] for digest in rows)


def common(session: Session, count: int) -> list[str]:
    """Return the most frequent queries."""
    queries = select(PastSearch.text).where(PastSearch.text.is_not(None))
    return list(
        session.scalars(queries.order_by(PastSearch.days.desc(), PastSearch.text).limit(count))
    )


def forget(session: Session, texts: Iterable[str]) -> None:
    """Delete common queries."""
    session.execute(delete(PastSearch).where(PastSearch.text.in_(list(texts))))


def common_version(session: Session) -> tuple[object, ...]:
    """Return a value that changes when the common queries change."""
    return tuple(
        session.execute(select(func.count(PastSearch.text), func.max(PastSearch.last_day))).one()
    )


def _missed_digest(phrase: str, key: str) -> str:
    return hmac.digest(key.encode(), f"missed\0{phrase}".encode(), "sha256").hex()


def _has_personal_number(question: str) -> bool:
    return bool(_PERSONAL_NUMBER.search(_BETWEEN_DIGITS.sub("", question)))


def _words(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))


def _forget(session: Session, day: date) -> None:
    rare = PastSearch.text.is_(None) & (PastSearch.last_day < day - _RARE_RETENTION)
    session.execute(
        delete(PastSearch).where(or_(rare, PastSearch.last_day < day - _COMMON_RETENTION))
    )
