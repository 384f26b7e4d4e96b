"""Says what a word is, in Vietnamese, in Hán-Nôm and in document numbers.

Every text is read in two layers: as it is spelt (`exact`) and without marks (`folded`). Single
syllables find; pairs of neighbours rank, since most Vietnamese words are two syllables and a
folded syllable alone means almost nothing. A Hán character is a syllable, so a pair of them is a
bigram. What is written in many ways and meant as one thing (a date, a document number) is also
read as one sign.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple
from zlib import crc32

from library.vietnamese import compose, fold, spell_one_way
from search_index.signs import plain_number, signs_in

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

_REMEMBERED = 200_000
_FIRST_MARK, _MARKS = 0x100, 0x500


class Token(NamedTuple):
    """One syllable of a text in both layers, with its place among the letters.

    `mark` is one letter that stands for all marks of the syllable; empty when it has none.
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
    folded: tuple[str, ...]
    pairs: tuple[str, ...]
    signs: tuple[str, ...]


def read(text: str) -> Reading:
    """Return what a text says, for the index."""
    clean = tidy(text)
    words = _WORD_OR_HAN.findall(clean) if _HAN_LETTER.search(clean) else _WORD.findall(clean)
    if not words:
        return Reading((), (), (), ())
    exact, folded, marks = zip(*map(_layers, words), strict=True)
    neighbours = zip(folded, folded[1:], marks, marks[1:])  # noqa: B905  (the last has none)
    pairs = tuple([f"{one}_{two}={mark}{other}" for one, two, mark, other in neighbours])
    return Reading(exact, folded, pairs, signs_in(clean))


def tokens(text: str) -> tuple[Token, ...]:
    """Return the syllables of a tidied text with their places (see `tidy`)."""
    pattern = _WORD_OR_HAN if _HAN_LETTER.search(text) else _WORD
    return tuple(
        Token(*_layers(found[0]), found.start(), found.end()) for found in pattern.finditer(text)
    )


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
    mark = "" if bare == exact else chr(_FIRST_MARK + crc32(exact.encode()) % _MARKS)
    return exact, plain_number(folded) if folded[:1] == "0" else folded, mark


class _Remembering(dict[str, tuple[str, str, str]]):
    """Reads each word once; asked once for every syllable of the library, so quicker than a cache
    that notes what was asked last. When there are too many it forgets them all.
    """

    def __missing__(self, word: str) -> tuple[str, str, str]:
        if len(self) >= _REMEMBERED:
            self.clear()
        layers = self[word] = _layers_of(word)
        return layers


_layers = _Remembering().__getitem__
