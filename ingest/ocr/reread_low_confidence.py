"""Reads again, a quarter larger, the lines that were read with doubt; the surer reading stands.

Of a line as clear as any Tesseract now and then makes rubbish (“map NI BBg 5” of “Căn cứ Quyết
định số”), most often where words stand far apart in a narrow column; and it tears the last word
off a headline where a column ends below. How sure it is of a line, letter by letter, tells so, and
the same line read whole, at another size, comes out right.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median

from ingest.images.cells import Cell, around
from ingest.images.picture import Picture, enlarged
from ingest.tools import tesseract
from library.catalogue.text.quality import mean_confidence, quality
from library.catalogue.text.words import Word

Words = tuple[Word, ...]

_DOUBTED = 0.7
"""Lines of print reach 0.9 and rubbish 0.6; what is between is seldom read better again."""

_BETTER = 0.05
_LARGER = 1.25
_AROUND = 0.14
"""Paper left around a line, as part of its height."""

_MOST = 0.25
"""Part of the lines: what is read with doubt all over is no print, or lies on its head."""

_LOWEST_INCHES = 0.07
"""Lower is no line but a speck."""

_HEADLINE = 1.4
"""So many times as high as the usual line is one that may be torn."""

_LEVEL, _NEAR, _FEW = 0.6, 3.0, 2
"""What was torn off stands so far beside the rest, within so many heights, and is so many words."""


def read_twice(picture: Picture, languages: tuple[str, ...], dpi: int) -> Words:
    """Return the words on a prepared page in reading order, each line as it is read best."""
    lines = tesseract.read_lines(picture, languages, dpi)
    boxes, read = [Cell(*box) for box, _ in lines], [words for _, words in lines]
    page = _Page(picture, languages, dpi, boxes, read)
    sure = [mean_confidence(words) or 0.0 for words in read]
    doubted = [place for place, line in enumerate(sure) if line < _DOUBTED]
    if 0 < len(doubted) <= _MOST * len(lines):
        page.look_again(doubted)
    return _joined(page.read)


@dataclass(frozen=True, slots=True)
class _Page:
    """Lines with their boxes, as they are read best so far."""

    picture: Picture
    languages: tuple[str, ...]
    dpi: int
    boxes: list[Cell]
    read: list[Words]

    def look_again(self, doubted: list[int]) -> None:
        """Read torn headlines with their parts, and the other lines each by itself."""
        for place, parts in self._torn(doubted):
            if self._reads_better(place, *parts):
                doubted = [other for other in doubted if other not in parts]
        for place in doubted:
            if self.boxes[place].height > _LOWEST_INCHES * self.dpi:
                self._reads_better(place)

    def _torn(self, doubted: list[int]) -> Iterator[tuple[int, list[int]]]:
        """Give each headline beside which doubted lines may be parts of it, and those."""
        least = _HEADLINE * median(box.height for box in self.boxes)
        few = [part for part in doubted if len(self.read[part]) <= _FEW]
        for place, box in enumerate(self.boxes):
            if box.height > least and place not in doubted:
                parts = [part for part in few if _is_torn_off(self.boxes[part], box)]
                few = [part for part in few if part not in parts]
                if parts:
                    yield place, parts

    def _quality(self, words: Words) -> float:
        """Return how sure a line is; words run together, however sure, are impossible ones."""
        return quality(words, self.languages) or 0.0

    def _reads_better(self, first: int, *others: int) -> bool:
        """Read lines as one, put it in the place of the first if that is better; say whether."""
        before = _joined(self.read[place] for place in (first, *others))
        whole = around(self.boxes[place] for place in (first, *others))
        again = read_larger(self.picture, whole, self.languages, self.dpi)
        if self._quality(again) <= self._quality(before) + _BETTER:
            return False
        block, line = before[0].block, before[0].line
        self.read[first] = tuple(word._replace(block=block, line=line) for word in again)
        for place in others:
            self.read[place] = ()
        return True


def _is_torn_off(part: Cell, line: Cell) -> bool:
    level = min(part.bottom, line.bottom) - max(part.top, line.top)
    gap = part.left - line.right
    return level > _LEVEL * part.height and -line.height < gap < _NEAR * line.height


def _joined(read: Iterable[Words]) -> Words:
    return tuple(word for words in read for word in words)


def read_larger(picture: Picture, box: Cell, languages: tuple[str, ...], dpi: int) -> Words:
    """Return the words of one line, read a quarter larger, where they stand on the page."""
    paper = round(_AROUND * box.height)
    left, top = max(0, box.left - paper), max(0, box.top - paper)
    cut = picture[top : box.bottom + paper, left : box.right + paper]
    larger = tesseract.read_line(enlarged(cut, _LARGER), languages, dpi)
    on_page = (word.shrunk(_LARGER) for word in larger)
    return tuple(word._replace(left=left + word.left, top=top + word.top) for word in on_page)
