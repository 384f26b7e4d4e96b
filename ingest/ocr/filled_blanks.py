"""Digits drawn into blanks of a page's own text, such as a document number or a day.

Documents are typed with number and day left blank; at registration both are drawn into the file,
where they are visible but not text.
"""

from collections.abc import Iterator
from itertools import groupby, pairwise

from ingest.images import preprocess
from ingest.images.preprocess import Picture
from ingest.tools import tesseract
from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word

_HEAD_RATIO = 0.4
"""Upper fraction of a first page that contains number and day."""

_MIN_WIDTH_RATIO, _MAX_WIDTH_RATIO = 0.8, 8.0
"""Width range of a blank in line heights: wider is the space between two columns."""

_REACH_DIVISOR = 4
"""Drawn digits extend above and below the line by 1/4 of its height."""

_MIN_CONFIDENCE = 0.85
_MAX_DIGITS = 5


def fill_blanks(words: tuple[Word, ...], picture: Picture) -> tuple[Word, ...]:
    """Return the words of a first page with the digits drawn into its blanks."""
    head_height = _HEAD_RATIO * picture.shape[0]
    return tuple(
        word
        for _, line in groupby(words, key=lambda word: word.line)
        for word in _fill_line(tuple(line), picture, head_height)
    )


def _fill_line(line: tuple[Word, ...], picture: Picture, head_height: float) -> Iterator[Word]:
    line_box = Box.around(line)
    yield line[0]
    for previous, following in pairwise(line):
        gap = following.left - previous.left - previous.width
        is_blank = _MIN_WIDTH_RATIO * line_box.height < gap < _MAX_WIDTH_RATIO * line_box.height
        if is_blank and line_box.bottom < head_height:
            yield from _read_blank(previous, following, line_box, picture)
        yield following


def _read_blank(previous: Word, following: Word, line: Box, picture: Picture) -> Iterator[Word]:
    reach = line.height // _REACH_DIVISOR
    blank = previous.left + previous.width, line.top - reach, following.left, line.bottom + reach
    ink = preprocess.find_ink(picture, *blank)
    if ink is None:
        return
    digits, confidence = tesseract.read_digits(preprocess.crop_line(picture, *blank))
    if 0 < len(digits) <= _MAX_DIGITS and confidence >= _MIN_CONFIDENCE:
        sure = round(min(confidence, 0.99), 3)
        yield Word(digits, *ink, sure, previous.block, previous.line, role=previous.role)
