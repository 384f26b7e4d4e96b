"""Reading order of the blocks of a page: story by story, each column by column.

Tesseract continues from a column into the story below it when the headline between them is narrow,
and reads a headline above the second column only after the first column.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from library.catalogue.text.words import Word

Block = tuple[Word, ...]

_MIN_COLUMN_LINES = 4
"""Least number of lines of a block that forms a column: heads and feet of letters have fewer."""

_MAX_OVERLAP_RATIO = 0.5
"""Overlap of blocks allowed on slightly skewed pages, in letter heights."""

_HEADLINE_RATIO = 1.5
"""Letter height or width of a headline, relative to the usual one.

Tesseract may report the height of the whole line for a blurred word.
"""


_MIN_SPREAD_RATIO = 1.15
"""Width of the text of two facing pages relative to its height."""

_GUTTER = (0.35, 0.65)
"""Part of the width of a spread in which its gutter lies."""


@dataclass(frozen=True, slots=True)
class _Area:
    """Bounding box and text measures of a block."""

    place: int
    left: float
    top: float
    right: float
    bottom: float
    lines: int
    letter: float
    """Median word height."""
    pace: float
    """Median letter width."""


_Areas = Sequence[_Area]


def facing_pages(blocks: Sequence[Block]) -> tuple[list[Block], ...]:
    """Return the blocks of the left and of the right page of a spread; else all as one page."""
    areas = [_area(place, block) for place, block in enumerate(blocks)]
    columns = _columns(areas)
    if not _is_wide(areas):
        return (list(blocks),)
    x0, width = min(area.left for area in areas), _width(areas)
    for count in range(1, len(columns)):
        pages = [list(chain.from_iterable(part)) for part in (columns[:count], columns[count:])]
        gutter = (min(area.left for area in pages[1]) - x0) / width
        if _GUTTER[0] < gutter < _GUTTER[1] and all(map(_is_text, pages)):
            places = [sorted(area.place for area in page) for page in pages]
            return tuple([blocks[place] for place in page] for page in places)
    return (list(blocks),)


def _is_wide(areas: _Areas) -> bool:
    if not areas:
        return False
    height = max(area.bottom for area in areas) - min(area.top for area in areas)
    return _width(areas) > _MIN_SPREAD_RATIO * height


def _width(areas: _Areas) -> float:
    return max(area.right for area in areas) - min(area.left for area in areas)


def in_reading_order(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks in reading order if the page has columns, else in their present order."""
    if not blocks:
        return []
    areas = [_area(place, block) for place, block in enumerate(blocks)]
    by_line = [area for area in areas for _ in range(area.lines)]
    usual = (
        _upper_median(area.letter for area in by_line),
        _upper_median(area.pace for area in by_line),
    )
    order = _RecursiveCut(*usual)
    ordered_areas = order.of(areas)
    return [blocks[area.place] for area in ordered_areas] if order.has_columns else list(blocks)


class _RecursiveCut:
    """Recursive cuts of a page: horizontal cuts at gaps, vertical cuts between columns."""

    def __init__(self, letter: float, pace: float) -> None:
        self._high, self._wide = letter * _HEADLINE_RATIO, pace * _HEADLINE_RATIO
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
        """Return groups of areas one below the other; coinciding gaps do not cut columns."""
        runs: list[_Areas] = []
        for strip in _split_at_gaps(areas, lambda area: (area.top, area.bottom)):
            if runs and self._go_on(runs[-1], strip):
                runs[-1] = (*runs[-1], *strip)
            else:
                runs.append(strip)
        return runs

    def _go_on(self, above: _Areas, below: _Areas) -> bool:
        """Return True if columns continue from one strip to the next."""
        together = len(_columns((*above, *below)))
        if together < 2 or self._is_headline(above) or self._is_headline(below):
            return False
        fewer, more = sorted((len(_columns(above)), len(_columns(below))))
        return fewer > 1 or together >= more

    def _is_headline(self, strip: _Areas) -> bool:
        """Return True if a strip has only large letters; Tesseract splits them above a gutter."""
        is_large = any(area.letter > self._high or area.pace > self._wide for area in strip)
        return is_large and not _is_text(strip)


def _area(place: int, block: Block) -> _Area:
    letter = _upper_median([word.height for word in block])
    return _Area(
        place,
        min(word.left for word in block),
        min(word.top for word in block),
        max(word.left + word.width for word in block),
        max(word.top + word.height for word in block),
        len({word.line for word in block}),
        letter,
        _upper_median([word.width / max(len(word.text), 1) for word in block]),
    )


def _columns(areas: _Areas) -> list[_Areas]:
    return list(_split_at_gaps(areas, lambda area: (area.left, area.right)))


def _is_text(column: _Areas) -> bool:
    return any(area.lines >= _MIN_COLUMN_LINES for area in column)


def _split_at_gaps(
    areas: _Areas, extent: Callable[[_Area], tuple[float, float]]
) -> Iterator[_Areas]:
    """Yield groups of areas separated by a gap, in the order of their extents."""
    part: list[_Area] = []
    last_end = 0.0
    for area in sorted(areas, key=extent):
        start, end = extent(area)
        if part and start + _MAX_OVERLAP_RATIO * area.letter >= last_end:
            yield tuple(part)
            part = []
        part.append(area)
        last_end = max(last_end, end) if len(part) > 1 else end
    if part:
        yield tuple(part)


def _upper_median(values: Iterable[float]) -> float:
    ordered_values = sorted(values)
    return ordered_values[len(ordered_values) // 2]
