"""Fragments of print that is read already: a letter beside its own word, the marks above a line.

Tesseract sometimes reads the first letter of a word twice, or the marks above capitals as a line of
their own. Both lie in the place of a word that holds them.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import median

from ingest.images.cells import Cell
from ingest.ocr.insert_lines import word_box
from library.catalogue.text.words import Word
from library.vietnamese.letters import fold

Words = tuple[Word, ...]

_MAX_LETTERS, _MIN_COVERED_RATIO = 2, 0.7
"""Letters of a part of a word that was read twice, and the share of its width under others."""

_MAX_HEIGHT_RATIO, _MAX_CONFIDENCE, _MAX_GAP_RATIO = 0.35, 0.6, 0.5
"""Height of marks relative to the usual word, their confidence, and their distance from the letters
below them."""

_NO_CONFIDENCE, _MAX_UNSURE_LETTERS = 0.05, 3
"""Confidence of signs that stand for no letters, and their letters: printed figures, names and the
codes of documents have had it too."""

_VOWEL = re.compile("[aeiouy]", re.IGNORECASE)

_DASHES = "-–—.…"
_SIGNS = "“”\"'‘’.,;:!?()[]-–…/"


def drop_fragments(words: Words) -> Words:
    """Return the words of a page without parts of others that were read twice."""
    if not words:
        return words
    height = median(word.height for word in words)
    low = [word for word in words if _is_low(word, height)]
    marks = {id(word) for word in low if _stands_on_letters(word, words, height)}
    lines = (tuple(line) for _, line in groupby(words, key=lambda word: word.line))
    return tuple(
        word
        for line in lines
        for word in _whole_words(line)
        if id(word) not in marks and not _is_no_letter(word)
    )


def _whole_words(line: Words) -> Iterator[Word]:
    for place, word in enumerate(line):
        neighbours = (*line[max(0, place - 1) : place], *line[place + 1 : place + 2])
        if not _is_part(word, neighbours):
            yield word


def _is_part(word: Word, neighbours: Sequence[Word]) -> bool:
    """Return True for one or two letters at the end of a neighbour in whose place they lie."""
    text = word.text.strip(_SIGNS).lower()
    if not text.isalpha() or len(text) > _MAX_LETTERS:
        return False
    texts = (other.text.strip(_SIGNS).lower() for other in neighbours)
    is_end = any(
        len(other) > len(text) and (other.startswith(text) or other.endswith(text))
        for other in texts
    )
    return is_end and _covered_width(word, neighbours) > _MIN_COVERED_RATIO * word.width


def _covered_width(word: Word, neighbours: Sequence[Word]) -> int:
    box, width = word_box(word), 0
    for other in map(word_box, neighbours):
        if box.overlaps(other):
            width += min(box.right, other.right) - max(box.left, other.left)
    return width


def _is_low(word: Word, height: float) -> bool:
    is_flat = word.height < _MAX_HEIGHT_RATIO * height and word.confidence < _MAX_CONFIDENCE
    return is_flat and word.text not in _DASHES and not word.text.isdecimal()


def _stands_on_letters(mark: Word, words: Words, height: float) -> bool:
    """Return True if a word of another line lies right under some marks."""
    below = Cell(mark.left, mark.top, mark.width, round(mark.height + _MAX_GAP_RATIO * height))
    return any(
        word.line != mark.line
        and word.height > 2 * mark.height
        and word.top + word.height / 2 > mark.top + mark.height
        and below.overlaps(word_box(word))
        for word in words
    )


def _is_no_letter(word: Word) -> bool:
    """Return True for signs read without any confidence: no figure, syllable, name or code."""
    text = word.text.strip(_SIGNS)
    if word.confidence >= _NO_CONFIDENCE or text.isdecimal():
        return False
    if text.isalpha() and len(text) > 1:
        return not _VOWEL.search(fold(text))
    is_short = sum(map(str.isalnum, text)) <= _MAX_UNSURE_LETTERS
    return is_short and not (len(text) > 1 and text.isalnum())
