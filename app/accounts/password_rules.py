"""Rules for new passwords: length, variety, and the words that are guessed first."""

import re
from collections.abc import Collection, Iterable
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


def check(password: str, names: Iterable[str], *, min_length: int) -> None:
    """Raise WeakPasswordError, EasyPasswordError or CommonPasswordError for a poor password.

    `names` are those that others try for this account: its own and the library's.
    """
    if len(password) < min_length:
        raise WeakPasswordError(min_length)
    if len(set(password)) < _MIN_DISTINCT_LETTERS:
        raise EasyPasswordError
    if _is_made_of(password, _common_words()):
        raise CommonPasswordError
    if _is_made_of(password, (*_common_words(), *_words_of(names))):
        raise EasyPasswordError


def _is_made_of(password: str, words: Collection[str]) -> bool:
    """Return True when only digits and signs surround some words, or there are no letters."""
    folded_password = fold(password)
    without_ends = _NOT_LETTERS_AT_ENDS.sub("", folded_password)
    spellings = (folded_password, without_ends.translate(_LOOKALIKES))
    return any(_can_be_split(_NOT_A_LETTER.sub("", text), words) for text in spellings)


def _can_be_split(letters: str, words: Collection[str]) -> bool:
    """Return True when a text is empty or can be split into words."""
    reachable = [True, *(False for _ in letters)]
    for end in range(1, len(letters) + 1):
        reachable[end] = any(
            reachable[end - len(word)] and letters.endswith(word, 0, end)
            for word in words
            if len(word) <= end
        )
    return reachable[-1]


def _words_of(names: Iterable[str]) -> set[str]:
    """Return the words of names of two letters and more, folded."""
    folded_names = (fold(name) for name in names)
    return {word for name in folded_names for word in _NOT_A_LETTER.split(name) if len(word) > 1}


@cache
def _common_words() -> tuple[str, ...]:
    lines = _COMMON.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))
