"""Joining of words hyphenated at the end of a line or column; their boxes are kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from library.catalogue.text.words import Word
from library.vietnamese.syllables import is_marked_syllable

_HYPHENS = "-\u2010\u2011\u00ad\u00ac"
_FIRST = re.compile(rf"(?P<stem>.*[^\W_])[{_HYPHENS}]$")
_LAST_LETTERS = re.compile(r"[^\W\d_]+$")
_FIRST_LETTERS = re.compile(r"^[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class JoinedWord:
    """One word as read, with the one or two printed words it consists of."""

    text: str
    parts: tuple[Word, ...]


def joined_words(words: tuple[Word, ...]) -> Iterator[JoinedWord]:
    """Yield the words of a page in reading order, hyphenated words joined."""
    place = 0
    while place < len(words):
        pair = words[place : place + 2]
        text = _joined(*pair) if len(pair) == 2 and _may_join(*pair) else None
        yield JoinedWord(text, pair) if text else JoinedWord(pair[0].text, pair[:1])
        place += 2 if text else 1


def _may_join(first: Word, second: Word) -> bool:
    """Return True if the second word begins the next line; in another block it must be lower case.

    A capital in another block begins another text: a headline, a signature.
    """
    if second.line != first.line + 1:
        return False
    return second.block == first.block or second.text[:1].islower()


def _joined(first: Word, second: Word) -> str | None:
    """Return the two halves as one word; None when the first is not hyphenated.

    A hyphen that belongs to the word stays: before a capital or a digit, and between syllables, as
    Vietnamese was written until the 1970s.
    """
    match = _FIRST.match(first.text)
    if not match or not second.text[0].isalnum():
        return None
    stem, letters = match["stem"], _FIRST_LETTERS.search(second.text)
    stem_end = _LAST_LETTERS.search(stem)
    if not stem_end or not letters or letters[0][0].isupper() or stem.isupper():
        return f"{stem}-{second.text}"
    vietnamese = is_marked_syllable(stem_end[0]) and is_marked_syllable(letters[0])
    return f"{stem}-{second.text}" if vietnamese else stem + second.text
