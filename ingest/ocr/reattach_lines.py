"""Puts lines, and parts of lines, that were read apart from their column back into it.

Between words that stand far apart Tesseract may see the edge of a column: it reads what is beyond
as a block of its own, after the column it was torn out of. Lines it saw none in are put in here.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from ingest.images.cells import Cell, around
from library.catalogue.text.quality import mean_confidence
from library.catalogue.text.words import Word

Words = tuple[Word, ...]

_COLUMN = 4
"""So many lines has a column at least."""

_SURE = 0.7
"""What was read with more doubt may be a stroke of a pen, or a stamp."""

_LEVEL = 0.6
"""So far beside each other stand the parts of a line."""


def gathered(blocks: Sequence[Words]) -> list[Words]:
    """Return the blocks, those of one line within a column as lines of it or parts of them."""
    lines = [_lines(block) for block in blocks]
    columns = {place: box_of(blocks[place]) for place, of in enumerate(lines) if len(of) >= _COLUMN}
    for place, block in enumerate(blocks):
        if len(lines[place]) == 1 and (mean_confidence(block) or 0.0) >= _SURE:
            home = next((to for to, box in columns.items() if _holds(box, box_of(block))), None)
            if home is not None:
                lines[home], lines[place] = list(_with(lines[home], block)), []
    return [_joined(of) for of in lines if of]


def with_line(blocks: Sequence[Words], line: Words) -> list[Words]:
    """Return the blocks with one more line: in that around it, or by itself in its place."""
    box = box_of(line)
    for place, block in enumerate(blocks):
        lines = _lines(block)
        if len(lines) > 1 and _holds(box_of(block), box):
            return [*blocks[:place], _joined(_with(lines, line)), *blocks[place + 1 :]]
    later = (place for place, block in enumerate(blocks) if _comes_after(box_of(block), box))
    place = next(later, len(blocks))
    return [*blocks[:place], line, *blocks[place:]]


def _comes_after(block: Cell, line: Cell) -> bool:
    return block.left > line.left if _is_level(block, line) else block.top >= line.top


def _joined(lines: Iterable[Words]) -> Words:
    return tuple(word for line in lines for word in line)


def _lines(block: Words) -> list[Words]:
    return [tuple(words) for _, words in groupby(block, key=lambda word: word.line)]


def _with(lines: Sequence[Words], stray: Words) -> Iterator[Words]:
    """Give the lines of a column with one more among them, or one longer."""
    box, waiting = box_of(stray), True
    for line in lines:
        beside = box_of(line)
        if waiting and _is_level(box, beside) and not any(map(box.meets, map(place_of, line))):
            whole = sorted((*line, *stray), key=lambda word: word.left)
            yield tuple(word._replace(line=line[0].line) for word in whole)
            waiting = False
            continue
        if waiting and box.bottom <= beside.top + beside.height / 2:
            yield stray
            waiting = False
        yield line
    if waiting:
        yield stray


def _holds(column: Cell, line: Cell) -> bool:
    across = column.left - line.height <= line.left and line.right <= column.right + line.height
    down = column.top - line.height / 2 <= line.top and (
        line.bottom <= column.bottom + line.height / 2
    )
    return across and down


def _is_level(one: Cell, other: Cell) -> bool:
    level = min(one.bottom, other.bottom) - max(one.top, other.top)
    return level > _LEVEL * min(one.height, other.height)


def box_of(words: Iterable[Word]) -> Cell:
    """Return the box around some words."""
    return around(map(place_of, words))


def place_of(word: Word) -> Cell:
    """Return the box of a word."""
    return Cell(word.left, word.top, word.width, word.height)
