"""Trust in helpers by the known lines that they typed, and comparison of typed texts."""

from collections.abc import Collection
from enum import Enum

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from library.corrections.models import LineAnswer
from library.vietnamese.letters import compose, spell_one_way

KNOWN_TO_COUNT = 3
"""Known lines that a helper types right before anything counts."""

_RIGHT_PER_WRONG = 4
"""Right known lines for each wrong one: who errs in more than a fifth does not count.

With three for one, and two known lines to begin, 4.8 % of the accepted lines were wrong
(`bench.helpers`, 30 November 2026).
"""

_ALIKE = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."})


class Trust(Enum):
    """Standing of a helper by the known lines."""

    NEW = "new"
    COUNTS = "counts"
    FAILS = "fails"


def trust_of(right: int, wrong: int) -> Trust:
    """Return the standing of somebody with so many known lines typed right and wrong."""
    if right >= max(KNOWN_TO_COUNT, _RIGHT_PER_WRONG * wrong):
        return Trust.COUNTS
    return Trust.FAILS if wrong > 1 else Trust.NEW


def tallies(session: Session, helpers: Collection[str]) -> dict[str, tuple[int, int]]:
    """Return the numbers of known lines that helpers typed right and wrong."""
    right, wrong = (
        func.sum(case((LineAnswer.is_right.is_(value), 1), else_=0)) for value in (True, False)
    )
    rows = session.execute(
        select(LineAnswer.helper, right, wrong)
        .where(LineAnswer.helper.in_(helpers), LineAnswer.is_right.is_not(None))
        .group_by(LineAnswer.helper)
    )
    return {helper: (right, wrong) for helper, right, wrong in rows}


def standings(session: Session, helpers: Collection[str]) -> dict[str, Trust]:
    """Return the standing of each of these helpers."""
    counts = tallies(session, helpers)
    return {helper: trust_of(*counts.get(helper, (0, 0))) for helper in helpers}


def comparable(text: str) -> str:
    """Return a text for comparison: keyboards differ in the place of tones, quotes and dashes."""
    words = compose(text).translate(_ALIKE).split()
    return " ".join(spell_one_way(word) + _capitals(word) for word in words)


def _capitals(word: str) -> str:
    places = [str(place) for place, letter in enumerate(word) if letter.isupper()]
    return f"^{','.join(places)}" if places else ""
