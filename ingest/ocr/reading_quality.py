"""Quality of a reading, as a prediction of its error: sure words, lost tones, lines unread or torn.

A lost tone is still a syllable, so that confidence and syllables alone miss a page with every tenth
letter wrong. Chosen on 80 real and 39 generated pages (docs/performance.md).
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from statistics import median

from ingest.images.cells import Cell
from ingest.images.photographs import cover, find_photographs
from ingest.images.picture import Picture
from ingest.images.unread_ink import find_unread_ink
from ingest.ocr.insert_lines import word_box, words_box
from ingest.ocr.lost_marks import find_pairs
from library.catalogue.text.languages import VIETNAMESE
from library.catalogue.text.quality import quality
from library.catalogue.text.words import Word

Words = tuple[Word, ...]

_SURE, _DOUBT_WEIGHT, _USUAL_DOUBT_SHARE = 0.93, 0.6, 0.02
"""Confidence from which on both words of a doubted pair are rather a name, the weight of the share
of the other doubted pairs, and their share on pages without an error."""

_OWN_TEXT = 1.0
"""Confidence of the page's own text and of marks of handwriting, which no machine has read."""

_USUAL_UNREAD_SHARE = 0.25
"""Share of unread lines on pages with seals, signatures and drawings."""

_MIN_LINE_RATIO = 3
"""Least width of an unread line, in its heights."""

_LINE_HEIGHT_INCHES = 0.14
"""Height of a line on a page without words."""

_MIN_LINES = 4
"""Fewer unread lines on a page without words are no writing."""

_MIN_GAP_RATIO, _MAX_SPACE_RATIO = 2, 0.8
"""Gap in a line of running text, and space between words, in heights of the line."""

_MIN_TABLE_SHARE = 0.7
"""Share of lines with a gap from which on a block is a table."""

_MIN_OVERLAP_RATIO = 0.6
"""Vertical overlap of two halves of one line, relative to the lower."""

TORN_SHARE, _TORN_WEIGHT = 0.03, 2
"""Torn share from which on it is a reason to look at a page; letters out of place are wrong twice,
where they stand and where they are missing."""


def count_unread_lines(picture: Picture, words: Words, dpi: int) -> int:
    """Return the number of lines of writing in a prepared picture where nothing was read."""
    lines = [words_box(line) for _, line in groupby(words, key=lambda word: word.line)]
    height = median(box.height for box in lines) if lines else _LINE_HEIGHT_INCHES * dpi
    page = cover(picture, find_photographs(picture))
    unread = find_unread_ink(page, tuple(map(word_box, words)), height)
    return sum(box.width > _MIN_LINE_RATIO * box.height for box in unread.lines)


def torn_share(words: Words) -> float:
    """Return the share of the lines' width that is gaps, or halves cut from their line.

    A gap in running text means that lines were joined across, or that words are missing.
    """
    blocks = [
        [tuple(line) for _, line in groupby(block, key=lambda word: word.line)]
        for _, block in groupby(words, key=lambda word: word.block)
    ]
    lines = [(words_box(line), line) for block in blocks for line in block]
    torn = sum(map(_gaps, blocks)) + _cut_halves([box for box, _ in lines])
    return torn / max(sum(box.width for box, _ in lines), 1)


def reading_quality(
    words: Words, languages: tuple[str, ...], unread_lines: int, torn: float = 0.0
) -> float | None:
    """Return the quality of a page, from 0 to 1; None if there is nothing to read."""
    if not words:
        return 0.0 if unread_lines >= _MIN_LINES else None
    read = tuple(word for word in words if word.confidence < _OWN_TEXT)
    sureness = quality(read or words, languages)
    if sureness is None or VIETNAMESE not in languages:
        return sureness
    doubt = _DOUBT_WEIGHT * max(0.0, _doubted_share(words) - _USUAL_DOUBT_SHARE)
    lines = len({word.line for word in words})
    unread = max(0.0, unread_lines / (unread_lines + lines) - _USUAL_UNREAD_SHARE)
    ordered = max(0.0, 1 - _TORN_WEIGHT * torn)
    return round(sureness * (1 - doubt) * (1 - unread) * ordered, 3)


def _doubted_share(words: Words) -> float:
    pairs = find_pairs(words)
    unsure = tuple(
        place
        for place in pairs.doubted
        if min(word.confidence for word in words[place : place + 2]) < _SURE
    )
    return replace(pairs, doubted=unsure).doubted_share


def _gaps(lines: Sequence[Words]) -> float:
    """Return the width of the gaps in the lines of a block; 0 for a table."""
    widths = [width for line in lines if (width := _gap(line))]
    return sum(widths) if len(widths) < _MIN_TABLE_SHARE * len(lines) else 0


def _gap(line: Words) -> float:
    least = _MIN_GAP_RATIO * median(word.height for word in line)
    gaps = (second.left - first.left - first.width for first, second in pairwise(line))
    return sum(gap for gap in gaps if gap > least)


def _cut_halves(lines: Sequence[Cell]) -> int:
    """Return the widths of the smaller halves of lines with only a space between them."""
    width, lines = 0, sorted(lines, key=lambda line: line.top)
    for place, line in enumerate(lines):
        for other in lines[place + 1 :]:
            if other.top >= line.bottom:
                break
            width += min(line.width, other.width) * _are_halves(line, other)
    return width


def _are_halves(line: Cell, other: Cell) -> bool:
    lower = min(line.height, other.height)
    overlap = min(line.bottom, other.bottom) - max(line.top, other.top)
    gap = max(line.left, other.left) - min(line.right, other.right)
    return overlap > _MIN_OVERLAP_RATIO * lower and 0 <= gap < _MAX_SPACE_RATIO * lower
