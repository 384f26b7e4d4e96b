"""Puts the blocks of a page in reading order: stories one after another, each column by column.

Tesseract reads on from a column into the story below it when the headline between them is narrow,
and a headline that stands over the second column only after the first.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from library.catalogue.text.words import Word

Block = tuple[Word, ...]

_RUNNING_TEXT = 4
"""So many lines has a block at least that makes a column: heads and feet of letters have fewer."""

_LETTER = 0.5
"""Blocks may overlap by so much of a letter's height when the page is a little crooked."""

_HEADLINE = 1.5
"""So many times as high or as wide as is usual are the letters of a headline.

Tesseract may take the height of the whole line for that of a blurred word.
"""


@dataclass(frozen=True, slots=True)
class _Area:
    """Where a block stands, and what tells whether it is text or headline."""

    place: int
    left: float
    top: float
    right: float
    bottom: float
    lines: int
    letter: float
    """Height of its words."""
    pace: float
    """Width of a letter."""


_Areas = Sequence[_Area]


def in_reading_order(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks of a page with columns in reading order, those of others as they are."""
    if not blocks:
        return []
    areas = [_area(place, block) for place, block in enumerate(blocks)]
    by_line = [area for area in areas for _ in range(area.lines)]
    usual = _middle(area.letter for area in by_line), _middle(area.pace for area in by_line)
    order = _Order(*usual)
    placed = order.of(areas)
    return [blocks[area.place] for area in placed] if order.has_columns else list(blocks)


class _Order:
    """Cuts a page across where nothing stands, and down between columns, again and again."""

    def __init__(self, letter: float, pace: float) -> None:
        self._high, self._wide = letter * _HEADLINE, pace * _HEADLINE
        self.has_columns = False

    def of(self, areas: _Areas) -> list[_Area]:
        """Return areas in reading order."""
        runs = self._runs(areas)
        if len(runs) > 1:
            return list(chain.from_iterable(map(self.of, runs)))
        columns = _columns(areas)
        if sum(map(_is_text, columns)) < 2:
            return sorted(areas, key=lambda area: area.place)
        self.has_columns = True
        return list(chain.from_iterable(map(self.of, columns)))

    def _runs(self, areas: _Areas) -> list[_Areas]:
        """Part areas that stand below each other, but not columns where gaps happen to meet."""
        runs: list[_Areas] = []
        for strip in _parted(areas, lambda area: (area.top, area.bottom)):
            if runs and self._go_on(runs[-1], strip):
                runs[-1] = (*runs[-1], *strip)
            else:
                runs.append(strip)
        return runs

    def _go_on(self, above: _Areas, below: _Areas) -> bool:
        """Say whether columns go on from one strip to the next."""
        together = len(_columns((*above, *below)))
        if together < 2 or self._is_headline(above) or self._is_headline(below):
            return False
        fewer, more = sorted((len(_columns(above)), len(_columns(below))))
        return fewer > 1 or together >= more

    def _is_headline(self, strip: _Areas) -> bool:
        """Say whether large letters stand here alone; Tesseract parts them above a gutter."""
        is_large = any(area.letter > self._high or area.pace > self._wide for area in strip)
        return is_large and not _is_text(strip)


def _area(place: int, block: Block) -> _Area:
    letter = _middle([word.height for word in block])
    return _Area(
        place,
        min(word.left for word in block),
        min(word.top for word in block),
        max(word.left + word.width for word in block),
        max(word.top + word.height for word in block),
        len({word.line for word in block}),
        letter,
        _middle([word.width / max(len(word.text), 1) for word in block]),
    )


def _columns(areas: _Areas) -> list[_Areas]:
    return list(_parted(areas, lambda area: (area.left, area.right)))


def _is_text(column: _Areas) -> bool:
    return any(area.lines >= _RUNNING_TEXT for area in column)


def _parted(areas: _Areas, sides: Callable[[_Area], tuple[float, float]]) -> Iterator[_Areas]:
    """Part areas where a line can be drawn between them, in the order of their sides."""
    part: list[_Area] = []
    reached = 0.0
    for area in sorted(areas, key=sides):
        begins, ends = sides(area)
        if part and begins + _LETTER * area.letter >= reached:
            yield tuple(part)
            part = []
        part.append(area)
        reached = max(reached, ends) if len(part) > 1 else ends
    if part:
        yield tuple(part)


def _middle(numbers: Iterable[float]) -> float:
    found = sorted(numbers)
    return found[len(found) // 2]
