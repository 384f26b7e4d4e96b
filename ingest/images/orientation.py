"""Sees by the marks of its letters how a page lies, before it is read (OpenCV).

Accents and dots stand above their letters, many more of them than dots below: so a page of print
that lies on its side or head shows them there. This is cheap. That a page lies wrong is only a
suspicion; that it is upright can be believed.
"""

import cv2
import numpy

from ingest.images.page_numbers import fitted
from ingest.images.picture import Picture

_MIDDLE = slice(450, 1350)
"""The rows of half an upright page of A4, which mostly tell as much as all."""

_INK = 60
_NEIGHBOURHOOD = numpy.ones((25, 25), numpy.uint8)

_LETTER_SIZES = (7, 60)
"""Pixels of what may be a letter on a picture of that width; the usual one is the measure."""

_FEWEST_LETTERS = 50
_LETTER, _MARK = (0.6, 3.0), (0.12, 0.55)
"""Sizes of letters and of marks, as parts of the usual size of letters."""

_REACH = 0.3
"""So many times the size of a letter stands its mark away from it at most."""

_FEWEST_MARKS = 20
_NONE = [0, 0, 0, 0]
_LONGEST = 10
"""So many times its width a page is long at most: a longer strip would be made very large."""

_CLEARLY = 1.5
"""So many times more marks stand on one side of their letters than above them."""


def quarter_turns(page: Picture) -> int:
    """Return the quarter turns clockwise a page seems to need; 0 also when it does not tell."""
    counted = _counted(page)
    lies = int(numpy.argmax(counted))
    sure = counted[lies] >= _FEWEST_MARKS and counted[lies] > _CLEARLY * counted[0]
    return -lies % 4 if sure else 0


def is_upright(page: Picture) -> bool:
    """Say whether the marks of a page leave no doubt that it is upright."""
    above, *elsewhere = _counted(page)
    return above >= _FEWEST_MARKS and above > _CLEARLY * max(elsewhere)


def _counted(page: Picture) -> list[int]:
    if page.shape[0] > _LONGEST * page.shape[1]:
        return _NONE
    page = fitted(page)
    counted = _marks_around(page[_MIDDLE]) if page.shape[0] >= _MIDDLE.stop else _NONE
    return _marks_around(page) if max(counted) < _FEWEST_MARKS else counted


def _marks_around(page: Picture) -> list[int]:
    """Count the marks above, right of, below and left of the letters they belong to."""
    paper = cv2.morphologyEx(page, cv2.MORPH_CLOSE, _NEIGHBOURHOOD)
    ink = (cv2.subtract(paper, page) > _INK).astype(numpy.uint8)
    count, spots, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    sizes = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    sizes[0] = 0  # the paper
    letters = sizes[(sizes >= _LETTER_SIZES[0]) & (sizes <= _LETTER_SIZES[1])]
    if letters.size < _FEWEST_LETTERS:
        return _NONE
    usual = float(numpy.median(letters))
    is_letter = numpy.zeros(count, numpy.uint8)
    is_letter[(sizes > _LETTER[0] * usual) & (sizes < _LETTER[1] * usual)] = 1
    is_mark = (sizes >= max(2, _MARK[0] * usual)) & (sizes <= _MARK[1] * usual)
    beside = _beside(is_letter[spots], stats[is_mark], max(2, round(_REACH * usual)))
    alone = beside.sum(axis=0) == 1
    return [int((side & alone).sum()) for side in beside]


def _beside(letters: Picture, marks: Picture, reach: int) -> Picture:
    """Say for each mark whether letters are below, left of, above and right of it."""
    left, top, wide, high = marks[:, :4].T
    right, bottom = left + wide, top + high
    sums = cv2.integral(letters)
    most_down, most_right = letters.shape

    def any_in(x0: Picture, y0: Picture, x1: Picture, y1: Picture) -> Picture:
        x0, x1 = (numpy.clip(x, 0, most_right) for x in (x0, x1))
        y0, y1 = (numpy.clip(y, 0, most_down) for y in (y0, y1))
        return sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0] > 0

    return numpy.stack(
        (
            any_in(left, bottom, right, bottom + reach),
            any_in(left - reach, top, left, bottom),
            any_in(left, top - reach, right, top),
            any_in(right, top, right + reach, bottom),
        )
    )
