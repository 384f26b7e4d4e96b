"""Headlines of a newspaper page: large lines, and short bold ones that stand apart in a column."""

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from library.catalogue.text.layout import Box, lines
from library.catalogue.text.words import Word

_TALL, _DESCENDING, _STROKES = frozenset("bdđfhklt"), frozenset("gjpqy"), frozenset("/()[]|")
_DOT_BELOW = "\u0323"
_ABOVE = frozenset("\u0300\u0301\u0302\u0303\u0306\u0309")

_CAPITAL, _CAPITAL_MARK, _SECOND_MARK = 0.70, 0.18, 0.10
_SMALL_LETTERS, _SMALL_MARK, _TALL_LETTER = 0.50, 0.20, 0.72
_DESCENDER, _DOT, _STROKE, _COMMA = 0.21, 0.16, 0.76, 0.12
"""Heights in ems above and depths below the base line: means of Liberation and DejaVu faces."""

_MIN_SIZED_LETTERS = 2


def letter_size(words: Iterable[Word]) -> float:
    """Return the size of the letters of a line in pixels per em; 0 if nothing tells it."""
    sizes = sorted(
        word.height / (max(map(_rise, word.text)) + max(map(_depth, word.text)))
        for word in words
        if sum(map(str.isalnum, word.text)) >= _MIN_SIZED_LETTERS
    )
    middle = len(sizes) // 2 if len(sizes) > 2 else 0  # of two words the surer is the lower one
    return sizes[middle] if sizes else 0.0


def _rise(letter: str) -> float:
    if letter in _STROKES:
        return _STROKE
    base, *marks = unicodedata.normalize("NFD", letter)
    above = sum(mark in _ABOVE for mark in marks)
    second = _SECOND_MARK * (above > 1)
    if base.isupper() or base.isdigit():
        return _CAPITAL + _CAPITAL_MARK * bool(above) + second
    if base in _TALL or (base in "ij" and not above):
        return _TALL_LETTER
    return _SMALL_LETTERS + _SMALL_MARK * bool(above) + second


def _depth(letter: str) -> float:
    base, *marks = unicodedata.normalize("NFD", letter)
    if base in ",;":
        return _COMMA
    has_depth = base in _DESCENDING or base in _STROKES
    return _DESCENDER * has_depth + _DOT * (_DOT_BELOW in marks)


_MIN_CONFIDENCE, _MIN_LETTERS = 0.5, 6
_SURE, _LARGE, _INCREASED, _SLIGHT, _QUIET = 1.35, 1.12, 1.1, 1.04, 0.93
"""Letter size relative to the text: of a headline wherever it stands; of one that stands apart; of
a short line above a paragraph that is not indented; of any row of a headline; and of a short line
above a paragraph that is indented."""

_SAME_SIZE, _EQUAL_SIZE = 1.2, 1.1
_LINE_GAP, _TIGHT_GAP, _TIGHTEST_GAP = 0.9, 0.5, 0.3
"""In ems: the most between lines of one headline: of large print, of print that is hardly larger
than the text, and of such print in lines of unequal size."""

_SIDE_GAP, _NEXT_GAP, _WORD_GAP = 0.6, 2.2, 2.0
"""In ems: between parts of a line, down to a deck, and between two headlines side by side."""

_MIN_TEXT_WIDTH = 12
"""Width in ems of a row of text; a kicker is shorter."""

_MAX_ROWS, _MAX_QUIET_ROWS = 8, 3
_MAX_SECTION_WORDS, _MIN_DECK_WORDS = 5, 12
_CAPITALS_NAME_RATIO, _NAME_RATIO, _NAME_PLACE = 1.6, 2.4, 0.25
"""The paper's name: its size relative to every headline, and the lowest place on the page."""

_APART, _INDENT, _UNFILLED, _SMALL = 0.8, 0.5, 1.2, 0.85
"""Measures of a headline no larger than its text: gap above, indent below, room left in its last
line, in ems; letter size of a caption or source above it, relative to the text."""


