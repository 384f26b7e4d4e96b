"""Text lines inserted where OCR missed them, boxes of words, and numbers of lines and blocks."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from ingest.images.cells import Cell
from library.catalogue.text.words import Word

Words = tuple[Word, ...]

_MIN_VERTICAL_OVERLAP_RATIO = 0.6
"""Vertical overlap of the parts of one line, relative to the lower height."""


def insert_line(blocks: Sequence[Words], line: Words) -> list[Words]:
    """Return the blocks with a line inserted: into the surrounding block, or as its own block."""
    box = words_box(line)
    for place, block in enumerate(blocks):
        lines = lines_of(block)
        if len(lines) > 1 and _contains(words_box(block), box):
            return [
                *blocks[:place],
                joined_lines(_insert_into_column(lines, line)),
                *blocks[place + 1 :],
            ]
    later = (place for place, block in enumerate(blocks) if _comes_after(words_box(block), box))
    place = next(later, len(blocks))
    return [*blocks[:place], line, *blocks[place:]]


def _comes_after(block: Cell, line: Cell) -> bool:
    return block.left > line.left if _is_level(block, line) else block.top >= line.top


def joined_lines(lines: Iterable[Words]) -> Words:
    """Return the words of lines as one sequence."""
    return tuple(word for line in lines for word in line)


def lines_of(block: Iterable[Word]) -> list[Words]:
    """Return the lines of words that have line numbers."""
    return [tuple(words) for _, words in groupby(block, key=lambda word: word.line)]


def _insert_into_column(lines: Sequence[Words], detached_line: Words) -> Iterator[Words]:
    """Yield the lines of a column with one line inserted or one extended."""
    box, is_pending = words_box(detached_line), True
    for line in lines:
        line_box = words_box(line)
        if (
            is_pending
            and _is_level(box, line_box)
            and not any(map(box.overlaps, map(word_box, line)))
        ):
            merged_words = sorted((*line, *detached_line), key=lambda word: word.left)
            yield tuple(word._replace(line=line[0].line) for word in merged_words)
            is_pending = False
            continue
        if is_pending and box.bottom <= line_box.top + line_box.height / 2:
            yield detached_line
            is_pending = False
        yield line
    if is_pending:
        yield detached_line


def _contains(column: Cell, line: Cell) -> bool:
    across = column.left - line.height <= line.left and line.right <= column.right + line.height
    down = column.top - line.height / 2 <= line.top and (
        line.bottom <= column.bottom + line.height / 2
    )
    return across and down


def _is_level(first: Cell, second: Cell) -> bool:
    overlap = min(first.bottom, second.bottom) - max(first.top, second.top)
    return overlap > _MIN_VERTICAL_OVERLAP_RATIO * min(first.height, second.height)


def words_box(words: Iterable[Word]) -> Cell:
    """Return the bounding box of some words, without a box of each, which takes far longer."""
    words = tuple(words)
    x0, y0 = min(word.left for word in words), min(word.top for word in words)
    x1, y1 = (
        max(word.left + word.width for word in words),
        max(word.top + word.height for word in words),
    )
    return Cell(x0, y0, x1 - x0, y1 - y0)


def word_box(word: Word) -> Cell:
    """Return the bounding box of a word."""
    return Cell(word.left, word.top, word.width, word.height)


def renumber(blocks: Sequence[Words]) -> Iterator[Word]:
    """Yield the words of blocks with the numbers of blocks and lines as they now stand."""
    line = -1
    for number, block in enumerate(blocks):
        for _, words in groupby(block, key=lambda word: word.line):
            line += 1
            for word in words:
                yield word._replace(block=number, line=line)


def number_lines(lines: Iterable[Words]) -> Words:
    """Return the words of lines with numbers that no other line of the page has."""
    return tuple(
        word._replace(line=-1 - number) for number, line in enumerate(lines) for word in line
    )


def is_inside(word: Word, box: Cell) -> bool:
    """Return True if the middle of a word is inside a box."""
    across, down = word.left + word.width / 2, word.top + word.height / 2
    return box.left <= across <= box.right and box.top <= down <= box.bottom
