"""Makes pages fit to be read (OpenCV): finds out what a page needs, and does only that."""

from collections.abc import Iterator

import cv2
import numpy
from numpy.typing import NDArray

from ingest.images import deskew, remove_stamps
from ingest.images.picture import Picture, counts, in_grey, percentiles, smaller
from ingest.record import Treatment

READ_DPI = 200
"""Finer pages are read faster and no worse at this resolution; on real scans better."""

_LOW_DPI = 170
_HIGH_DPI = 240
_A4_INCHES = 8.27
_WHITE = 255
_NEARLY_WHITE = 215
_BORDER_DARK = (100, 75, 50)
"""Of the frame beside white paper, and beside paper that lies in a shadow."""

_UNEVEN, _UNEVEN_PART = 25, 0.4
"""By how much light differs on an uneven page: in shades, and as part of ink from paper."""

_ALL_ALONG = 0.95
"""Part of its edge along which paper stands out from a frame or a hole."""

_HOLES_WITHIN = 30
_BORDER_SEEN_AT = 400
"""Length in pixels of the copy on which borders are found; wider ones than a line are."""

_LIGHT_SEEN_AT = 200
_SOFT = 0.7
_A_TOUCH = 25
"""The part of the way from paper to ink that is paper still: grain, and what JPEG leaves."""

_STRIP_HEIGHT, _STRIP_MARGINS = 60, (15, 15, 20, 20)
_LOOKED_AT = 1000
"""Width in pixels of the small copy on which most questions are answered."""

_DRAWN = 100
"""By how much what is drawn by a program is darker than the paper around it."""

_THINNER = (_WHITE * (numpy.arange(256) / _WHITE) ** 0.8).astype(numpy.uint8)
"""Lightens what is grey, as the edges of blurred letters are."""

cv2.setNumThreads(1)


def needs(picture: Picture, dpi: int, turn: int = 0) -> Treatment:
    """Find out what a page needs before it is read."""
    grey = in_grey(turned(picture, turn))
    small = _small(grey)
    border = _border(small)
    dark_border = bool(border.any())
    if dark_border:
        small[border > 0] = numpy.median(small)
    bitonal = _is_bitonal(grey)
    uneven = not bitonal and _is_uneven(small)
    return Treatment(
        turn=turn,
        skew=deskew.degrees(_evenly_lit(small) if uneven else small),
        scale=_scale(dpi),
        bitonal=bitonal,
        dark_border=dark_border,
        speckled=not bitonal and _is_speckled(grey),
        uneven=uneven,
        blurred=not bitonal and _is_blurred(grey),
        sealed=remove_stamps.has_seal(picture),
    )


def part(picture: Picture, begins: float, ends: float) -> Picture:
    """Return what lies between two places of the width; the whole picture as it is."""
    if (begins, ends) == (0.0, 1.0):
        return picture
    width = picture.shape[1]
    return numpy.ascontiguousarray(picture[:, round(begins * width) : round(ends * width)])


def turned(picture: Picture, quarters: int) -> Picture:
    """Return the picture after so many quarter turns clockwise."""
    return numpy.ascontiguousarray(numpy.rot90(picture, -quarters)) if quarters % 4 else picture


