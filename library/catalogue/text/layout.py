"""Page layout: blocks of lines of words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Self

from library.catalogue.text.words import Word


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the displayed page."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def around(cls, words: Iterable[Word]) -> Self:
        """Return the bounding box of these words."""
        words = tuple(words)
        return cls(
            min(word.left for word in words),
            min(word.top for word in words),
            max(word.left + word.width for word in words),
            max(word.top + word.height for word in words),
        )

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.bottom - self.top

    def holds(self, word: Word) -> bool:
        """Return True if the middle of a word lies inside."""
        x, y = word.left + word.width / 2, word.top + word.height / 2
        return self.left <= x <= self.right and self.top <= y <= self.bottom


@dataclass(frozen=True, slots=True)
class Line:
    """One line of words."""

    words: tuple[Word, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together."""

    lines: tuple[Line, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class PageLayout:
    """All words of one page, grouped into blocks and lines."""

    number: int
    width: int
    height: int
    blocks: tuple[Block, ...]


def layout_page(number: int, width: int, height: int, words: tuple[Word, ...]) -> PageLayout:
    """Return the layout of a page from its words, in reading order."""
    return PageLayout(number, width, height, tuple(_blocks(words)))


def _blocks(words: tuple[Word, ...]) -> Iterator[Block]:
    for _, group in groupby(words, attrgetter("block")):
        block_words = tuple(group)
        yield Block(tuple(lines(block_words)), Box.around(block_words))


def lines(words: Iterable[Word]) -> Iterator[Line]:
    """Yield the lines of words that follow one another."""
    for _, group in groupby(words, attrgetter("line")):
        line_words = tuple(group)
        yield Line(line_words, Box.around(line_words))
