"""Articles of a newspaper page, where headlines and columns separate them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from library.catalogue.text.hyphens import joined_words
from library.catalogue.text.layout import Block, Box, Line, layout_page
from library.catalogue.text.words import Word

_HEADLINE_RATIO = 1.3
"""Letter height of a headline, relative to the usual one of the page."""

_NAME_RATIO = 1.5
"""Letter height of the paper's name, relative to a headline below it."""

_MAX_HEADLINE_LINES, _MIN_HEADLINE_LETTERS = 5, 6
_MIN_COLUMN_LINES, _MAX_COLUMN_SHARE = 4, 0.6
"""Least lines of a column, and its greatest width as a share of the page."""

_MIN_ARTICLE_LINES, _MIN_ARTICLES = 3, 2
_MAX_HEADLINE_GAP = 2.0
"""Gap between parts of one headline, in letter heights."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article: its title, its paragraphs, and the parts of the page that it fills."""

    title: str
    head: Box
    paragraphs: tuple[str, ...]
    parts: tuple[Box, ...]
    """The headline, then the columns in reading order."""


def articles_of(words: tuple[Word, ...], width: int, height: int) -> tuple[Article, ...]:
    """Return the articles of a page; () if its layout does not separate them.

    A page of articles has two columns side by side and two headlines with text below them.
    """
    blocks = layout_page(1, width, height, words).blocks
    if not _has_columns(blocks, width):
        return ()
    usual = _usual_letter(blocks)
    parts = tuple(part for block in blocks for part in _without_title(block, usual))
    articles = tuple(_articles(parts, usual))
    return articles if len(articles) >= _MIN_ARTICLES else ()


def _has_columns(blocks: Sequence[Block], width: int) -> bool:
    columns = [
        block.box
        for block in blocks
        if len(block.lines) >= _MIN_COLUMN_LINES and block.box.width < _MAX_COLUMN_SHARE * width
    ]
    return any(
        column.right <= other.left and column.top < other.bottom and other.top < column.bottom
        for column in columns
        for other in columns
    )


def _without_title(block: Block, usual: float) -> Iterator[Block]:
    """Yield the large lines at the head of a block, then the others, each as a block."""
    title = tuple(takewhile(lambda line: _letter([line]) >= _HEADLINE_RATIO * usual, block.lines))
    for lines in (title, block.lines[len(title) :]):
        if lines:
            yield Block(lines, Box.around(word for line in lines for word in line.words))


def _articles(blocks: Sequence[Block], usual: float) -> Iterator[Article]:
    """Yield headlines with the text that follows them in reading order."""
    head: list[Block] = []
    body: list[Block] = []
    for block in blocks:
        if not _is_headline(block, usual):
            body += [block] if head else []
            continue
        if body or (head and not _continues_headline(head[-1], block)):
            yield from _article(head, body)
            head, body = [], []
        head.append(block)
    yield from _article(head, body)


def _article(head: list[Block], body: list[Block]) -> Iterator[Article]:
    """Yield the article of a headline, unless it is the name of the paper or an advertisement."""
    if sum(len(block.lines) for block in body) < _MIN_ARTICLE_LINES:
        return
    box = Box.around(word for block in head for line in block.lines for word in line.words)
    yield Article(" ".join(map(_text, head)), box, tuple(map(_text, body)), (box, *_columns(body)))


def _columns(body: list[Block]) -> Iterator[Box]:
    """Yield the boxes of blocks that follow each other in one column."""
    boxes = [block.box for block in body]
    for _, group in groupby(range(len(boxes)), lambda at: _column_start(boxes, at)):
        column = [boxes[at] for at in group]
        yield Box(
            min(box.left for box in column),
            min(box.top for box in column),
            max(box.right for box in column),
            max(box.bottom for box in column),
        )


def _column_start(boxes: list[Box], at: int) -> int:
    """Return the place of the first box of the column that the box at this place belongs to."""
    while at > 0 and boxes[at].top >= boxes[at - 1].top and _overlap(boxes[at], boxes[at - 1]):
        at -= 1
    return at


def _overlap(box: Box, other: Box) -> bool:
    overlap = min(box.right, other.right) - max(box.left, other.left)
    return overlap > min(box.width, other.width) / 2


def _is_headline(block: Block, usual: float) -> bool:
    letters = sum(map(str.isalpha, _text(block)))
    is_short = len(block.lines) <= _MAX_HEADLINE_LINES and letters >= _MIN_HEADLINE_LETTERS
    return is_short and _letter(block.lines) >= _HEADLINE_RATIO * usual


def _continues_headline(above: Block, below: Block) -> bool:
    gap = below.box.top - above.box.bottom
    letter = _letter(below.lines)
    is_name = _letter(above.lines) >= _NAME_RATIO * letter
    return not is_name and _overlap(above.box, below.box) and gap < _MAX_HEADLINE_GAP * letter


def _usual_letter(blocks: Sequence[Block]) -> float:
    by_line = sorted(_letter([line]) for block in blocks for line in block.lines)
    return by_line[len(by_line) // 2]


def _letter(lines: Sequence[Line]) -> float:
    """Return the median height of the words of lines in pixels."""
    heights = sorted(word.height for line in lines for word in line.words)
    return heights[len(heights) // 2]


def _text(block: Block) -> str:
    words = tuple(word for line in block.lines for word in line.words)
    return " ".join(word.text for word in joined_words(words))
