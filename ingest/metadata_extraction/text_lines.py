"""Sees the words of a page as lines, and lines as text with a place."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word
from library.vietnamese.letters import fold

_LETTERS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand in a row."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """What the line says."""
        return " ".join(word.text for word in self.words)

    @property
    def folded(self) -> tuple[str, ...]:
        """The words without marks, capitals and punctuation; a bare mark is an empty one."""
        return tuple("".join(_LETTERS.findall(fold(word.text))) for word in self.words)

    @property
    def box(self) -> Box:
        """Where the line stands."""
        return Box.around(self.words)

    @property
    def height(self) -> float:
        """How tall its words are."""
        return median(word.height for word in self.words)

    @property
    def middle(self) -> float:
        """How far down the page its words stand."""
        return median(word.top + word.height / 2 for word in self.words)

    @property
    def in_capitals(self) -> bool:
        """Whether it is written in capital letters, a misread one aside."""
        letters = [letter for letter in self.text if letter.isalpha()]
        return sum(map(str.isupper, letters)) > 0.8 * len(letters)

    @property
    def confidence(self) -> float:
        """How sure the reading is of the word it is least sure of."""
        return lowest_confidence(self.words)

    def gap(self, after: int, before: int) -> Box:
        """Return the place between two letters of the text, and what reaches above and below.

        What was written there by hand may have been read as anything, or not at all.
        """
        top = min(word.top for word in self.words)
        bottom = max(word.top + word.height for word in self.words)
        reach = round(self.height / 4)
        left, right = self._place(after - 1)[1], self._place(before)[0]
        return Box(left, max(0, top - reach), max(left, right), bottom + reach)

    def _place(self, letter: int) -> tuple[int, int]:
        """Return from where to where a letter of the text stands, as if all were equally wide."""
        start = 0
        for word in self.words:
            length = len(word.text)
            if letter < start + length:
                there = word.left + word.width * max(0, letter - start) / length
                return round(there), round(there + word.width / length)
            start += length + 1
        return word.left + word.width, word.left + word.width


def lines_of(words: Iterable[Word]) -> list[Line]:
    """Return the lines of a page from top to bottom."""
    lines = [Line(tuple(inside)) for _, inside in groupby(words, key=lambda word: word.line)]
    return sorted(lines, key=lambda line: line.box.top)


def halves(lines: Iterable[Line], boundary: float) -> tuple[list[Line], list[Line]]:
    """Return what stands left of a boundary and what stands right of it."""
    left, right = [], []
    for line in lines:
        here = tuple(w for w in line.words if w.left + w.width / 2 < boundary)
        there = tuple(w for w in line.words if w.left + w.width / 2 >= boundary)
        left += [Line(here)] if here else []
        right += [Line(there)] if there else []
    return left, right


def lowest_confidence(words: Iterable[Word]) -> float:
    """Return how sure the reading is of the word it is least sure of."""
    read = (word.confidence for word in words if any(map(str.isalnum, word.text)))
    return min(read, default=0.0)
