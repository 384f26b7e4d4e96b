"""Articles of a newspaper page, where headlines and columns separate them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from itertools import groupby
from math import inf
from operator import attrgetter

from library.catalogue.text.headlines import (
    Headline,
    PrintedRow,
    headlines,
    overlaps,
    printed_rows,
    usual_size,
)
from library.catalogue.text.hyphens import joined_words
from library.catalogue.text.layout import Box, layout_page
from library.catalogue.text.words import Word

_MIN_COLUMN_LINES, _MAX_COLUMN_SHARE = 4, 0.6
"""Least lines of a column, and its greatest width as a share of the page."""

_MAX_PICTURE, _MAX_ROW_GAP, _MAX_HEAD_GAP, _MAX_SIDE = 20, 1.2, 4, 10
"""In ems: height of a picture below a headline, gap between rows of a text, gap between a headline
and the first row of a column, and the way aside to it."""

_MARGINS, _MAX_MARGIN_WORDS, _MAX_MARGIN_SIZE = (0.06, 0.965), 16, 1.12
"""Places on the page, as shares of its height, above and below which a short row that is no larger
than the text is a running head or foot."""

_SENTENCE_ENDS = '.!?:;”"'
_MIN_ARTICLE_LINES, _MIN_LINES_UNDER, _MIN_ARTICLE_WORDS, _MIN_ARTICLES = 3, 2, 12, 2


@dataclass(frozen=True, slots=True)
class Article:
    """An article: its title, its paragraphs, and the parts of the page that it fills."""

    number: int
    """Number on its page, in addresses."""
    title: str
    head: Box
    paragraphs: tuple[str, ...]
    parts: tuple[Box, ...]
    """The headline, then the columns in reading order."""


def articles_of(words: tuple[Word, ...], width: int, height: int) -> tuple[Article, ...]:
    """Return the articles of a page; () if its layout does not separate them.

    A page of articles has two columns side by side and two headlines with text below them.
    """
    if not _has_columns(words, width, height):
        return ()
    printed = printed_rows(words)
    limit = _MAX_MARGIN_SIZE * usual_size(printed)
    rows = tuple(row for row in printed if row.size > limit or not _is_in_margin(row, height))
    in_order = enumerate(_articles(rows, headlines(rows, height)), start=1)
    articles = tuple(replace(article, number=number) for number, article in in_order)
    return articles if len(articles) >= _MIN_ARTICLES else ()


def _is_in_margin(row: PrintedRow, height: int) -> bool:
    """Return True for a running head or foot: it belongs to no article."""
    head, foot = _MARGINS
    is_outside = row.box.bottom < head * height or row.box.top > foot * height
    return is_outside and len(row.words) <= _MAX_MARGIN_WORDS


def article_in(words: tuple[Word, ...], number: int, title: str, parts: tuple[Box, ...]) -> Article:
    """Return the article in these parts of a page, with the words that stand there."""
    blocks = [
        list(block)
        for part in parts[1:]
        for _, block in groupby(
            (word for word in words if _is_in(word, part)), key=attrgetter("block")
        )
    ]
    return Article(number, title, parts[0], _paragraphs(blocks), parts)


def _is_in(word: Word, box: Box) -> bool:
    x, y = word.left + word.width // 2, word.top + word.height // 2
    return box.left <= x <= box.right and box.top <= y <= box.bottom


def pack_articles(words: str, articles: Iterable[Article]) -> bytes:
    """Return articles as JSON, with the checksum of the words in which they were found."""
    rows = [
        (article.number, article.title, article.paragraphs, list(map(astuple, article.parts)))
        for article in articles
    ]
    return json.dumps((words, rows), ensure_ascii=False, separators=(",", ":")).encode()


def unpack_articles(content: bytes, words: str) -> tuple[Article, ...] | None:
    """Return the articles that `pack_articles` packed.

    None if the page has other words now, or the file is damaged.
    """
    try:
        found_in, rows = json.loads(content)
        in_boxes = [(*row[:-1], tuple(Box(*box) for box in row[-1])) for row in rows]
        articles = tuple(
            Article(number, title, parts[0], tuple(paragraphs), parts)
            for number, title, paragraphs, parts in in_boxes
        )
    except (ValueError, TypeError, IndexError):
        return None
    return articles if found_in == words else None


def _has_columns(words: tuple[Word, ...], width: int, height: int) -> bool:
    columns = [
        block.box
        for block in layout_page(1, width, height, words).blocks
        if len(block.lines) >= _MIN_COLUMN_LINES and block.box.width < _MAX_COLUMN_SHARE * width
    ]
    return any(
        column.right <= other.left and column.top < other.bottom and other.top < column.bottom
        for column in columns
        for other in columns
    )


def _articles(rows: Sequence[PrintedRow], heads: Sequence[Headline]) -> Iterator[Article]:
    """Yield headlines with the text below them, and what follows it in reading order."""
    head_of = {id(row): head for head in heads for row in head.rows}
    bodies: dict[int, list[PrintedRow]] = {id(head): [] for head in heads}
    head: Headline | None = None
    for row in rows:
        if id(row) in head_of:
            head = head_of[id(row)]
            continue
        head = _head_above(row, rows, heads, head_of) or head
        if head is not None and not _is_inside(row.box, head.box):
            bodies[id(head)].append(row)
            head_of[id(row)] = head
    in_order = sorted(heads, key=lambda head: rows.index(head.rows[0]))
    for head in in_order:
        if _has_text(head, bodies[id(head)]):
            yield _article(head, bodies[id(head)])


def _head_above(
    row: PrintedRow,
    rows: Sequence[PrintedRow],
    heads: Sequence[Headline],
    head_of: Mapping[int, Headline],
) -> Headline | None:
    """Return the headline of the row directly above; at the head of a column, the nearest one."""
    above = _row_above(row, rows)
    gap = row.box.top - above.box.bottom if above else inf
    if above and (gap < _MAX_ROW_GAP * row.size or _is_of(above, heads)):
        return head_of.get(id(above))
    near = [
        head
        for head in heads
        if -row.size / 2 < row.box.top - head.box.bottom < _MAX_HEAD_GAP * row.size
        and _distance(row.box, head.box) < _MAX_SIDE * row.size
    ]
    return min(near, key=lambda head: _distance(row.box, head.box), default=None)


def _is_of(row: PrintedRow, heads: Sequence[Headline]) -> bool:
    return any(row is other for head in heads for other in head.rows)


def _distance(box: Box, other: Box) -> int:
    return max(box.left, other.left) - min(box.right, other.right)


def _is_inside(box: Box, other: Box) -> bool:
    middle = (box.top + box.bottom) / 2
    return other.top < middle < other.bottom and overlaps(box, other)


def _row_above(row: PrintedRow, rows: Sequence[PrintedRow]) -> PrintedRow | None:
    """Return the row that stands directly above another one."""
    above = [
        other
        for other in rows
        if other.box.bottom <= row.box.top + row.size / 2
        and row.box.top - other.box.bottom < _MAX_PICTURE * row.size
        and other is not row
        and overlaps(other.box, row.box)
    ]
    return max(above, key=lambda other: other.box.bottom, default=None)


def _has_text(head: Headline, body: Sequence[PrintedRow]) -> bool:
    """Return True for a headline above text: the name of a paper or an advertisement has none."""
    if len(body) < _MIN_ARTICLE_LINES or sum(len(row.words) for row in body) < _MIN_ARTICLE_WORDS:
        return False
    under = (
        row.box.bottom > head.box.bottom and _distance(row.box, head.box) < _MAX_SIDE * row.size
        for row in body
    )
    return sum(under) >= _MIN_LINES_UNDER


def _article(head: Headline, body: Sequence[PrintedRow]) -> Article:
    by_block = groupby(body, key=lambda row: row.words[0].block)
    blocks = [[word for row in group for word in row.words] for _, group in by_block]
    title = _text(word for row in head.rows for word in row.words)
    columns = _columns([Box.around(block) for block in blocks])
    return Article(0, title, head.box, _paragraphs(blocks), (head.box, *columns))


def _paragraphs(blocks: Iterable[Sequence[Word]]) -> tuple[str, ...]:
    """Return the texts of blocks; one that goes on in the next column is joined."""
    texts: list[str] = []
    for text in map(_text, blocks):
        if texts and text[0].islower() and texts[-1][-1] not in _SENTENCE_ENDS:
            texts[-1] = f"{texts[-1]} {text}"
        else:
            texts.append(text)
    return tuple(texts)


def _columns(boxes: Sequence[Box]) -> Iterator[Box]:
    """Yield the boxes of blocks that follow each other in one column."""
    for _, group in groupby(range(len(boxes)), lambda at: _column_start(boxes, at)):
        column = [boxes[at] for at in group]
        yield Box(
            min(box.left for box in column),
            min(box.top for box in column),
            max(box.right for box in column),
            max(box.bottom for box in column),
        )


def _column_start(boxes: Sequence[Box], at: int) -> int:
    """Return the place of the first box of the column that the box at this place belongs to."""
    while at > 0 and boxes[at].top >= boxes[at - 1].top and overlaps(boxes[at], boxes[at - 1]):
        at -= 1
    return at


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in joined_words(tuple(words)))
