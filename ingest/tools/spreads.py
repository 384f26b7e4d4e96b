"""Finds the gutter between two pages that were scanned as one picture (OpenCV)."""

from dataclasses import dataclass

import cv2
import numpy

from ingest.tools.picture import Picture

_LEAST_ASPECT, _MOST_ASPECT = 1.15, 1.95
"""Width by height of two pages side by side."""

_MIDDLE = (0.42, 0.58)
"""Where a gutter may lie, in parts of the width."""

_INK = 24
_HEAD, _FOOT = 0.06, 0.94
"""Parts of the height between which a gutter must be free of ink: lids and shadows lie beyond."""

_BESIDE = numpy.ones((41, 1), numpy.uint8)
"""Upright, so that the shadow of a fold counts as paper."""

_SPECKS = 0.01
_INNER_MARGINS = 0.045
"""Least width of the gap between two printed pages; columns of one page stand closer."""

_FOLD_MARGINS = 0.015
_FOLD = 14
"""By how much the paper is darker in a fold than on both sides of it."""

_NARROWEST_SHADOW = 4
_WRITTEN = 0.12
"""Least part of the rows of each page on which something is written."""


@dataclass(frozen=True, slots=True)
class Gutter:
    """Where the left page ends, in parts of the width."""

    place: float
    is_fold: bool
    """Whether its shadow is seen; a gap alone may also be one between columns."""


def could_be(width: int, height: int) -> bool:
    """Say whether a picture is as wide as two pages."""
    return _LEAST_ASPECT * height < width < _MOST_ASPECT * height


def gutter(picture: Picture) -> Gutter | None:
    """Return the gutter seen on a small grey picture; None when it rather shows one page."""
    height, width = picture.shape
    if not could_be(width, height):
        return None
    paper = cv2.morphologyEx(picture, cv2.MORPH_CLOSE, _BESIDE)
    ink = (cv2.subtract(paper, picture) > _INK)[round(_HEAD * height) : round(_FOOT * height)]
    gap = _widest_gap(ink)
    if gap is None or not (_is_written(ink[:, : gap.start]) and _is_written(ink[:, gap.stop :])):
        return None
    fold = _fold(picture, gap)
    margins = (gap.stop - gap.start) / width
    if margins < (_FOLD_MARGINS if fold is not None else _INNER_MARGINS):
        return None
    middle = (gap.start + gap.stop) / 2 if fold is None else fold
    return Gutter(round(middle / width, 3), fold is not None)


def _widest_gap(ink: Picture) -> slice | None:
    """Return the widest run of columns without ink that touches the middle of the picture."""
    width = ink.shape[1]
    empty = ink.mean(axis=0) < _SPECKS
    runs = numpy.flatnonzero(numpy.diff(numpy.concatenate(([0], empty, [0]))))
    gaps = [slice(int(start), int(stop)) for start, stop in runs.reshape(-1, 2)]
    central = [
        gap for gap in gaps if _MIDDLE[0] * width < (gap.start + gap.stop) / 2 < _MIDDLE[1] * width
    ]
    return max(central, key=lambda gap: gap.stop - gap.start, default=None)


def _is_written(ink: Picture) -> bool:
    return ink.size > 0 and bool((ink.mean(axis=1) > _SPECKS).mean() > _WRITTEN)


def _fold(picture: Picture, gap: slice) -> float | None:
    """Return the darkest column of a gap, when it lies in a shadow; a rule is narrower."""
    columns = numpy.median(picture, axis=0)[gap].astype(int)
    darkest = int(columns.argmin())
    beside = min(columns[: darkest + 1].max(), columns[darkest:].max())
    shadow = (columns < beside - _FOLD // 2).sum()
    is_fold = beside - columns[darkest] > _FOLD and shadow >= _NARROWEST_SHADOW
    return gap.start + darkest if is_fold else None
