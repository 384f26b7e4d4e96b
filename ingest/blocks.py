"""Reads a prepared page: running text as Tesseract finds it, ruled tables cell by cell.

Left to itself Tesseract reads across the rules of a table: lines of neighbouring cells that are
not level with each other become one line of rubbish, and figures that stand alone are overlooked.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from ingest.tools import ruling, tesseract
from ingest.tools.preparing import Picture
from ingest.tools.ruling import Table
from library.catalogue.languages import is_vertical
from library.catalogue.words import Word

Block = tuple[Word, ...]


def read_page(picture: Picture, languages: tuple[str, ...], dpi: int) -> tuple[Word, ...]:
    """Return the words in reading order; a row of a table counts as a line, a table as a block."""
    # the columns of a Hán page stand between rules as the cells of a table do
    tables = () if is_vertical(languages) else ruling.tables(picture, dpi)
    rest = ruling.without(picture, tables) if tables else picture
    words = tesseract.read_words(rest, languages, dpi)
    if not tables:
        return words
    blocks = [tuple(block) for _, block in groupby(words, key=lambda word: word.block)]
    for table in reversed(tables):
        place = _place(table, blocks)
        blocks.insert(place, _read_table(picture, table, languages, dpi))
    return tuple(_numbered(blocks))


def _read_table(picture: Picture, table: Table, languages: tuple[str, ...], dpi: int) -> Block:
    boxes = [(cell.left, cell.top, cell.width, cell.height) for row in table.rows for cell in row]
    read = iter(tesseract.read_boxes(picture, boxes, languages, dpi))
    return tuple(
        replace(word, line=line)
        for line, row in enumerate(table.rows)
        for _cell in row
        for word in next(read)
    )


def _place(table: Table, blocks: list[Block]) -> int:
    """Return before which block a table is read: the first that begins below its head."""
    tops = (min(word.top for word in block) for block in blocks)
    below = (place for place, top in enumerate(tops) if top >= table.box.top)
    return next(below, len(blocks))


def _numbered(blocks: list[Block]) -> Iterator[Word]:
    line = -1
    for place, block in enumerate(filter(None, blocks)):
        for _, words in groupby(block, key=lambda word: word.line):
            line += 1
            for word in words:
                yield replace(word, block=place, line=line)