def middle(picture: Picture) -> Picture:
    """Return the middle quarter of a picture: enough to tell how well it can be read."""
    high, wide = picture.shape[:2]
    return picture[high // 4 : high * 3 // 4, wide // 4 : wide * 3 // 4]


def straighten(picture: Picture, treatment: Treatment) -> Picture:
    """Return the page upright and straight; nothing is cut off, and its edges are drawn out."""
    upright = turned(picture, treatment.turn)
    if not treatment.skew:
        return upright
    height, width = upright.shape[:2]
    matrix, size = straightening(width, height, treatment.skew)
    return cv2.warpAffine(
        upright, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )


def straightening(
    width: int, height: int, skew: float
) -> tuple[NDArray[numpy.float64], tuple[int, int]]:
    """Return how the points of an upright page move when it is laid straight, and its new size."""
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    wide, high = round(height * sine + width * cosine), round(height * cosine + width * sine)
    matrix[:, 2] += (wide - width) / 2, (high - height) / 2
    return matrix, (wide, high)


def clean(picture: Picture, treatment: Treatment) -> Picture:
    """Return the straight page as it is best read: grey, large enough, evenly lit, sharp."""
    page = remove_stamps.lifted(picture) if treatment.sealed else in_grey(picture)
    if treatment.scale != 1.0:
        how = cv2.INTER_CUBIC if treatment.scale > 1 else cv2.INTER_AREA
        page = cv2.resize(page, None, fx=treatment.scale, fy=treatment.scale, interpolation=how)
    border = _border(page) if treatment.dark_border else None
    if treatment.speckled:
        page = cv2.medianBlur(page, 3)
    if treatment.uneven:
        page = _evenly_lit(page)
    if border is not None:
        page = numpy.where(border > 0, numpy.uint8(_WHITE), page)
    if treatment.blurred:
        page = _sharpened(page)
    return page


def as_read(clean: Picture, treatment: Treatment) -> Picture:
    """Return the clean page as Tesseract is given it: on plain paper, or its steps made soft.

    It has learned from letters with grey edges: of a fax it reads half as many wrong that are soft.
    """
    if treatment.bitonal and treatment.scale == 1.0:
        return cv2.GaussianBlur(clean, (0, 0), _SOFT)
    return clean if treatment.uneven else on_plain_paper(clean)


def on_plain_paper(clean: Picture) -> Picture:
    """Return a grey page with paper of one tone: Tesseract packs every line, grain and all."""
    ink, paper = percentiles(clean[::4, ::4], 1, 50)
    plain = numpy.arange(256, dtype=numpy.uint8)
    lighter = slice(round(paper - (paper - ink) / _A_TOUCH), None)
    plain[lighter] = numpy.maximum(plain[lighter], round(paper))
    return cv2.LUT(clean, plain)


def reduced(picture: Picture, width: int) -> Picture:
    """Return the picture `width` wide, or as it is when it is not wider."""
    high, wide = picture.shape[:2]
    if wide <= width:
        return picture
    return smaller(picture, width, max(1, round(high * width / wide)))


def strip(picture: Picture, left: int, top: int, right: int, bottom: int) -> Picture:
    """Cut a strip of one line out of a picture, grey and as tall as lines are best read."""
    cut = in_grey(picture[max(top, 0) : bottom, max(left, 0) : right])
    factor = _STRIP_HEIGHT / max(cut.shape[0], 1)
    wide = max(1, round(cut.shape[1] * factor))
    line = cv2.resize(cut, (wide, _STRIP_HEIGHT), interpolation=cv2.INTER_CUBIC)
    return cv2.copyMakeBorder(line, *_STRIP_MARGINS, cv2.BORDER_REPLICATE)


def ink_within(
    picture: Picture, left: int, top: int, right: int, bottom: int
) -> tuple[int, int, int, int] | None:
    """Return left, top, width and height of what is drawn inside a box; None on empty paper."""
    left, top = max(left, 0), max(top, 0)
    inside = in_grey(picture[top:bottom, left:right])
    if not inside.size:
        return None
    drawn = (inside.max() - inside > _DRAWN).astype(numpy.uint8)
    x, y, wide, high = cv2.boundingRect(drawn)
    return (left + x, top + y, wide, high) if wide and high else None


def likely_dpi(width: int, height: int) -> int:
    """Guess the resolution of an image that does not say it: as if the page were A4."""
    return round(min(width, height) / _A4_INCHES)


def _scale(dpi: int) -> float:
    return 1.0 if _LOW_DPI <= dpi <= _HIGH_DPI else READ_DPI / dpi


def _small(grey: Picture) -> Picture:
    return reduced(grey, _LOOKED_AT).copy()


def _tiny(grey: Picture, longest: int) -> Picture:
    factor = longest / max(grey.shape)
    high, wide = (max(1, round(side * factor)) for side in grey.shape)
    return smaller(grey, wide, high)


def _is_bitonal(grey: Picture) -> bool:
    counted = counts(grey[::3, ::3])
    return bool(counted[:8].sum() + counted[248:].sum() > 0.995 * counted.sum())


def _border(grey: Picture) -> Picture:
    """Mark the dark around the sheet, and the dark holes punched beside its edge."""
    tiny = _tiny(grey, _BORDER_SEEN_AT)
    mask = numpy.zeros(tiny.shape, numpy.uint8)
    for darkness in _BORDER_DARK:
        for spot in _dark_spots(tiny, darkness):
            mask |= spot
    mask = cv2.dilate(mask, numpy.ones((3, 3)))
    return cv2.resize(mask, grey.shape[::-1], interpolation=cv2.INTER_NEAREST)


def _dark_spots(tiny: Picture, darkness: int) -> Iterator[Picture]:
    """Give the frame and the holes, but no shadow: that grows lighter slowly."""
    dark = cv2.morphologyEx(
        (tiny < darkness).astype(numpy.uint8), cv2.MORPH_OPEN, numpy.ones((3, 3))
    )
    _, marks, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=4)
    for mark, (left, top, wide, high, area) in enumerate(stats[1:].tolist(), start=1):
        margin = min(left, top, tiny.shape[1] - left - wide, tiny.shape[0] - top - high)
        is_frame = margin <= 0 and area > _BORDER_SEEN_AT
        if is_frame or (margin < _HOLES_WITHIN and _is_hole(wide, high, area)):
            spot = (marks == mark).astype(numpy.uint8)
            if _is_sharp(tiny, spot):
                yield spot


