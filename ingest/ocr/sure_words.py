"""Words of pictures and maps: only those that are surely written there.

Tesseract reads letters in hatching, contour lines and foliage. What is written on a map stands in
names of two words, in figures of its frame, or in lines that are sure as a whole.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from library.catalogue.text.words import Word
from library.vietnamese.letters import fold
from library.vietnamese.syllables import is_syllable

Words = tuple[Word, ...]

_SURE, _SURE_ALONE = 0.8, 0.9
"""Least confidence of a word beside another sure one, and of one that stands alone."""

_MIN_LETTERS, _MIN_LETTERS_ALONE, _MIN_FOREIGN_LETTERS = 2, 4, 5
_MIN_CONFIDENCE_IN_SURE_LINE = 0.3
_MIN_WORDS_OF_SURE_LINE, _SURE_LINE_SHARE = 2, 0.6
"""Words and share of letters that make all of a line sure."""

_MAX_GAP = 2.0
"""Greatest distance of neighbours, in heights of a word."""

_MIN_SHARE = 0.1
"""Least share of sure letters: maps of the demo have 0.27 to 0.40, its captioned paintings 0.9,
generated pictures without writing none (November 2026)."""

_POINT = re.compile(r"^[e®©•*°](?=[A-ZÀ-ỸĐ][^\W\d_])")
"""The point of a place on a map, read as the first letter of its name."""

_FIGURE = re.compile(r"\d{2,}|\d{1,3}°\d{2}['’′]?|\d:\d[\d.]+|[A-Z]?\d{2,}(-\d{1,4})*")
_VOWEL = re.compile(r"[aeiouy]")


def sure_words(words: Words) -> Words:
    """Return the sure words of a picture or map; () if there are too few among the others."""
    chosen = tuple(_chosen_words(tuple(map(_without_point, words))))
    share = _letters(chosen) / max(1, _letters(words))
    return chosen if share >= _MIN_SHARE else ()


def _chosen_words(words: Words) -> Iterator[Word]:
    for _, group in groupby(words, key=lambda word: word.line):
        line = tuple(group)
        sure = [word for word in line if _is_sure(word)]
        if _is_sure_line(line, sure):
            yield from (
                word
                for word in line
                if word in sure or word.confidence >= _MIN_CONFIDENCE_IN_SURE_LINE
            )
        else:
            yield from (word for word in sure if _stands_alone(word) or _has_company(word, sure))


def _without_point(word: Word) -> Word:
    return word._replace(text=_POINT.sub("", word.text))


def _is_sure(word: Word) -> bool:
    """Return True if a word was read with confidence and is a possible word or a figure."""
    core = _core(word)
    if word.confidence < _SURE or len(core) < _MIN_LETTERS:
        return False
    if not core.isalpha():
        return bool(_FIGURE.fullmatch(core))
    is_foreign_word = len(core) >= _MIN_FOREIGN_LETTERS and bool(_VOWEL.search(fold(core)))
    return _is_regular(core) and (is_syllable(core) or is_foreign_word)


def _is_regular(core: str) -> bool:
    """Return True if capitals stand only at the beginning, or everywhere."""
    return core.isupper() or core[1:].islower()


def _stands_alone(word: Word) -> bool:
    return word.confidence >= _SURE_ALONE and len(_core(word)) >= _MIN_LETTERS_ALONE


def _has_company(word: Word, line: Sequence[Word]) -> bool:
    return any(other is not word and _gap(word, other) <= _MAX_GAP * word.height for other in line)


def _gap(word: Word, other: Word) -> int:
    """Return the distance between two words of a line in pixels."""
    first, second = sorted((word, other), key=attrgetter("left"))
    return second.left - first.left - first.width


def _is_sure_line(line: Sequence[Word], sure: Sequence[Word]) -> bool:
    together = sum(_has_company(word, sure) for word in sure)
    return together >= _MIN_WORDS_OF_SURE_LINE and _letters(sure) >= _SURE_LINE_SHARE * _letters(
        line
    )


def _core(word: Word) -> str:
    """Return a word without the marks around it."""
    return word.text.strip("\"'“”‘’.,;:!?()[]…-–")


def _letters(words: Sequence[Word]) -> int:
    return sum(len(word.text) for word in words)
