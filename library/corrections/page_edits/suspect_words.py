"""Finds the words of a page a person should look at, with what may be meant by each."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from library.catalogue.text.words import Word
from library.corrections.page_edits.misreadings import core, dressed, usual
from library.vietnamese.spelling import impossible_in, proposals

UNSURE = 0.6
"""Below this the machine itself doubts what it read."""

_MOST = 5


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a word is doubtful, and what may be meant, the likeliest first."""

    is_impossible: bool
    is_unsure: bool
    proposals: tuple[str, ...]


def doubts(session: Session, words: tuple[Word, ...]) -> dict[int, Doubt]:
    """Return the doubtful words of a page by their place; what a person vouched for is none."""
    found = impossible_in([word.text for word in words])
    wrong = {place: found[place] for place, word in enumerate(words) if not word.checked}
    doubtful = [place for place, part in wrong.items() if part or words[place].confidence < UNSURE]
    learned = usual(session, (words[place].text for place in doubtful))
    return {
        place: Doubt(
            is_impossible=wrong[place] is not None,
            is_unsure=words[place].confidence < UNSURE,
            proposals=_proposals(words[place].text, wrong[place], learned),
        )
        for place in doubtful
    }


def _proposals(
    printed: str, wrong: str | None, learned: dict[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Return what others put there, then what the syllables of Vietnamese allow."""
    usually = [dressed(meant, printed) for meant in learned.get(core(printed), ())]
    possible = [printed.replace(wrong, near, 1) for near in proposals(wrong)] if wrong else []
    found = dict.fromkeys((*usually, *possible))
    return tuple(one for one in found if one != printed)[:_MOST]
