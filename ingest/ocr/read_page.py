"""Reads a prepared page: running text column by column, ruled tables cell by cell.

Left to itself Tesseract reads across the rules of a table: lines of neighbouring cells that are
not level with each other become one line of rubbish, and figures that stand alone are overlooked.
"""

from collections.abc import Iterator
from itertools import groupby

from ingest.images import ruled_tables
from ingest.images.cells import Cell
from ingest.images.preprocess import Picture
from ingest.images.ruled_tables import Table
from ingest.ocr.missed_lines import overlooked, without_blots
from ingest.ocr.read_tables import Block, read_rows, unruled
from ingest.ocr.reading_order import in_reading_order
from ingest.ocr.reattach_lines import gathered, with_line
from ingest.ocr.reread_low_confidence import read_twice
from ingest.tools import tesseract
from library.catalogue.text.languages import is_vertical
from library.catalogue.text.words import Word


def read_page(picture: Picture, languages: tuple[str, ...], dpi: int) -> tuple[Word, ...]:
    """Return the words in reading order; a row of a table counts as a line, a table as a block."""
    if is_vertical(languages):  # its columns stand between rules as the cells of a table do
        return tesseract.read_words(picture, languages, dpi)
    found = ruled_tables.ruled(picture, dpi)
    tables = (*found.tables, *unruled(picture, found, languages, dpi))
    rest = ruled_tables.without(picture, tables, found.lines)
    words = without_blots(read_twice(rest, languages, dpi))
    blocks = [tuple(block) for _, block in groupby(words, key=lambda word: word.block)]
    for divider in found.dividers:
        blocks = [part for block in blocks for part in _parted(block, divider)]
    for line in overlooked(rest, words, languages, dpi):
        blocks = with_line(blocks, line)
    blocks = gathered(blocks)
    for table in sorted(tables, key=lambda table: -table.box.top):
        if read := read_rows(picture, table.rows, languages, dpi):
            blocks.insert(_place(table, blocks), read)
    return tuple(_numbered(in_reading_order(blocks)))


def _parted(block: Block, divider: Cell) -> Iterator[Block]:
    """Part a block that was read across a rule: above it, left, right, and below."""
    above, left, right, below = parts = ([], [], [], [])
    for word in block:
        across, down = word.left + word.width / 2, word.top + word.height / 2
        if down < divider.top:
            above.append(word)
        elif down >= divider.bottom:
            below.append(word)
        else:
            (left if across < divider.left + divider.width / 2 else right).append(word)
    yield from (tuple(part) for part in parts if part) if left and right else (block,)


def _place(table: Table, blocks: list[Block]) -> int:
    """Return before which block a table is read: the first that begins below its head."""
    tops = (min(word.top for word in block) for block in blocks)
    below = (place for place, top in enumerate(tops) if top >= table.box.top)
    return next(below, len(blocks))


def _numbered(blocks: list[Block]) -> Iterator[Word]:
    line = -1
    for place, block in enumerate(blocks):
        for _, words in groupby(block, key=lambda word: word.line):
            line += 1
            for word in words:
                yield word._replace(block=place, line=line)
