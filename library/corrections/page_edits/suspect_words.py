"""Suspect words of a page that a person should check, with proposed corrections."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from library.catalogue.text.words import Word
from library.corrections.page_edits.misreadings import (
    bare_word,
    usual_corrections,
    with_punctuation,
)
from library.vietnamese.spelling import impossible_parts, suggestions

MIN_CONFIDENCE = 0.6
"""OCR confidence (0 to 1) below which a word is suspect."""

_MAX_PROPOSALS = 5


@dataclass(frozen=True, slots=True)
class SuspectWord:
    """Reasons for suspecting a word, and proposed corrections, the likeliest first."""

    is_impossible: bool
    is_unsure: bool
    proposals: tuple[str, ...]


def find_suspect_words(session: Session, words: tuple[Word, ...]) -> dict[int, SuspectWord]:
    """Return the suspect words of a page by index, without words confirmed by a person."""
    impossible = impossible_parts([word.text for word in words])
    wrong = {place: impossible[place] for place, word in enumerate(words) if not word.checked}
    doubtful = [
        place for place, part in wrong.items() if part or words[place].confidence < MIN_CONFIDENCE
    ]
    corrections = usual_corrections(session, (words[place].text for place in doubtful))
    return {
        place: SuspectWord(
            is_impossible=wrong[place] is not None,
            is_unsure=words[place].confidence < MIN_CONFIDENCE,
            proposals=_proposals(words[place].text, wrong[place], corrections),
        )
        for place in doubtful
    }


def _proposals(
    word: str, wrong: str | None, corrections: dict[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Return the usual corrections of a word, then spellings that Vietnamese syllables allow."""
    usually = [
        with_punctuation(correction, word) for correction in corrections.get(bare_word(word), ())
    ]
    possible = [word.replace(wrong, near, 1) for near in suggestions(wrong)] if wrong else []
    candidates = dict.fromkeys((*usually, *possible))
    return tuple(candidate for candidate in candidates if candidate != word)[:_MAX_PROPOSALS]
