"""Words of a page grouped into text lines with their position."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from library.catalogue.text.layout import Box
from library.catalogue.text.quality import mean_confidence
from library.catalogue.text.words import Word
from library.vietnamese.letters import fold

_LETTERS = re.compile(r"[^\W_]+")
_MIN_PRINT_CONFIDENCE = 0.6
"""Mean confidence of a line: printed ones reach 0.9, edges of the scan and seals 0.5."""

_MIN_GAP_RATIO = 1.0
"""Width of the narrowest gap between two columns relative to the height of the words; a space is
0.3 wide, and less than 0.8 in a justified line."""


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one text line."""

    words: tuple[Word, ...]
    is_cut: bool = False
    """True for a part of a line that was divided at a mere space: words may be missing."""

    @property
    def text(self) -> str:
        """The text of the line."""
        return " ".join(word.text for word in self.words)

    @property
    def folded(self) -> tuple[str, ...]:
        """The words without diacritics, capitals and punctuation; empty for punctuation alone."""
        return tuple("".join(_LETTERS.findall(fold(word.text))) for word in self.words)

    @property
    def box(self) -> Box:
        """The bounding box of the line."""
        return Box.around(self.words)

    @property
    def height(self) -> float:
        """The median height of its words."""
        return median(word.height for word in self.words)

    @property
    def middle(self) -> float:
        """The median vertical centre of its words."""
        return median(word.top + word.height / 2 for word in self.words)

    @property
    def in_capitals(self) -> bool:
        """True if the line is in capital letters, apart from misread ones."""
        letters = [letter for letter in self.text if letter.isalpha()]
        return sum(map(str.isupper, letters)) > 0.8 * len(letters)

    @property
    def confidence(self) -> float:
        """The lowest confidence of its words."""
        return lowest_confidence(self.words)

    @property
    def is_print(self) -> bool:
        """True if its letters are sure enough for a title: stamps, edges and ghosts are not."""
        has_letters = any(map(str.isalpha, self.text))
        return has_letters and (mean_confidence(self.words) or 0.0) >= _MIN_PRINT_CONFIDENCE

    def gap(self, start_letter: int, end_letter: int) -> Box:
        """Return the box between two letters of the text, extended above and below.

        Handwriting there may have been misread, or not read at all.
        """
        top = min(word.top for word in self.words)
        bottom = max(word.top + word.height for word in self.words)
        reach = round(self.height / 4)
        x0, x1 = self._letter_extent(start_letter - 1)[1], self._letter_extent(end_letter)[0]
        return Box(x0, max(0, top - reach), max(x0, x1), bottom + reach)

    def _letter_extent(self, letter: int) -> tuple[int, int]:
        """Return the left and right edge of a letter of the text, assuming equal letter widths."""
        start = 0
        for word in self.words:
            length = len(word.text)
            if letter < start + length:
                x = word.left + word.width * max(0, letter - start) / length
                return round(x), round(x + word.width / length)
            start += length + 1
        return word.left + word.width, word.left + word.width


def lines_of(words: Iterable[Word]) -> list[Line]:
    """Return the lines of a page from top to bottom."""
    lines = [Line(tuple(inside)) for _, inside in groupby(words, key=lambda word: word.line)]
    return sorted(lines, key=lambda line: line.box.top)


def split_halves(lines: Iterable[Line], boundary: float) -> tuple[list[Line], list[Line]]:
    """Return the parts of the lines left of a boundary, and those right of it.

    Where the boundary is between words of one text, the line is divided at the next wide gap.
    """
    left_lines, right_lines = [], []
    for line in lines:
        words = sorted(line.words, key=_centre)
        at = sum(_centre(word) < boundary for word in words)
        gaps = [
            index
            for index, (word, following) in enumerate(pairwise(words), 1)
            if following.left - word.left - word.width >= _MIN_GAP_RATIO * word.height
        ]
        is_cut = 0 < at < len(words) and at not in gaps
        if is_cut and gaps:
            at, is_cut = min(gaps, key=lambda index: abs(index - at)), False
        left_lines += [Line(tuple(words[:at]), is_cut)] if at else []
        right_lines += [Line(tuple(words[at:]), is_cut)] if at < len(words) else []
    return left_lines, right_lines


def _centre(word: Word) -> float:
    return word.left + word.width / 2


def lowest_confidence(words: Iterable[Word]) -> float:
    """Return the lowest confidence of words with letters or digits; 0.0 without any."""
    confidences = (word.confidence for word in words if any(map(str.isalnum, word.text)))
    return min(confidences, default=0.0)
