"""Holds the words others found on a page, in their own measure, and lays them on our image."""

from dataclasses import dataclass, replace
from typing import Self

from library.catalogue.text.words import Word


@dataclass(frozen=True, slots=True)
class FoundWord:
    """One word, in the measure of the file it stands in; `sure` only when the file says so."""

    text: str
    left: float
    top: float
    width: float
    height: float
    sure: float | None
    block: int
    line: int

    @property
    def right(self) -> float:
        """Where it ends on the right."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Where it ends below."""
        return self.top + self.height

    def followed_by(self, text: str) -> Self:
        """Return the word with something at its end."""
        return self if self.text.endswith(text) else replace(self, text=self.text + text)


@dataclass(frozen=True, slots=True)
class Layout:
    """The words of a page in reading order, and how they are measured."""

    words: tuple[FoundWord, ...]
    size: tuple[float, float] | None = None
    """Of the page in the same measure, when it is told and can be right."""
    units_per_inch: int | None = None
    """When they are not pixels."""

    def on(self, width: int, height: int, dpi: int) -> tuple[Word, ...]:
        """Return the words with boxes in the pixels of an image of the page."""
        if self.size:
            across, down = width / self.size[0], height / self.size[1]
        else:
            across = down = dpi / self.units_per_inch if self.units_per_inch else 1.0
        placed = (_placed(word, across, down, width, height) for word in self.words)
        return tuple(word for word in placed if word is not None)

    @property
    def says_how_sure(self) -> bool:
        """Whether its words tell how surely they were read."""
        return any(word.sure is not None for word in self.words)


def _placed(word: FoundWord, across: float, down: float, width: int, height: int) -> Word | None:
    """Return a word on an image; None of one that would lie outside."""
    left, top = round(word.left * across), round(word.top * down)
    right, bottom = round(word.right * across), round(word.bottom * down)
    if left >= width or top >= height or right <= 0 or bottom <= 0:
        return None
    left, top, right, bottom = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
    return Word(
        word.text,
        left,
        top,
        max(right - left, 1),
        max(bottom - top, 1),
        1.0 if word.sure is None else round(word.sure, 3),
        word.block,
        word.line,
    )
