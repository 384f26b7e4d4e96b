"""Words of an external OCR file in its own units, and their conversion to page image pixels."""

from dataclasses import dataclass, replace
from typing import Self

from library.catalogue.text.words import Word


@dataclass(frozen=True, slots=True)
class ExternalWord:
    """A word in the units of its file; `sure` is its confidence, None if the file has none."""

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
        """The right edge of the word."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The bottom edge of the word."""
        return self.top + self.height

    def with_suffix(self, text: str) -> Self:
        """Return the word with a suffix appended, unless it already ends with it."""
        return self if self.text.endswith(text) else replace(self, text=self.text + text)


@dataclass(frozen=True, slots=True)
class Layout:
    """The words of a page in reading order, with their unit of measurement."""

    words: tuple[ExternalWord, ...]
    size: tuple[float, float] | None = None
    """Page size in the same units, if present and plausible."""
    units_per_inch: int | None = None
    """Resolution of the units; None for pixels."""

    def words_on_image(self, width: int, height: int, dpi: int) -> tuple[Word, ...]:
        """Return the words with boxes in the pixels of a page image."""
        if self.size:
            across, down = width / self.size[0], height / self.size[1]
        else:
            across = down = dpi / self.units_per_inch if self.units_per_inch else 1.0
        placed_words = (_place_on_image(word, across, down, width, height) for word in self.words)
        return tuple(word for word in placed_words if word is not None)

    @property
    def has_confidences(self) -> bool:
        """True if any word has a confidence."""
        return any(word.sure is not None for word in self.words)


def _place_on_image(
    word: ExternalWord, x_scale: float, y_scale: float, width: int, height: int
) -> Word | None:
    """Return a word in image pixels, clipped to the image; None if it is entirely outside."""
    x0, y0 = round(word.left * x_scale), round(word.top * y_scale)
    x1, y1 = round(word.right * x_scale), round(word.bottom * y_scale)
    if x0 >= width or y0 >= height or x1 <= 0 or y1 <= 0:
        return None
    x0, y0, x1, y1 = max(x0, 0), max(y0, 0), min(x1, width), min(y1, height)
    return Word(
        word.text,
        x0,
        y0,
        max(x1 - x0, 1),
        max(y1 - y0, 1),
        1.0 if word.sure is None else round(word.sure, 3),
        word.block,
        word.line,
    )
