"""Quality of a reading, as a prediction of its error: sure words, no lost tone, no line unread.

A lost tone is still a syllable, so that confidence and syllables alone miss a page with every tenth
letter wrong. Measured on 40 pages from clean to unreadable (docs/performance.md).
"""

from itertools import groupby
from statistics import median

from ingest.images.photographs import cover, find_photographs
from ingest.images.picture import Picture
from ingest.images.unread_ink import find_unread_ink
from ingest.ocr.insert_lines import word_box, words_box
from ingest.ocr.lost_marks import find_pairs
from library.catalogue.text.languages import VIETNAMESE
from library.catalogue.text.quality import quality
from library.catalogue.text.words import Word

Words = tuple[Word, ...]

_USUAL_DOUBTED_SHARE, _DOUBT_WEIGHT = 0.25, 0.3
"""Share of doubted pairs on clean pages, names and rare words included, and the weight of more."""

_USUAL_UNREAD_SHARE = 0.25
"""Share of unread lines on pages with seals, signatures and drawings."""

_MIN_LINE_RATIO = 3
"""Least width of an unread line, in its heights."""

_LINE_HEIGHT_INCHES = 0.14
"""Height of a line on a page without words."""

_MIN_LINES = 4
"""Fewer unread lines on a page without words are no writing."""


def count_unread_lines(picture: Picture, words: Words, dpi: int) -> int:
    """Return the number of lines of writing in a prepared picture where nothing was read."""
    lines = [words_box(line) for _, line in groupby(words, key=lambda word: word.line)]
    height = median(box.height for box in lines) if lines else _LINE_HEIGHT_INCHES * dpi
    page = cover(picture, find_photographs(picture))
    unread = find_unread_ink(page, tuple(map(word_box, words)), height)
    return sum(box.width > _MIN_LINE_RATIO * box.height for box in unread.lines)


def reading_quality(words: Words, languages: tuple[str, ...], unread_lines: int) -> float | None:
    """Return the quality of a page, from 0 to 1; None if there is nothing to read."""
    if not words:
        return 0.0 if unread_lines >= _MIN_LINES else None
    sureness = quality(words, languages)
    if sureness is None or VIETNAMESE not in languages:
        return sureness
    doubt = max(0.0, find_pairs(words).doubted_share - _USUAL_DOUBTED_SHARE)
    lines = len({word.line for word in words})
    unread = max(0.0, unread_lines / (unread_lines + lines) - _USUAL_UNREAD_SHARE)
    return round(sureness * (1 - _DOUBT_WEIGHT * doubt) * (1 - unread), 3)
