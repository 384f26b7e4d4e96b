"""Reads what was filled into the blanks of a page's own text: a number or a day drawn on top.

Papers are typed with the number and the day left open; who registers them has both drawn into the
file, where they are seen but are no text.
"""

from collections.abc import Iterator
from itertools import groupby, pairwise

from ingest.images import preprocess
from ingest.images.preprocess import Picture
from ingest.tools import tesseract
from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word

_HEAD = 0.4
"""Part of a first page in which number and day stand."""

_NARROWEST, _WIDEST = 0.8, 8.0
"""Times the height of its line a blank may be wide: wider is the space between two columns."""

_REACH = 4
"""By a part of the line's height what is drawn reaches above and below it."""

_SURE = 0.85
_MOST_DIGITS = 5


def filled(words: tuple[Word, ...], picture: Picture) -> tuple[Word, ...]:
    """Return the words of a first page with the digits that stand in their blanks."""
    head = _HEAD * picture.shape[0]
    return tuple(
        word
        for _, line in groupby(words, key=lambda word: word.line)
        for word in _filled_line(tuple(line), picture, head)
    )


def _filled_line(line: tuple[Word, ...], picture: Picture, head: float) -> Iterator[Word]:
    around = Box.around(line)
    yield line[0]
    for before, after in pairwise(line):
        wide = after.left - before.left - before.width
        is_blank = _NARROWEST * around.height < wide < _WIDEST * around.height
        if is_blank and around.bottom < head:
            yield from _digits(before, after, around, picture)
        yield after


def _digits(before: Word, after: Word, line: Box, picture: Picture) -> Iterator[Word]:
    reach = line.height // _REACH
    blank = before.left + before.width, line.top - reach, after.left, line.bottom + reach
    ink = preprocess.ink_within(picture, *blank)
    if ink is None:
        return
    digits, sure = tesseract.read_digits(preprocess.strip(picture, *blank))
    if 0 < len(digits) <= _MOST_DIGITS and sure >= _SURE:
        yield Word(digits, *ink, round(min(sure, 0.99), 3), before.block, before.line)
