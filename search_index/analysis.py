"""Says what a word is, in Vietnamese, in Hán-Nôm and in document numbers.

Every text is read in two layers: as it is spelt (`exact`) and without marks (`folded`). Single
syllables find; pairs of neighbours rank, since most Vietnamese words are two syllables and a
folded syllable alone means almost nothing. A Hán character is a syllable, so a pair of them is a
bigram. What is written in many ways and meant as one thing (a date, a document number) is also
read as one sign.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Generic, NamedTuple, TypeVar
from zlib import crc32

from library.vietnamese.letters import compose, fold, spell_one_way
from search_index.dates_and_numbers import plain_number, signs_in

_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(r"\w[\w\u0300-\u036f]*")
_HAN_LETTER = re.compile(f"[{_HAN}]")
_WORD_OR_HAN = re.compile(rf"[{_HAN}]|(?![{_HAN}])\w(?:(?![{_HAN}])[\w\u0300-\u036f])*")
_LOOK_ALIKE = str.maketrans(
    {"_": " ", "Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ", "\u00ad": None, "\u200b": None}
)
_ANY_LOOK_ALIKE = re.compile("[_ÐðƉɖ\u00ad\u200b]")
_LETTER_AMONG_DIGITS = re.compile(r"(?<=\d)[loi](?=\d)")
_DIGIT_AMONG_LETTERS = re.compile(r"(?<=[^\W\d_])[01](?=[^\W\d_])")
_MISREAD = {"l": "1", "i": "1", "o": "0", "0": "o", "1": "l"}
_LONGEST = 60
"""Letters of a word that are looked at; OCR makes longer ones of ruling lines."""

_REMEMBERED = 100_000
_TONES = ("\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_SHAPES = ("u\u031bo\u031b", "u\u031b", "o\u031b", "\u0302", "\u0306")
"""What a vowel of a syllable can have beside its tone; ươ first, since ư and ơ are in it."""

_MARKS = [letter for letter in map(chr, range(0x21, 0x7F)) if letter not in "=_"]
_OF_VIETNAMESE = 2 * (len(_TONES) + 1) * (len(_SHAPES) + 1)

_Read = TypeVar("_Read")


class Token(NamedTuple):
    """One syllable of a text in both layers, with its place among the letters.

    `mark` is one sign that stands for all marks of the syllable; empty when it has none.
    """

    exact: str
    folded: str
    mark: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole text as the index keeps it."""

    exact: tuple[str, ...]
    marked: frozenset[str]
    """The different words that have marks: the others are found as well without them."""
    folded: tuple[str, ...]
    pairs: tuple[str, ...]
    signs: tuple[str, ...]


def read(text: str) -> Reading:
    """Return what a text says, for the index."""
    clean = tidy(text)
    there = list(chain.from_iterable(map(_of_chunk, clean.split())))
    if not there:
        return Reading((), frozenset(), (), (), ())
    exact, folded, marks = zip(*there, strict=True)
    neighbours = zip(folded, folded[1:], marks, marks[1:])  # noqa: B905  (the last has none)
    pairs = tuple([f"{one}_{two}={mark}{other}" for one, two, mark, other in neighbours])
    marked = frozenset([one for one, mark in zip(exact, marks, strict=True) if mark])
    return Reading(exact, marked, folded, pairs, signs_in(clean))


def words_in(text: str) -> list[re.Match[str]]:
    """Return the syllables of a tidied text as they are found there (see `tidy`)."""
    return list((_WORD_OR_HAN if _HAN_LETTER.search(text) else _WORD).finditer(text))


def tokens(text: str) -> tuple[Token, ...]:
    """Return the syllables of a tidied text with their places (see `tidy`)."""
    return tuple([_token(layers(word[0]) + word.span()) for word in words_in(text)])


def tidy(text: str) -> str:
    """Return text in NFC, look-alike letters made one and invisible ones left out."""
    composed = compose(text)
    return composed.translate(_LOOK_ALIKE) if _ANY_LOOK_ALIKE.search(composed) else composed


def folded_pair(first: Token, second: Token) -> str:
    """Return the beginning of every term for these neighbours, whatever their marks."""
    return f"{first.folded}_{second.folded}="


def exact_pair(first: Token, second: Token) -> str:
    """Return the term for these neighbours with these marks."""
    return f"{first.folded}_{second.folded}={first.mark}{second.mark}"


def has_marks(text: str) -> bool:
    """Say whether a text carries any mark that folding would take away."""
    return compose(text).lower() != fold(text)


def _layers_of(word: str) -> tuple[str, str, str]:
    exact = spell_one_way(word[:_LONGEST])
    bare = fold(exact)
    folded = _LETTER_AMONG_DIGITS.sub(lambda found: _MISREAD[found[0]], bare)
    folded = _DIGIT_AMONG_LETTERS.sub(lambda found: _MISREAD[found[0]], folded)
    mark = "" if bare == exact else _mark_of(exact)
    return exact, plain_number(folded) if folded[:1] == "0" else folded, mark


def _mark_of(exact: str) -> str:
    """Tell the spellings of a syllable apart by one sign: its đ, its shape and its tone."""
    letters = unicodedata.normalize("NFD", exact)
    tone, shape = (_place(letters, marks) for marks in (_TONES, _SHAPES))
    place = (tone * (len(_SHAPES) + 1) + shape) * 2 + ("đ" in letters)
    foreign = _OF_VIETNAMESE + crc32(exact.encode()) % (len(_MARKS) - _OF_VIETNAMESE)
    return _MARKS[place or foreign]


def _place(letters: str, marks: tuple[str, ...]) -> int:
    return next((place for place, mark in enumerate(marks, 1) if mark in letters), 0)


class _Remembering(dict[str, _Read], Generic[_Read]):
    """Reads each string once; asked for every word of the library, so quicker than a cache that
    notes what was asked last. When there are too many it forgets them all.
    """

    def __init__(self, read_first: Callable[[str], _Read]) -> None:
        super().__init__()
        self._read_first = read_first

    def __missing__(self, text: str) -> _Read:
        if len(self) >= _REMEMBERED:
            self.clear()
        read_now = self[text] = self._read_first(text)
        return read_now


_token = partial(tuple.__new__, Token)
"""Makes a token of five values, quicker than its constructor does."""

layers = _Remembering(_layers_of).__getitem__
"""Returns a word as it is spelt, without its marks, and the sign of these."""

_of_chunk = _Remembering(
    lambda text: tuple([layers(word[0]) for word in words_in(text)])
).__getitem__
"""Reads what stands between two spaces, mostly a word and what is printed close to it."""
