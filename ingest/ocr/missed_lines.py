"""Text lines that Tesseract missed, or read as a single sign.

At 200 dpi it sometimes drops an isolated line of one or two words: the last word of a paragraph,
“Kính gửi:”. Next to a column with another line spacing it reads “- Như trên;” as one mark, four
letters wide. Beside a seal or at the bent end of narrow lines it drops several lines at once; their
ink is read as a block, without the words that were read.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, groupby
from statistics import median

from ingest.images.cells import Cell
from ingest.images.photographs import cover
from ingest.images.picture import Picture
from ingest.images.unread_ink import find_unread_ink
from ingest.ocr.insert_lines import word_box, words_box
from ingest.ocr.printed_numbers import read_page_number
from ingest.ocr.reread_low_confidence import read_enlarged
from ingest.tools import tesseract
from library.catalogue.text.quality import quality
from library.catalogue.text.words import Word
from library.vietnamese.spelling import impossible_part

Words = tuple[Word, ...]

_MIN_CONFIDENCE = 0.8
"""The edge of a stamp or a pen stroke is read with lower confidence."""

_FEW_LETTERS, _MIN_CONFIDENCE_OF_FEW = 3, 0.93
"""A tick box is read as this few letters with high confidence. Digits alone are ignored because
they may be handwritten: 575 was read as 915."""

_MAX_LINES, _MAX_BLOCKS = 12, 6
"""More possible lines or blocks mean a drawing."""

_MIN_WORD_CONFIDENCE = 0.7
"""Less sure words of a block are what stands beside its lines: the ring of a seal."""


def read_missed_lines(
    picture: Picture, words: Words, languages: tuple[str, ...], dpi: int
) -> list[Words]:
    """Return the text lines of a page that are missing among its recognised words.

    They are numbered from -1 down.
    """
    if not words:
        return []
    boxes = tuple(map(word_box, words))
    unread = find_unread_ink(picture, boxes, _usual_line_height(words))
    lines, numbers = [], []
    for place in unread.lines if len(unread.lines) <= _MAX_LINES else ():
        inside = _inside(place, picture)
        number = read_page_number(picture, inside, boxes, languages, dpi)
        numbers += [number] if number else []
        lines += [] if number else [read_enlarged(picture, place, languages, dpi)]
    if 0 < len(unread.blocks) <= _MAX_BLOCKS:
        lines += _read_blocks(picture, unread.blocks, boxes, languages, dpi)
    print_lines = [*numbers, *(line for line in lines if _is_print(line, languages))]
    return [
        tuple(word._replace(line=-1 - place) for word in line)
        for place, line in enumerate(print_lines)
    ]


def _read_blocks(
    picture: Picture,
    blocks: Sequence[Cell],
    words: Sequence[Cell],
    languages: tuple[str, ...],
    dpi: int,
) -> Iterator[Words]:
    """Yield the lines of some blocks of a page, read without its recognised words."""
    page = cover(picture, tuple(word for word in words if any(map(word.overlaps, blocks))))
    boxes = [_inside(block, page).box for block in blocks]
    block_words = chain.from_iterable(tesseract.read_boxes(page, boxes, languages, dpi))
    for _, line in groupby(block_words, key=lambda word: (word.block, word.line)):
        yield tuple(filter(_is_sure, line))


def _inside(box: Cell, page: Picture) -> Cell:
    """Return the part of a box on the page, which may touch its edge."""
    height, width = page.shape
    x0, y0 = max(0, box.left), max(0, box.top)
    return Cell(x0, y0, min(width, box.right) - x0, min(height, box.bottom) - y0)


def _is_sure(word: Word) -> bool:
    is_wordlike = any(map(str.isalnum, word.text)) and impossible_part(word.text) is None
    return is_wordlike and word.confidence >= _MIN_WORD_CONFIDENCE


def _usual_line_height(words: Words) -> float:
    """Return the median height of the lines in pixels."""
    return median(words_box(line).height for _, line in groupby(words, key=lambda word: word.line))


def _is_print(line: Words, languages: tuple[str, ...]) -> bool:
    letters = sum(map(str.isalpha, "".join(word.text for word in line)))
    min_confidence = _MIN_CONFIDENCE if letters > _FEW_LETTERS else _MIN_CONFIDENCE_OF_FEW
    return letters > 1 and (quality(line, languages) or 0.0) >= min_confidence
