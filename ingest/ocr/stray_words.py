"""Words read where nothing is written: in photographs, and in the mirrored print of the back.

Tesseract finds letters in foliage and faces. Print that shines through is paler than the page's
own, and mirrored, so that it is read without confidence.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import median

from ingest.images.cells import Cell
from ingest.images.picture import Picture, percentiles
from ingest.ocr.reattach_lines import words_box
from library.catalogue.text.quality import mean_confidence
from library.catalogue.text.words import Word

Words = tuple[Word, ...]

_MIN_CONFIDENCE_IN_PHOTOGRAPH, _MIN_LETTERS = 0.88, 3
_MIN_CONFIDENCE = 0.65
"""Lines of lower confidence are dropped if they are pale."""

_MIN_CONTRAST_RATIO = 0.55
"""Contrast of a line relative to the usual one; print of the back reaches 0.4."""


def drop_stray_words(words: Words, picture: Picture, photographs: Sequence[Cell]) -> Words:
    """Return the words of a page without those of its photographs and of its back."""
    outside = tuple(word for word in words if not _is_in_photograph(word, photographs))
    lines = [tuple(line) for _, line in groupby(outside, key=lambda word: word.line)]
    doubted = [line for line in lines if (mean_confidence(line) or 0.0) < _MIN_CONFIDENCE]
    if not doubted or len(doubted) == len(lines):
        return outside
    sure = [line for line in lines if line not in doubted]
    usual = median(_contrast(picture, words_box(line)) for line in sure)
    return tuple(_strong_words(lines, doubted, picture, _MIN_CONTRAST_RATIO * usual))


def _strong_words(
    lines: Sequence[Words], doubted: Sequence[Words], picture: Picture, least: float
) -> Iterator[Word]:
    for line in lines:
        if line not in doubted or _contrast(picture, words_box(line)) >= least:
            yield from line


def _is_in_photograph(word: Word, photographs: Sequence[Cell]) -> bool:
    across, down = word.left + word.width / 2, word.top + word.height / 2
    is_print = (
        word.confidence >= _MIN_CONFIDENCE_IN_PHOTOGRAPH
        and sum(map(str.isalnum, word.text)) >= _MIN_LETTERS
    )
    return not is_print and any(
        box.left <= across <= box.right and box.top <= down <= box.bottom for box in photographs
    )


def _contrast(picture: Picture, box: Cell) -> float:
    """Return the difference of paper and ink in a box, in grey levels."""
    inside = picture[max(0, box.top) : box.bottom, max(0, box.left) : box.right]
    if not inside.size:
        return 0.0
    ink, paper = percentiles(inside, 5, 90)
    return paper - ink
