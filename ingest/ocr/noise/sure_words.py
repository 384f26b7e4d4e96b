"""Pages of lines told from pictures and maps, and the words that are surely written on the latter.

Tesseract reads letters in hatching, contour lines and foliage. What is written on a map stands in
names of two words, in figures of its frame, or in lines that are sure as a whole.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from statistics import median

from library.catalogue.text.quality import mean_confidence
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

_SURE_LINE_CONFIDENCE, _MIN_WORDS_OF_TEXT_LINE = 0.85, 3
_MIN_TEXT_LINES, _MIN_TEXT_SHARE, _MIN_SHARE_OF_FEW_LINES = 6, 0.6, 0.8
"""Sure lines and their share of the letters on a page of lines; the share if there are fewer lines.

Of 47 pages of text (scans of decrees, print, typescript; December 2026) all but three lists have 12
lines and 0.69; of 14 maps and paintings none has more than 4 lines, maps of the terrain 0.51."""

_MIN_EVEN_SHARE = 0.92
"""Share of words from half to twice the usual height: coloured pages of text have 0.94 to 1, maps
in three sizes 0.79 to 0.91 (December 2026)."""

_POINT = re.compile(r"^[e®©•*°](?=[A-ZÀ-ỸĐ][^\W\d_])")
"""The point of a place on a map, read as the first letter of its name."""

_FIGURE = re.compile(r"\d{2,}|\d{1,3}°\d{2}['’′]?|\d:\d[\d.]+|[A-Z]?\d{2,}(-\d{1,4})*")
_VOWEL = re.compile(r"[aeiouy]")


def is_page_of_lines(words: Words, *, is_plain_print: Callable[[], bool]) -> bool:
    """Return True if most letters of a page are in sure lines.

    Few or short lines may also be captions: they need a page of print with nothing else on it.
    """
    lines = [tuple(line) for _, line in groupby(words, key=lambda word: word.line)]
    sure = [line for line in lines if (mean_confidence(line) or 0.0) >= _SURE_LINE_CONFIDENCE]
    long = [line for line in sure if len(line) >= _MIN_WORDS_OF_TEXT_LINE]
    share, share_of_long = (
        sum(map(_letters, some)) / max(1, _letters(words)) for some in (sure, long)
    )
    if len(long) >= _MIN_TEXT_LINES and share_of_long >= _MIN_TEXT_SHARE:
        return True
    return share >= _MIN_SHARE_OF_FEW_LINES and is_plain_print()


def are_uneven(words: Words) -> bool:
    """Return True if words differ in height as letters read in hatching and contour lines do."""
    height = median(word.height for word in words) if words else 0
    even = sum(height / 2 <= word.height <= 2 * height for word in words)
    return even < _MIN_EVEN_SHARE * len(words)


def sure_words(words: Words) -> Words:
    """Return the sure words of a picture or map; () if there are too few among the others."""
    sure = tuple(_chosen_words(tuple(map(_without_point, words))))
    share = _letters(sure) / max(1, _letters(words))
    return sure if share >= _MIN_SHARE else ()


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
    first, second = sorted((word, other), key=lambda neighbour: neighbour.left)
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
