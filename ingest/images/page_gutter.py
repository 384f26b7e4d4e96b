"""Gutter between two pages that were scanned as one picture (OpenCV).

The thresholds were chosen by eye; no measurement is recorded.
"""

from dataclasses import dataclass

import cv2
import numpy

from ingest.images.picture import Picture

_MIN_ASPECT_RATIO, _MAX_ASPECT_RATIO = 1.15, 1.95
"""Width to height ratios of two pages side by side."""

_GUTTER_RANGE = (0.42, 0.58)
"""Range of gutter positions, as fractions of the width."""

_INK_CONTRAST = 24
_HEAD, _FOOT = 0.06, 0.94
"""Fractions of the height between which a gutter is free of ink: beyond are lids and shadows."""

_PAPER_KERNEL = numpy.ones((41, 1), numpy.uint8)
"""Vertical kernel, so the shadow of a fold counts as paper."""

_MAX_SPECK_RATIO = 0.01
_MIN_GAP_RATIO = 0.045
"""Least width of the gap between two printed pages, as a fraction of the width; columns of one page
are closer."""

_MIN_FOLD_GAP_RATIO = 0.015
_MIN_FOLD_CONTRAST = 14
"""Grey levels by which the paper in a fold is darker than on both sides of it."""

_MIN_SHADOW_PIXELS = 4
_MIN_DOMINANCE_RATIO = 1.3
"""A gap without a fold must be wider than any other gap by this factor: list columns are evenly
spaced."""

_MIN_INKED_ROWS_RATIO = 0.12
"""Least fraction of the rows of each page that contain ink."""


@dataclass(frozen=True, slots=True)
class Gutter:
    """Position of the gutter, as a fraction of the width."""

    place: float
    is_fold: bool
    """True if the shadow of the fold is visible; a gap alone may also separate columns."""
    beside_blank: bool = False
    """True if one half is blank, as at the end of a chapter or on a folded sheet."""


def has_spread_aspect(width: int, height: int) -> bool:
    """Return True if a picture has the aspect ratio of two pages."""
    return _MIN_ASPECT_RATIO * height < width < _MAX_ASPECT_RATIO * height


def find_gutter(picture: Picture) -> Gutter | None:
    """Return the gutter in a small grey picture; None when it probably shows one page."""
    height, width = picture.shape
    if not has_spread_aspect(width, height):
        return None
    paper = cv2.morphologyEx(picture, cv2.MORPH_CLOSE, _PAPER_KERNEL)
    ink = (cv2.subtract(paper, picture) > _INK_CONTRAST)[
        round(_HEAD * height) : round(_FOOT * height)
    ]
    return _between_pages(picture, ink) or _fold_beside_blank_page(picture, ink)


def _between_pages(picture: Picture, ink: Picture) -> Gutter | None:
    width = picture.shape[1]
    gaps = _gaps(ink)
    central = (gap for gap in gaps if _is_central((gap.start + gap.stop) / 2, width))
    gap = max(central, key=_gap_width, default=None)
    if gap is None or not (_has_text(ink[:, : gap.start]) and _has_text(ink[:, gap.stop :])):
        return None
    fold = _find_fold(picture, gap)
    if _gap_width(gap) < width * (_MIN_FOLD_GAP_RATIO if fold is not None else _MIN_GAP_RATIO):
        return None
    if fold is None and not _is_dominant_gap(gap, gaps, width):
        return None
    middle = (gap.start + gap.stop) / 2 if fold is None else fold
    return Gutter(round(middle / width, 3), fold is not None)


def _gaps(ink: Picture) -> list[slice]:
    """Return the runs of columns without ink."""
    empty = ink.mean(axis=0) < _MAX_SPECK_RATIO
    runs = numpy.flatnonzero(numpy.diff(numpy.concatenate(([0], empty, [0]))))
    return [slice(int(start), int(stop)) for start, stop in runs.reshape(-1, 2)]


def _is_central(place: float, width: int) -> bool:
    return _GUTTER_RANGE[0] * width < place < _GUTTER_RANGE[1] * width


def _gap_width(gap: slice) -> int:
    return gap.stop - gap.start


def _is_dominant_gap(gap: slice, gaps: list[slice], width: int) -> bool:
    """Return True if a gap is clearly wider than every other gap inside the picture."""
    inner_gaps = (
        other for other in gaps if other != gap and other.start > 0 and other.stop < width
    )
    return all(_gap_width(gap) > _MIN_DOMINANCE_RATIO * _gap_width(other) for other in inner_gaps)


def _fold_beside_blank_page(picture: Picture, ink: Picture) -> Gutter | None:
    """Return a fold in the middle with a blank page on one side; None without one."""
    width = picture.shape[1]
    fold = _find_fold(picture, slice(*(round(edge * width) for edge in _GUTTER_RANGE)))
    if fold is None:
        return None
    margin = round(_MIN_FOLD_GAP_RATIO * width / 2)
    is_free = ink[:, fold - margin : fold + margin].mean(axis=0).max() < _MAX_SPECK_RATIO
    text_sides = _has_text(ink[:, :fold]) + _has_text(ink[:, fold:])
    return Gutter(round(fold / width, 3), True, True) if is_free and text_sides == 1 else None


def _has_text(ink: Picture) -> bool:
    return ink.size > 0 and bool(
        (ink.mean(axis=1) > _MAX_SPECK_RATIO).mean() > _MIN_INKED_ROWS_RATIO
    )


def _find_fold(picture: Picture, gap: slice) -> int | None:
    """Return the darkest column of a gap if it is in a shadow, else None; a ruling line is
    narrower."""
    columns = numpy.median(picture, axis=0)[gap].astype(int)
    darkest = int(columns.argmin())
    paper = min(columns[: darkest + 1].max(), columns[darkest:].max())
    shadow = (columns < paper - _MIN_FOLD_CONTRAST // 2).sum()
    is_fold = paper - columns[darkest] > _MIN_FOLD_CONTRAST and shadow >= _MIN_SHADOW_PIXELS
    return gap.start + darkest if is_fold else None
