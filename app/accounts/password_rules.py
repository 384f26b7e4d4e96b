"""Rules for new passwords: length, variety, and the words that are guessed first."""

import re
from functools import cache
from pathlib import Path

from library.errors import WeakPasswordError
from library.staff.problems import CommonPasswordError, EasyPasswordError
from library.vietnamese.letters import fold

STAFF_MIN_LENGTH, READER_MIN_LENGTH = 12, 10
_MIN_DISTINCT_LETTERS = 5
_COMMON = Path(__file__).parent / "data" / "common-passwords.txt"
_NOT_A_LETTER = re.compile(r"[\W\d_]+")
_NOT_LETTERS_AT_ENDS = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_LOOKALIKES = str.maketrans("0134578@$!", "oieastbasi")
"""Digits and signs that people write for letters: p@ssw0rd."""


def check(password: str, name: str, *, min_length: int) -> None:
    """Raise WeakPasswordError, EasyPasswordError or CommonPasswordError for a poor password."""
    if len(password) < min_length:
        raise WeakPasswordError(min_length)
    if len(set(password)) < _MIN_DISTINCT_LETTERS or (name and fold(password) == fold(name)):
        raise EasyPasswordError
    if _is_common(password):
        raise CommonPasswordError


def _is_common(password: str) -> bool:
    """Return True when only digits and signs surround common words, or there are no letters."""
    folded = fold(password)
    without_ends = _NOT_LETTERS_AT_ENDS.sub("", folded)
    spellings = (folded, without_ends.translate(_LOOKALIKES))
    return any(_is_made_of_common_words(_NOT_A_LETTER.sub("", text)) for text in spellings)


def _is_made_of_common_words(letters: str) -> bool:
    """Return True when a text is empty or can be split into common words."""
    reachable = [True, *(False for _ in letters)]
    for end in range(1, len(letters) + 1):
        reachable[end] = any(
            reachable[end - len(word)] and letters.endswith(word, 0, end)
            for word in _common_words()
            if len(word) <= end
        )
    return reachable[-1]


@cache
def _common_words() -> tuple[str, ...]:
    lines = _COMMON.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))
