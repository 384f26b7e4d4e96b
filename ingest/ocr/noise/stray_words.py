"""Words read where nothing is written: in photographs, on the back, at edges, twice in one place.

Tesseract finds letters in foliage and faces, in dark edges, seals and strokes of a pen. Print that
shines through is paler than the page's own, and mirrored, so that it is read without confidence.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from statistics import median

from ingest.images.cells import Cell
from ingest.images.picture import Picture, percentiles
from ingest.ocr.insert_lines import words_box
from library.catalogue.text.quality import mean_confidence
from library.catalogue.text.words import Word

Words = tuple[Word, ...]

_MIN_CONFIDENCE_IN_PHOTOGRAPH, _MIN_LETTERS = 0.88, 3
_MIN_CONFIDENCE = 0.65
"""Lines of lower confidence are dropped if they are pale."""

_MIN_CONTRAST_RATIO = 0.55
"""Contrast of a line relative to the usual one; print of the back reaches 0.4."""

_MIN_COVERED_RATIO = 0.6
"""Share of a line that other lines cover if both read the same print."""

_MIN_GHOST_RATIO, _MAX_GHOST_CONFIDENCE, _MIN_LEAD = 0.35, 0.75, 0.15
"""A line that is covered less is a ghost too if it is unsure and the other is so much surer: print
is never over print."""

_MIN_LEVEL_RATIO = 0.2
"""Overlap of lines that are compared, relative to the height of the covered one."""


def drop_stray_words(words: Words, picture: Picture, photographs: Sequence[Cell]) -> Words:
    """Return the words of a page without those of its photographs and of its back."""
    outside = tuple(word for word in words if not _is_in_photograph(word, photographs))
    lines = [tuple(line) for _, line in groupby(outside, key=lambda word: word.line)]
    doubted_lines = [line for line in lines if (mean_confidence(line) or 0.0) < _MIN_CONFIDENCE]
    if not doubted_lines or len(doubted_lines) == len(lines):
        return outside
    sure = [line for line in lines if line not in doubted_lines]
    usual = median(_contrast(picture, line) for line in sure)
    return tuple(_strong_words(lines, doubted_lines, picture, _MIN_CONTRAST_RATIO * usual))


def _strong_words(
    lines: Sequence[Words], doubted_lines: Sequence[Words], picture: Picture, least: float
) -> Iterator[Word]:
    for line in lines:
        if line not in doubted_lines or _contrast(picture, line) >= least:
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


def _contrast(picture: Picture, line: Words) -> float:
    """Return the difference of paper and ink of the strongest word of a line, in grey levels."""
    return max(_word_contrast(picture, word) for word in line)


def _word_contrast(picture: Picture, word: Word) -> float:
    x0, y0 = max(0, word.left), max(0, word.top)
    inside = picture[y0 : word.top + word.height, x0 : word.left + word.width]
    if not inside.size:
        return 0.0
    ink, paper = percentiles(inside, 5, 90)
    return paper - ink


def drop_duplicate_lines(blocks: Sequence[Words]) -> list[Words]:
    """Return the blocks without the less sure reading of print that two lines have read."""
    lines = [
        tuple(line)
        for block in blocks
        for _, line in groupby(block, key=lambda word: (word.block, word.line))
    ]
    ghosts: set[int] = set()
    for place, neighbours in _overlapping(lines):
        shares = {
            other: _covered_ratio(lines[place], lines[other])
            for other in neighbours
            if other not in ghosts
        }
        if sum(shares.values()) <= _MIN_GHOST_RATIO:
            continue
        above = lines[max(shares, key=shares.__getitem__)]
        if sum(shares.values()) > _MIN_COVERED_RATIO:
            is_ghost = _sureness(lines[place]) <= _sureness(above)
        else:
            is_ghost = _is_ghost(lines[place], above)
        if is_ghost:
            ghosts.add(place)
    if not ghosts:
        return list(blocks)
    stray = {id(word) for place in ghosts for word in lines[place]}
    remaining = (tuple(word for word in block if id(word) not in stray) for block in blocks)
    return [block for block in remaining if block]


def _overlapping(lines: Sequence[Words]) -> Iterator[tuple[int, list[int]]]:
    """Yield the places of lines whose boxes overlap others, with the places of these."""
    boxes = [words_box(line) for line in lines]
    downwards = sorted(range(len(boxes)), key=lambda place: boxes[place].top)
    neighbours: dict[int, list[int]] = defaultdict(list)
    for start, place in enumerate(downwards, 1):
        box = boxes[place]
        for other in islice(downwards, start, None):
            if boxes[other].top >= box.bottom:
                break
            if min(box.right, boxes[other].right) > max(box.left, boxes[other].left):
                neighbours[place].append(other)
                neighbours[other].append(place)
    for place in sorted(neighbours):
        level = [other for other in sorted(neighbours[place]) if _is_level(boxes, place, other)]
        if level:
            yield place, level


def _is_level(boxes: Sequence[Cell], place: int, other: int) -> bool:
    box, covering = boxes[place], boxes[other]
    overlap = min(box.bottom, covering.bottom) - max(box.top, covering.top)
    return overlap > _MIN_LEVEL_RATIO * box.height


def _covered_ratio(line: Words, covering: Words) -> float:
    """Return the share of the words of a line that lies under the words of another."""
    areas = overlap = 0
    boxes = [
        (other.left, other.top, other.left + other.width, other.top + other.height)
        for other in covering
    ]
    for word in line:
        areas += word.width * word.height
        right, bottom = word.left + word.width, word.top + word.height
        for other_left, other_top, other_right, other_bottom in boxes:
            across = min(right, other_right) - max(word.left, other_left)
            if across > 0:
                overlap += across * max(0, min(bottom, other_bottom) - max(word.top, other_top))
    return overlap / max(areas, 1)


def _is_ghost(line: Words, covering: Words) -> bool:
    confidence = mean_confidence(line) or 0.0
    lead = (mean_confidence(covering) or 0.0) - confidence
    return confidence < _MAX_GHOST_CONFIDENCE and lead > _MIN_LEAD


def _sureness(line: Words) -> tuple[float, int]:
    """Return the mean confidence of a line to one place, and its letters to compare equal ones."""
    return round(mean_confidence(line) or 0.0, 1), sum(len(word.text) for word in line)