_CAPTION = re.compile(r"(Ảnh|Tranh|Hình|Bài và ảnh)\b|Anh:")


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """Words side by side on one line of a column."""

    words: tuple[Word, ...]
    box: Box
    size: float
    """Letter size in pixels per em."""

    @property
    def text(self) -> str:
        """The words as they are printed."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Headline:
    """Rows that make one headline."""

    rows: tuple[PrintedRow, ...]
    box: Box
    size: float

    @property
    def text(self) -> str:
        """The headline as it is printed."""
        return " ".join(row.text for row in self.rows)


def printed_rows(words: Iterable[Word]) -> tuple[PrintedRow, ...]:
    """Return the rows of a page in reading order; large print is split at wide gaps."""
    every = [PrintedRow(line.words, line.box, letter_size(line.words)) for line in lines(words)]
    usual = usual_size(every)
    return tuple(part for row in every for part in _parts(row, usual))


def usual_size(rows: Sequence[PrintedRow]) -> float:
    """Return the letter size of most words of a page."""
    sizes = [row.size for row in rows for _ in row.words if row.size]
    return median(sizes) if sizes else 0.0


def headlines(rows: Sequence[PrintedRow], height: int) -> tuple[Headline, ...]:
    """Return the headlines of a page of this height, kickers, decks and sections left out."""
    usual = usual_size(rows)
    large = [
        headline
        for headline in _clusters([row for row in rows if _is_large(row, usual)], usual)
        if headline.size >= _LARGE * usual and _is_free(headline, rows, usual)
    ]
    taken = {id(row) for headline in large for row in headline.rows}
    every = (*large, *_quiet_headlines(rows, taken))
    return tuple(headline for headline in every if _is_headline(headline, every, height))


def overlaps(box: Box, other: Box) -> bool:
    """Return True if one box stands above or below the other."""
    overlap = min(box.right, other.right) - max(box.left, other.left)
    return overlap > min(box.width, other.width) / 2


def _parts(row: PrintedRow, usual: float) -> Iterator[PrintedRow]:
    if row.size < _LARGE * usual:
        yield row
        return
    part: list[Word] = []
    for word in row.words:
        if part and word.left - part[-1].left - part[-1].width > _WORD_GAP * row.size:
            yield _row(part)
            part = []
        part.append(word)
    yield _row(part)


def _row(words: Sequence[Word]) -> PrintedRow:
    return PrintedRow(tuple(words), Box.around(words), letter_size(words))


def _is_large(row: PrintedRow, usual: float) -> bool:
    confidence = sum(word.confidence for word in row.words) / len(row.words)
    has_word = any(sum(map(str.isalpha, word.text)) > 1 for word in row.words)
    return row.size >= _SLIGHT * usual and confidence >= _MIN_CONFIDENCE and has_word


def _clusters(rows: Sequence[PrintedRow], usual: float) -> tuple[Headline, ...]:
    """Return large rows of one size that stand below each other as one headline each."""
    clusters: list[list[PrintedRow]] = []
    for row in sorted(rows, key=lambda row: (row.box.bottom, row.box.left)):
        own = next((cluster for cluster in clusters if _goes_on(cluster[-1], row, usual)), None)
        if own is None:
            clusters.append([row])
        else:
            own.append(row)
    return tuple(map(_headline, clusters))


def _headline(rows: Sequence[PrintedRow]) -> Headline:
    box = Box.around(word for row in rows for word in row.words)
    return Headline(tuple(rows), box, median(row.size for row in rows))


def _goes_on(above: PrintedRow, below: PrintedRow, usual: float) -> bool:
    """Return True if a row belongs to the headline of another one above it or beside it."""
    small, large = sorted((above.size, below.size))
    if large > _SAME_SIZE * small:
        return False
    gap = below.box.top - above.box.bottom
    if gap < -small / 2:
        return abs(below.box.left - above.box.right) < _SIDE_GAP * small
    is_same = large <= _EQUAL_SIZE * small
    limit = _LINE_GAP if small > _SURE * usual else _TIGHT_GAP if is_same else _TIGHTEST_GAP
    return gap <= limit * small and overlaps(above.box, below.box)


def _is_free(headline: Headline, rows: Sequence[PrintedRow], usual: float) -> bool:
    """Return True for a large headline, or one that no text touches from above."""
    if headline.size >= _SURE * usual:
        return True
    first = headline.rows[0]
    gaps = (
        first.box.top - row.box.bottom
        for row in rows
        if row.box.width > _MIN_TEXT_WIDTH * usual
        and row not in headline.rows
        and overlaps(row.box, first.box)
        and row.box.top < first.box.top
    )
    return min(gaps, default=first.box.top) > _APART / 2 * usual


def _is_headline(headline: Headline, large: Sequence[Headline], height: int) -> bool:
    letters = sum(map(str.isalpha, headline.text))
    if headline.text[0].islower():
        return False
    if len(headline.rows) > _MAX_ROWS or letters < _MIN_LETTERS or headline.text[-1] in ",;":
        return False
    large = [other for other in large if sum(map(str.isalpha, other.text)) >= _MIN_LETTERS]
    above = [other for other in large if _stands_on(other, headline)]
    below = [other for other in large if _stands_on(headline, other)]
    if any(other.size > headline.size for other in below):
        return False
    if any(other.size > headline.size and not _is_section(other, headline) for other in above):
        return False
    if any(_is_section(headline, other) for other in below):
        return False
    return not _is_name(headline, large, height)


def _stands_on(above: Headline, below: Headline) -> bool:
    """Return True if a headline stands directly above another one of another size."""
    gap = below.box.top - above.box.bottom
    near = -below.size < gap < _NEXT_GAP * min(above.size, below.size)
    return above is not below and near and overlaps(above.box, below.box)


def _is_section(above: Headline, below: Headline) -> bool:
    """Return True for the name of a section or of the paper above a headline."""
    is_deck = below.text.endswith(".") or len(below.text.split()) > _MIN_DECK_WORDS
    is_name = above.text.isupper() and len(above.text.split()) <= _MAX_SECTION_WORDS
    return is_name and not is_deck and above.size > below.size


def _is_name(headline: Headline, large: Sequence[Headline], height: int) -> bool:
    other_sizes = [other.size for other in large if other is not headline]
    is_first = headline.box.top < _NAME_PLACE * height
    is_short = len(headline.text.split()) <= _MAX_SECTION_WORDS
    ratio = _CAPITALS_NAME_RATIO if headline.text.isupper() else _NAME_RATIO
    return is_first and is_short and headline.size > ratio * max(other_sizes, default=headline.size)


def _quiet_headlines(rows: Sequence[PrintedRow], taken: Container[int]) -> Iterator[Headline]:
    """Yield headlines no larger than the text: short lines that stand apart above a paragraph."""
    place = 0
    while place < len(rows):
        count = next(
            (
                count
                for count in range(1, _MAX_QUIET_ROWS + 1)
                if id(rows[place]) not in taken and _is_quiet_headline(rows, place, place + count)
            ),
            0,
        )
        if count:
            yield _headline(rows[place : place + count])
        place += count or 1


def _is_quiet_headline(rows: Sequence[PrintedRow], start: int, end: int) -> bool:
    head, text = rows[start:end], rows[end : end + 4]
    if len(text) < 3 or not all(map(_is_below, rows[start:end], rows[start + 1 : end + 1])):
        return False
    em = median(row.size for row in text)
    if not em or not all(_QUIET * em <= row.size for row in head):
        return False
    box = Box.around(word for row in text for word in row.words)
    is_apart = _is_apart(rows[start - 1] if start else None, head[0], em)
    is_increased = median(row.size for row in head) >= _INCREASED * em > text[0].size
    is_short = is_increased or box.right - head[-1].box.right > _UNFILLED * em
    is_indented = is_increased or text[0].box.left - box.left > _INDENT * em
    begins = head[0].text[0].isupper() and text[0].text[0].isupper()
    begins = begins and not _CAPTION.match(head[0].text)
    ends = head[-1].text[-1] not in ".,;:" and sum(map(str.isalpha, head[0].text)) >= _MIN_LETTERS
    return is_apart and is_short and is_indented and begins and ends and not _is_spaced(head, em)


def _is_below(above: PrintedRow, below: PrintedRow) -> bool:
    is_aside = above.box.right <= below.box.left or below.box.right <= above.box.left
    return not is_aside and below.box.top > above.box.top


def _is_apart(above: PrintedRow | None, row: PrintedRow, em: float) -> bool:
    """Return True at the head of a column, below a caption or source, or below a wide gap."""
    if above is None or not _is_below(above, row):
        return True
    return row.box.top - above.box.bottom > _APART * em or above.size < _SMALL * em


def _is_spaced(head: Iterable[PrintedRow], em: float) -> bool:
    """Return True for rows that are spaced out to fill the column."""
    gaps = (
        word.left - last.left - last.width for row in head for last, word in pairwise(row.words)
    )
    return any(gap > _INDENT * em for gap in gaps)
