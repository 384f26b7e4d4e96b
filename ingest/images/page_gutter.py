"""Finds the gutter between two pages that were scanned as one picture (OpenCV)."""

from dataclasses import dataclass

import cv2
import numpy

from ingest.images.picture import Picture

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
_WIDER = 1.3
"""So many times as wide as any other gap is one without a fold: columns of lists stand even."""

_WRITTEN = 0.12
"""Least part of the rows of each page on which something is written."""


@dataclass(frozen=True, slots=True)
class Gutter:
    """Where the left page ends, in parts of the width."""

    place: float
    is_fold: bool
    """Whether its shadow is seen; a gap alone may also be one between columns."""
    beside_blank: bool = False
    """Whether one half is empty, as at the end of a chapter or on a folded sheet."""


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
    return _between_pages(picture, ink) or _beside_blank(picture, ink)


def _between_pages(picture: Picture, ink: Picture) -> Gutter | None:
    width = picture.shape[1]
    gaps = _gaps(ink)
    central = (gap for gap in gaps if _is_central((gap.start + gap.stop) / 2, width))
    gap = max(central, key=_wide, default=None)
    if gap is None or not (_is_written(ink[:, : gap.start]) and _is_written(ink[:, gap.stop :])):
        return None
    fold = _fold(picture, gap)
    if _wide(gap) < width * (_FOLD_MARGINS if fold is not None else _INNER_MARGINS):
        return None
    if fold is None and not _stands_out(gap, gaps, width):
        return None
    middle = (gap.start + gap.stop) / 2 if fold is None else fold
    return Gutter(round(middle / width, 3), fold is not None)


def _gaps(ink: Picture) -> list[slice]:
    """Return the runs of columns without ink."""
    empty = ink.mean(axis=0) < _SPECKS
    runs = numpy.flatnonzero(numpy.diff(numpy.concatenate(([0], empty, [0]))))
    return [slice(int(start), int(stop)) for start, stop in runs.reshape(-1, 2)]


def _is_central(place: float, width: int) -> bool:
    return _MIDDLE[0] * width < place < _MIDDLE[1] * width


def _wide(gap: slice) -> int:
    return gap.stop - gap.start


def _stands_out(gap: slice, gaps: list[slice], width: int) -> bool:
    """Say whether no other gap inside the picture comes near to this one."""
    others = (one for one in gaps if one != gap and one.start > 0 and one.stop < width)
    return all(_wide(gap) > _WIDER * _wide(one) for one in others)


def _beside_blank(picture: Picture, ink: Picture) -> Gutter | None:
    """Return a fold in the middle beside which one page is empty."""
    width = picture.shape[1]
    fold = _fold(picture, slice(*(round(edge * width) for edge in _MIDDLE)))
    if fold is None:
        return None
    margin = round(_FOLD_MARGINS * width / 2)
    is_free = ink[:, fold - margin : fold + margin].mean(axis=0).max() < _SPECKS
    written = _is_written(ink[:, :fold]) + _is_written(ink[:, fold:])
    return Gutter(round(fold / width, 3), True, True) if is_free and written == 1 else None


def _is_written(ink: Picture) -> bool:
    return ink.size > 0 and bool((ink.mean(axis=1) > _SPECKS).mean() > _WRITTEN)


def _fold(picture: Picture, gap: slice) -> int | None:
    """Return the darkest column of a gap, when it lies in a shadow; a rule is narrower."""
    columns = numpy.median(picture, axis=0)[gap].astype(int)
    darkest = int(columns.argmin())
    beside = min(columns[: darkest + 1].max(), columns[darkest:].max())
    shadow = (columns < beside - _FOLD // 2).sum()
    is_fold = beside - columns[darkest] > _FOLD and shadow >= _NARROWEST_SHADOW
    return gap.start + darkest if is_fold else None