def _is_hole(wide: int, high: int, area: int) -> bool:
    narrow, broad = sorted((wide, high))
    return narrow >= 5 and broad <= 14 and narrow > 0.7 * broad and area > 0.6 * wide * high


def _is_sharp(tiny: Picture, spot: Picture) -> bool:
    """Say whether the paper is much lighter than a dark spot all along its edge.

    A frame beside which a shadow lies ends softly there, and would take the text in it along.
    """
    edge = cv2.dilate(spot, numpy.ones((3, 3))) > spot
    paper, dark = cv2.dilate(tiny, numpy.ones((9, 9))), cv2.erode(tiny, numpy.ones((5, 5)))
    return bool(edge.any() and (paper[edge] > 1.6 * dark[edge] + 10).mean() > _ALL_ALONG)


def _is_speckled(grey: Picture) -> bool:
    height, width = grey.shape
    centre = grey[height // 4 : height * 3 // 4, width // 4 : width * 3 // 4]
    _, ink = cv2.threshold(centre, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    dots = int((stats[1:, cv2.CC_STAT_AREA] <= 3).sum())
    return count > 200 and dots > 0.5 * count


def _is_uneven(small: Picture) -> bool:
    """Say whether the light changes so much that ink here may be as light as paper there.

    Else a page is left as it is, though its paper be dark: dividing makes thin strokes vanish.
    """
    dimmest, brightest = percentiles(_light(small), 2, 98)
    ink, paper = percentiles(small, 1, 50)
    return bool(brightest - dimmest > max(_UNEVEN, _UNEVEN_PART * (paper - ink)))


def _light(grey: Picture) -> Picture:
    """Return how bright the paper is, everywhere on the page."""
    paper = cv2.morphologyEx(
        _tiny(grey, _LIGHT_SEEN_AT), cv2.MORPH_CLOSE, numpy.ones((9, 9), numpy.uint8)
    )
    return cv2.medianBlur(paper, 11)


def _evenly_lit(grey: Picture) -> Picture:
    """Divide the page by its light; what then is nearly white (the back shining through) is."""
    light = cv2.resize(_light(grey), grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return cv2.divide(grey, numpy.maximum(light, 1), scale=_WHITE * _WHITE / _NEARLY_WHITE)


def _sharpened(grey: Picture) -> Picture:
    """Return the page with sharp letters, and thin ones: fat ones close the gaps of columns."""
    sharp = cv2.addWeighted(grey, 5.0, cv2.GaussianBlur(grey, (0, 0), 2), -4.0, 0)
    return cv2.LUT(sharp, _THINNER)


def _is_blurred(grey: Picture) -> bool:
    height, width = grey.shape
    centre = grey[height // 5 : height * 4 // 5, width // 5 : width * 4 // 5]
    darkest, brightest = percentiles(centre[::4, ::4], 1, 90)
    steepest = numpy.percentile(numpy.abs(cv2.Sobel(centre, cv2.CV_16S, 1, 0)[::2, ::2]), 99)
    return bool(brightest - darkest > 40 and steepest < 1.6 * (brightest - darkest))
