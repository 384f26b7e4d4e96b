"""Common successful searches, stored without any link to a person.

A query is first only a keyed checksum with a number of days; its words are stored on the third day
it is searched. They must occur in texts shown to everyone, so a suggestion never reveals anything
that was not already public.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from library.vietnamese.letters import compose, fold
from points.usage.models import PastSearch

COMMON_AFTER_DAYS = 3
"""Number of different days on which a query must occur before its words are stored."""

_RARE_RETENTION, _COMMON_RETENTION = timedelta(days=30), timedelta(days=365)
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
    past.last_day = day
    if past.days >= COMMON_AFTER_DAYS and (past.text is None or past.text == fold(past.text)):
        past.text = question


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


def _has_personal_number(question: str) -> bool:
    return bool(_PERSONAL_NUMBER.search(_BETWEEN_DIGITS.sub("", question)))


def _words(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))


def _forget(session: Session, day: date) -> None:
    rare = PastSearch.text.is_(None) & (PastSearch.last_day < day - _RARE_RETENTION)
    session.execute(
        delete(PastSearch).where(or_(rare, PastSearch.last_day < day - _COMMON_RETENTION))
    )
