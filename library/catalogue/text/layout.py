"""Puts the words of a page together as they stand on it: blocks of lines of words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Self

from library.catalogue.text.words import Word


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the page as shown."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def around(cls, words: Iterable[Word]) -> Self:
        """Return the smallest box that holds these words."""
        words = tuple(words)
        return cls(
            min(word.left for word in words),
            min(word.top for word in words),
            max(word.left + word.width for word in words),
            max(word.top + word.height for word in words),
        )

    @property
    def width(self) -> int:
        """How wide it is."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """How high it is."""
        return self.bottom - self.top


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
class LaidPage:
    """One page of an item with all that was read on it, in its place."""

    number: int
    width: int
    height: int
    blocks: tuple[Block, ...]


def lay(number: int, width: int, height: int, words: tuple[Word, ...]) -> LaidPage:
    """Return the page that these words stand on, in reading order."""
    return LaidPage(number, width, height, tuple(_blocks(words)))


def _blocks(words: tuple[Word, ...]) -> Iterator[Block]:
    for _, found in groupby(words, attrgetter("block")):
        inside = tuple(found)
        yield Block(tuple(lines(inside)), Box.around(inside))


def lines(words: Iterable[Word]) -> Iterator[Line]:
    """Give the lines of words that follow one another."""
    for _, found in groupby(words, attrgetter("line")):
        inside = tuple(found)
        yield Line(inside, Box.around(inside))
