"""Passages of about 150 words into which a page is divided."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_WORDS = 150
"""Length at which a passage names its subject and still speaks of one thing (measured)."""

_MIN_WORDS = 5
"""Shorter pages are headings or page numbers, and mean nothing."""

_SEARCH_WORDS = 40
"""Last words of a passage among which the end of a sentence is looked for."""

_WORD = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"[.!?…:;][\"”»)\]]*$")


@dataclass(frozen=True, slots=True)
class Passage:
    """Part of the text of a page, from character `start` to `end`."""

    start: int
    end: int


def passages(text: str) -> Iterator[Passage]:
    """Yield the passages of a page; they end with a sentence where one ends nearby."""
    words = [match.span() for match in _WORD.finditer(text)]
    first = 0
    while len(words) - first >= (_MIN_WORDS if first == 0 else 1):
        last = _last_word(text, words, first)
        yield Passage(words[first][0], words[last][1])
        first = last + 1


def _last_word(text: str, words: list[tuple[int, int]], first: int) -> int:
    remaining = len(words) - first
    if remaining <= MAX_WORDS:
        return len(words) - 1
    # the last two passages of a page share what is left, so that none is a mere tail
    last = first + (MAX_WORDS if remaining >= 2 * MAX_WORDS else (remaining + 1) // 2) - 1
    for at in range(last, last - _SEARCH_WORDS, -1):
        if _SENTENCE_END.search(text[slice(*words[at])]):
            return at
    return last
