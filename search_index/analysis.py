"""Text analysis for Vietnamese, Hán-Nôm and document numbers.

Every text is analysed in two layers: as it is spelt (`exact`) and without diacritics (`folded`).
Single syllables match; pairs of neighbouring syllables rank, since most Vietnamese words have two
syllables and a folded syllable alone is ambiguous. A Hán character counts as a syllable, so a pair
of them is a bigram. A value that is written in many ways (a date, a document number) is also
indexed in one normalised form.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import chain, pairwise
from typing import Generic, NamedTuple, TypeVar
from zlib import crc32

from library.vietnamese.letters import compose, fold, spell_one_way
from search_index.dates_and_numbers import dates_and_codes_in, plain_number

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
_SENTENCE_END = re.compile(r"([^\W_]{2,})[.!?…]+[\"'”’)\]»]*\s+")
_OPENING_MARKS = "\"'“‘([«-–—•+* "
_MAX_OPENING_MARKS = 5
_VOWEL = re.compile(r"\d|[aeiouy]", re.IGNORECASE)
_MAX_WORD_LETTERS = 60
"""Number of letters of a word that are indexed; OCR reads ruling lines as longer words."""

_MAX_TITLE_WORDS = 40
_MAX_CACHED_STRINGS = 100_000
_TONES = ("\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_VOWEL_SHAPES = ("u\u031bo\u031b", "u\u031b", "o\u031b", "\u0302", "\u0306")
"""Vowel diacritics other than the tone; ươ first, since ư and ơ are parts of it."""

_MARKS = [letter for letter in map(chr, range(0x21, 0x7F)) if letter not in "=_"]
_VIETNAMESE_MARK_COUNT = 2 * (len(_TONES) + 1) * (len(_VOWEL_SHAPES) + 1)

_Read = TypeVar("_Read")


class Token(NamedTuple):
    """Syllable of a text in both layers, with its start and end offsets.

    `mark` is one character that encodes all marks of the syllable; empty when it has none.
    """

    exact: str
    folded: str
    mark: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AnalysedText:
    """Terms of a text for every layer of the index."""

    exact: tuple[str, ...]
    marked: frozenset[str]
    """Distinct words with marks; words without marks are found through `folded`."""
    folded: tuple[str, ...]
    pairs: tuple[str, ...]
    dates_and_codes: tuple[str, ...]


def analyse(text: str) -> AnalysedText:
    """Analyse a text for the index."""
    clean = normalise(text)
    parts = [layers for layers in map(layers_of_text, sentences(clean)) if layers]
    if not parts:
        return AnalysedText((), frozenset(), (), (), ())
    exact, folded_words, marks = zip(*chain.from_iterable(parts), strict=True)
    pairs = tuple(
        [
            f"{first}_{second}={mark}{next_mark}"
            for part in parts
            for (_, first, mark), (_, second, next_mark) in pairwise(part)
        ]
    )
    marked_words = frozenset([first for first, mark in zip(exact, marks, strict=True) if mark])
    return AnalysedText(exact, marked_words, folded_words, pairs, dates_and_codes_in(clean))


def sentences(text: str) -> list[str]:
    """Return the sentences of a text from `normalise`; no pair reaches across their ends."""
    return [text[start:end] for start, end in pairwise((0, *sentence_ends(text), len(text)))]


def sentence_ends(text: str) -> list[int]:
    """Return the positions after the sentences of a text from `normalise`, but the last.

    A full stop ends one before a capital, unless it stands after an abbreviation: TP. Lạng Sơn.
    """
    return [
        match.end()
        for match in _SENTENCE_END.finditer(text)
        if _VOWEL.search(fold(match[1])) and _begins_with_capital(text, match.end())
    ]


def _begins_with_capital(text: str, start: int) -> bool:
    return text[start : start + _MAX_OPENING_MARKS].lstrip(_OPENING_MARKS)[:1].isupper()


def find_words(text: str) -> list[re.Match[str]]:
    """Return the matches of the syllables in a text from `normalise`."""
    return list((_WORD_OR_HAN if _HAN_LETTER.search(text) else _WORD).finditer(text))


def layers_of_text(text: str) -> list[tuple[str, str, str]]:
    """Return the layers of each syllable of a text from `normalise`; much faster than `tokens`."""
    return list(chain.from_iterable(map(_chunk_layers, text.split())))


def tokens(text: str) -> tuple[Token, ...]:
    """Return the syllables of a text from `normalise` as tokens."""
    return tuple([_token(layers(word[0]) + word.span()) for word in find_words(text)])


def normalise(text: str) -> str:
    """Return text in NFC with look-alike letters unified and invisible letters removed."""
    letters = compose(text)
    return letters.translate(_LOOK_ALIKE) if _ANY_LOOK_ALIKE.search(letters) else letters


def folded_pair(first: Token, second: Token) -> str:
    """Return the prefix of all pair terms of two folded neighbours, whatever their marks."""
    return f"{first.folded}_{second.folded}="


def exact_pair(first: Token, second: Token) -> str:
    """Return the pair term of two neighbours with exactly these marks."""
    return f"{first.folded}_{second.folded}={first.mark}{second.mark}"


def whole_title(folded_words: tuple[str, ...]) -> str:
    """Return the term of a title made of exactly these folded words."""
    return f"={'_'.join(folded_words[:_MAX_TITLE_WORDS])}"


def has_marks(text: str) -> bool:
    """Return True if a text has any mark that folding would remove."""
    return compose(text).lower() != fold(text)


def _layers_of(word: str) -> tuple[str, str, str]:
    exact = spell_one_way(word[:_MAX_WORD_LETTERS])
    bare = fold(exact)
    folded_word = _LETTER_AMONG_DIGITS.sub(lambda match: _MISREAD[match[0]], bare)
    folded_word = _DIGIT_AMONG_LETTERS.sub(lambda match: _MISREAD[match[0]], folded_word)
    mark = "" if bare == exact else _mark_sign(exact)
    return exact, plain_number(folded_word) if folded_word[:1] == "0" else folded_word, mark


def _mark_sign(exact: str) -> str:
    """Return one character that encodes the đ, the vowel shape and the tone of a syllable."""
    letters = unicodedata.normalize("NFD", exact)
    tone, shape = (_mark_number(letters, marks) for marks in (_TONES, _VOWEL_SHAPES))
    code = (tone * (len(_VOWEL_SHAPES) + 1) + shape) * 2 + ("đ" in letters)
    foreign = _VIETNAMESE_MARK_COUNT + crc32(exact.encode()) % (
        len(_MARKS) - _VIETNAMESE_MARK_COUNT
    )
    return _MARKS[code or foreign]


def _mark_number(letters: str, marks: tuple[str, ...]) -> int:
    return next((position for position, mark in enumerate(marks, 1) if mark in letters), 0)


class _Cache(dict[str, _Read], Generic[_Read]):
    """Cache that analyses each string once and clears itself when it is full.

    Faster than an LRU cache, which records the order of use of every word of the library.
    """

    def __init__(self, read_first: Callable[[str], _Read]) -> None:
        super().__init__()
        self._read_first = read_first

    def __missing__(self, text: str) -> _Read:
        if len(self) >= _MAX_CACHED_STRINGS:
            self.clear()
        read_now = self[text] = self._read_first(text)
        return read_now


_token = partial(tuple.__new__, Token)
"""Create a token from five values; faster than the constructor."""

layers = _Cache(_layers_of).__getitem__
"""Return a word as it is spelt, its folded form and the sign of its marks."""

_chunk_layers = _Cache(
    lambda text: tuple([layers(word[0]) for word in find_words(text)])
).__getitem__
"""Return the layers of all words between two spaces: mostly one word with punctuation."""
