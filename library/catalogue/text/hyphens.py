"""Puts together words that the end of a line or column parted: docu-/ment; their boxes stay."""

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
class Whole:
    """One word as it is read, and the one or two printed words it consists of."""

    text: str
    parts: tuple[Word, ...]


def wholes(words: tuple[Word, ...]) -> Iterator[Whole]:
    """Give the words of a page in reading order, those that a line's end parted as one."""
    place = 0
    while place < len(words):
        pair = words[place : place + 2]
        text = _joined(*pair) if len(pair) == 2 and _follow(*pair) else None
        yield Whole(text, pair) if text else Whole(pair[0].text, pair[:1])
        place += 2 if text else 1


def _follow(first: Word, second: Word) -> bool:
    """Say whether the second stands on the next line; in another column it must go on small.

    What begins with a capital there is another text: a headline, a signature.
    """
    if second.line != first.line + 1:
        return False
    return second.block == first.block or second.text[:1].islower()


def _joined(first: Word, second: Word) -> str | None:
    """Return the two halves as one word; None when the first is no half.

    A hyphen that belongs to the word stays: before a capital or a digit, and between syllables,
    as Vietnamese was written until the 1970s.
    """
    found = _FIRST.match(first.text)
    if not found or not second.text[0].isalnum():
        return None
    stem, letters = found["stem"], _FIRST_LETTERS.search(second.text)
    before = _LAST_LETTERS.search(stem)
    if not before or not letters or letters[0][0].isupper() or stem.isupper():
        return f"{stem}-{second.text}"
    vietnamese = is_marked_syllable(before[0]) and is_marked_syllable(letters[0])
    return f"{stem}-{second.text}" if vietnamese else stem + second.text
