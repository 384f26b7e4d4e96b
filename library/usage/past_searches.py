"""Remembers what is often asked for and found, without ever knowing by whom.

A question is first only a keyed checksum with a number of days; its words are written down on the
third day they are asked. They must stand in what the library shows everyone, so nothing can become
a suggestion that was not public before.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from library.usage.models import PastSearch
from library.vietnamese.letters import compose, fold

COMMON = 3
"""On so many different days must words be asked for before they are written down."""

_RARE_KEPT, _COMMON_KEPT = timedelta(days=30), timedelta(days=365)
_PLAIN = re.compile(r"[\w /.,-]{3,80}")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s/.,-]+(?=\d)")
_PERSONAL_NUMBER = re.compile(r"\d{9}")
_WORD = re.compile(r"\w+")


def shown_to_all(typed: str, shown: Iterable[str]) -> bool:
    """Say whether these words stand, as they were typed, in one of the texts a reader was shown."""
    sought = f" {_words(typed)} "
    return any(sought in f" {_words(text)} " for text in shown)


def remember(session: Session, typed: str, day: date, key: str) -> None:
    """Note that a question was asked that day, unless it could be about a person's numbers."""
    question = " ".join(compose(typed).lower().split())
    if not _PLAIN.fullmatch(question) or _has_personal_number(question):
        return
    digest = hmac.new(key.encode(), _words(question).encode(), hashlib.sha256).hexdigest()
    past = session.get(PastSearch, digest)
    if past is None:
        _forget(session, day)
        session.add(PastSearch(digest=digest, last_day=day))
        return
    past.days += past.last_day < day
    past.last_day = day
    if past.days >= COMMON and (past.text is None or past.text == fold(past.text)):
        past.text = question


def common(session: Session, count: int) -> list[str]:
    """Return the words most often asked for."""
    written = select(PastSearch.text).where(PastSearch.text.is_not(None))
    return list(
        session.scalars(written.order_by(PastSearch.days.desc(), PastSearch.text).limit(count))
    )


def common_version(session: Session) -> tuple[object, ...]:
    """Return a value that is another one as soon as other words are common."""
    return tuple(
        session.execute(select(func.count(PastSearch.text), func.max(PastSearch.last_day))).one()
    )


def _has_personal_number(question: str) -> bool:
    return bool(_PERSONAL_NUMBER.search(_BETWEEN_DIGITS.sub("", question)))


def _words(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))


def _forget(session: Session, day: date) -> None:
    rare = PastSearch.text.is_(None) & (PastSearch.last_day < day - _RARE_KEPT)
    session.execute(delete(PastSearch).where(or_(rare, PastSearch.last_day < day - _COMMON_KEPT)))
