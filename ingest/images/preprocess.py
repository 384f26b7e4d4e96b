"""Image preparation for OCR (OpenCV): analyse a page, and apply only the steps it needs."""

from collections.abc import Iterator

import cv2
import numpy
from numpy.typing import NDArray

from ingest.images.photographs import cover, find_photographs
from ingest.images.picture import Picture, histogram, limit_width, percentiles, shrink, to_grey
from ingest.images.scratches import erase_scratches
from ingest.record import Treatment

_ANALYSIS_LENGTH_PIXELS = 420
"""Length in pixels of the copy on which seals are found."""

_MIN_CHANNEL_SPREAD = 40
"""Least difference between the strongest and the weakest of red, green and blue."""

_MIN_SIZE_RATIO, _MAX_SIZE_RATIO = 0.045, 0.22
"""Seal sizes relative to the length of the page: seals of offices measure 20 to 45 mm."""

_MIN_ASPECT_RATIO = 0.6
_CLOSING_KERNEL = numpy.ones((7, 7), numpy.uint8)
_MAX_INK_RATIO, _MIN_INK_RATIO = 0.9, 0.12
_MIN_COLOURED_INK_LIGHTNESS = 130
"""Least lightness of coloured ink in its own colour; black ink under it is darker."""


def has_seal(picture: Picture) -> bool:
    """Return True if a colour page has something like a seal."""
    return picture.ndim == 3 and any(True for _ in _find_seals(picture))


def remove_seals(picture: Picture) -> Picture:
    """Return the page in grey, with the coloured ink of its seals replaced by paper and black ink
    kept."""
    grey = to_grey(picture)
    if picture.ndim == 2:
        return grey
    for y0, y1, x0, x1 in _find_seals(picture):
        seal = picture[y0:y1, x0:x1]
        strongest = seal.max(axis=2)
        ink = cv2.dilate(_colour_mask(seal), numpy.ones((3, 3), numpy.uint8)) > 0
        part = grey[y0:y1, x0:x1]
        paper = int(numpy.median(grey[::16, ::16]))
        part[ink] = numpy.where(strongest[ink] > _MIN_COLOURED_INK_LIGHTNESS, paper, strongest[ink])
    return grey


def _find_seals(picture: Picture) -> Iterator[tuple[int, int, int, int]]:
    """Yield (top, bottom, left, right) of coloured areas that are round, about as wide as high."""
    factor = _ANALYSIS_LENGTH_PIXELS / max(picture.shape)
    half_size = numpy.ascontiguousarray(picture[::2, ::2])
    tiny = cv2.resize(half_size, None, fx=2 * factor, fy=2 * factor, interpolation=cv2.INTER_AREA)
    colour_mask = _colour_mask(tiny)
    if not colour_mask.any():
        return
    closed_mask = cv2.morphologyEx(colour_mask, cv2.MORPH_CLOSE, _CLOSING_KERNEL)
    _, _, stats, _ = cv2.connectedComponentsWithStats(closed_mask)
    for x0, y0, wide, high, _area in stats[1:].tolist():
        if _is_seal(colour_mask[y0 : y0 + high, x0 : x0 + wide]):
            yield tuple(
                round(max(0, side) / factor)
                for side in (y0 - 1, y0 + high + 1, x0 - 1, x0 + wide + 1)
            )


def _is_seal(colour_mask: Picture) -> bool:
    narrow, broad = sorted(colour_mask.shape)
    if (
        narrow < _MIN_SIZE_RATIO * _ANALYSIS_LENGTH_PIXELS
        or broad > _MAX_SIZE_RATIO * _ANALYSIS_LENGTH_PIXELS
        or narrow < _MIN_ASPECT_RATIO * broad
    ):
        return False
    return _MIN_INK_RATIO < colour_mask.mean() < _MAX_INK_RATIO


def _colour_mask(picture: Picture) -> Picture:
    """Return a mask of the pixels more colourful than the paper."""
    spread = cv2.subtract(picture.max(axis=2), picture.min(axis=2))
    paper = float(numpy.median(spread[::2, ::2]))
    return (spread > paper + _MIN_CHANNEL_SPREAD).astype(numpy.uint8)


_MAX_SKEW_DEGREES = 7.0
_MIN_SKEW_DEGREES = 1.0
"""Tesseract follows lines that slope less, and rotation costs sharpness. Both by eye."""

_MIN_SIDE_PIXELS = 10
"""A narrower picture has no text lines."""

_MIN_GAIN_RATIO = 1.5
"""Factor by which the row contrast must rise after deskewing: severalfold for print, 1.05 for a
lone stamp."""


def skew_degrees(thumbnail: Picture) -> float:
    """Return the angle in degrees at which neighbouring rows differ most; 0.0 for no clear skew."""
    if min(thumbnail.shape) < _MIN_SIDE_PIXELS:
        return 0.0
    ink = 255 - cv2.resize(thumbnail, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
    ink = cv2.threshold(ink, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
    tiny = cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    best = max(
        numpy.arange(-_MAX_SKEW_DEGREES, _MAX_SKEW_DEGREES + 0.1, 0.5),
        key=lambda a: _row_contrast(tiny, a),
    )
    if abs(best) < 0.5:
        return 0.0  # a finer search cannot reach the smallest skew that is corrected
    for step in (0.25, 0.1):
        near = numpy.arange(best - 2 * step, best + 2.1 * step, step)
        best = max(near, key=lambda a: _row_contrast(ink, a))
    is_clear = _row_contrast(ink, best) > _MIN_GAIN_RATIO * _row_contrast(ink, 0.0) > 0
    return round(float(best), 2) if is_clear and abs(best) >= _MIN_SKEW_DEGREES else 0.0


def _row_contrast(ink: Picture, angle: float) -> float:
    """Return the sum of squared differences between neighbouring rows after rotation."""
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(angle), 1.0)
    rows = cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_NEAREST)
    sums = cv2.reduce(rows, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32F)
    return float((numpy.diff(sums[:, 0]) ** 2).sum())


_LONGEST_PIXELS, _MAX_DARK_PAPER, _MIN_CONTRAST = 800, 110, 50
_MIN_STROKE_SHARE, _MAX_SOLID_SHARE = 0.003, 0.35
"""A small sheet on a dark lid is dark at the median too, but has no thin light strokes outside."""


def is_negative(grey: Picture) -> bool:
    """Return True if a page is mostly dark, with light strokes."""
    factor = min(1.0, _LONGEST_PIXELS / max(grey.shape))
    high, wide = (max(1, round(side * factor)) for side in grey.shape)
    tiny = shrink(grey, wide, high)
    paper, ink = percentiles(tiny, 50, 99.5)
    if paper > _MAX_DARK_PAPER or ink - paper < _MIN_CONTRAST:
        return False
    light = (tiny > (paper + ink) / 2).astype(numpy.uint8)
    solid = cv2.morphologyEx(light, cv2.MORPH_OPEN, numpy.ones((5, 5), numpy.uint8))
    strokes = light & (cv2.dilate(solid, numpy.ones((15, 15), numpy.uint8)) == 0)
    return bool(strokes.mean() > _MIN_STROKE_SHARE and solid.mean() < _MAX_SOLID_SHARE)


READ_DPI = 200
"""Others are scaled to it and read faster; 0.45 points fewer letters of 19 real pages are wrong."""

_LOW_DPI = 170  # of a page in three columns at 150 dpi, 15 % was wrong unscaled, 0.1 % scaled
_HIGH_DPI = 240
_A4_INCHES = 8.27
_WHITE = 255
_NEARLY_WHITE = 215
_BORDER_LEVELS = (100, 75, 50)  # of a frame next to white paper, and next to paper in a shadow
_MIN_LIGHT_RANGE, _MIN_LIGHT_RANGE_RATIO = 25, 0.4
"""Range of light on an unevenly lit page, in grey levels and relative to the ink contrast: 3.2
points fewer letters of held-out sheets are wrong; by the ratio, 0.3 % of a yellow one, not 3.9."""

_MIN_SHARP_EDGE_RATIO = 0.95
"""Fraction of its edge along which paper is clearly lighter than a frame or a hole: 72 of 5,086
letters of a held-out newspaper in a shadow are wrong, not 386."""

_MAX_HOLE_MARGIN_PIXELS = 30  # by eye on generated holes; no measurement
_BORDER_COPY_PIXELS = 400
"""Length in pixels of the copy on which borders wider than a ruling line are found."""

_LIGHT_COPY_PIXELS = 200
_FAX_BLUR_SIGMA = 0.7  # 77 wrong letters instead of 154 on 15 black and white sheets
_PAPER_GRAIN_DIVISOR = 25
"""The paper tone includes 1/25 of the range from paper to ink: grain, which costs 35 ms a page."""

_LINE_MARGINS_PIXELS = 15, 15, 20, 20
_ANALYSIS_WIDTH_PIXELS = 1000
"""Width in pixels of the copy used for most of the analysis."""

_MIN_INK_CONTRAST = 100
"""Grey levels by which computer-drawn text is darker than the paper around it. By eye."""

_THINNING_TABLE = (_WHITE * (numpy.arange(256) / _WHITE) ** 0.8).astype(numpy.uint8)
"""Lightens the edges of blurred letters: 612 of 25 sheets wrong, not 849 (with more sharpening)."""

cv2.setNumThreads(1)


def plan_treatment(picture: Picture, dpi: int, turn: int = 0) -> Treatment:
    """Return the steps a page needs before OCR."""
    grey = to_grey(rotate(picture, turn))
    if negative := is_negative(grey):
        grey = cv2.bitwise_not(grey)
    grey = cover(grey, find_photographs(grey))
    small = limit_width(grey, _ANALYSIS_WIDTH_PIXELS).copy()
    border = _border_mask(small)
    dark_border = bool(border.any())
    if dark_border:
        small[border > 0] = numpy.median(small)
    counts = histogram(grey[::3, ::3])
    bitonal = bool(counts[:8].sum() + counts[248:].sum() > 0.995 * counts.sum())
    uneven = not bitonal and _is_unevenly_lit(small)
    return Treatment(
        turn=turn,
        skew=skew_degrees(_even_out_light(small) if uneven else small),
        scale=1.0 if _LOW_DPI <= dpi <= _HIGH_DPI else READ_DPI / dpi,
        bitonal=bitonal,
        dark_border=dark_border,
        speckled=not bitonal and _is_speckled(grey),
        uneven=uneven,
        blurred=not bitonal and _is_blurred(grey),
        sealed=has_seal(picture),
        negative=negative,
    )


def crop_columns(picture: Picture, start: float, end: float) -> Picture:
    """Return the part between two fractions of the width; the picture itself for (0, 1)."""
    if (start, end) == (0.0, 1.0):
        return picture
    width = picture.shape[1]
    return numpy.ascontiguousarray(picture[:, round(start * width) : round(end * width)])


def rotate(picture: Picture, quarters: int) -> Picture:
    """Return the picture rotated by quarter turns clockwise."""
    return numpy.ascontiguousarray(numpy.rot90(picture, -quarters)) if quarters % 4 else picture


def central_area(picture: Picture) -> Picture:
    """Return the central quarter of a picture, enough to judge its legibility."""
    high, wide = picture.shape[:2]
    return picture[high // 4 : high * 3 // 4, wide // 4 : wide * 3 // 4]


def straighten(picture: Picture, treatment: Treatment) -> Picture:
    """Return the page upright and deskewed, enlarged to fit, with its edge pixels replicated."""
    upright = rotate(picture, treatment.turn)
    if not treatment.skew:
        return upright
    height, width = upright.shape[:2]
    matrix, size = deskew_matrix(width, height, treatment.skew)
    return cv2.warpAffine(
        upright, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )


def deskew_matrix(
    width: int, height: int, skew: float
) -> tuple[NDArray[numpy.float64], tuple[int, int]]:
    """Return the affine matrix that deskews an upright page, and the new (width, height)."""
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    wide, high = round(height * sine + width * cosine), round(height * cosine + width * sine)
    matrix[:, 2] += (wide - width) / 2, (high - height) / 2
    return matrix, (wide, high)


def clean(picture: Picture, treatment: Treatment) -> Picture:
    """Return the straightened page prepared for OCR: grey, scaled, evenly lit and sharp."""
    page = remove_seals(picture) if treatment.sealed else to_grey(picture)
    if treatment.negative:
        page = cv2.bitwise_not(page)
    if treatment.scale != 1.0:
        interpolation = cv2.INTER_CUBIC if treatment.scale > 1 else cv2.INTER_AREA
        page = cv2.resize(
            page, None, fx=treatment.scale, fy=treatment.scale, interpolation=interpolation
        )
    if treatment.plain:
        return page
    page = erase_scratches(page)
    border = _border_mask(page) if treatment.dark_border else None
    if treatment.speckled:
        page = cv2.medianBlur(page, 3)
    if treatment.uneven:
        page = _even_out_light(page)
    if border is not None:
        page = numpy.where(border > 0, numpy.uint8(_WHITE), page)
    if treatment.blurred:
        page = _sharpen(page)
    return page


def prepare_for_tesseract(clean: Picture, treatment: Treatment) -> Picture:
    """Return the clean page as Tesseract reads it: with even paper, or with softened edges.

    Tesseract was trained on letters with grey edges: it misreads half as many letters of a softened
    fax.
    """
    if treatment.bitonal and treatment.scale == 1.0:
        return cv2.GaussianBlur(clean, (0, 0), _FAX_BLUR_SIGMA)
    return clean if treatment.uneven or treatment.plain else flatten_paper(clean)


def flatten_paper(clean: Picture) -> Picture:
    """Return a grey page with paper of one tone; Tesseract compresses every line with its grain."""
    ink, paper = percentiles(clean[::4, ::4], 1, 50)
    plain = numpy.arange(256, dtype=numpy.uint8)
    lighter = slice(round(paper - (paper - ink) / _PAPER_GRAIN_DIVISOR), None)
    plain[lighter] = numpy.maximum(plain[lighter], round(paper))
    return cv2.LUT(clean, plain)


def crop_line(picture: Picture, x0: int, y0: int, x1: int, y1: int, high: int = 60) -> Picture:
    """Return one text line cut out of a picture, in grey and scaled to a height for OCR."""
    cut = to_grey(picture[max(y0, 0) : y1, max(x0, 0) : x1])
    factor = high / max(cut.shape[0], 1)
    wide = max(1, round(cut.shape[1] * factor))
    line = cv2.resize(cut, (wide, high), interpolation=cv2.INTER_CUBIC)
    return cv2.copyMakeBorder(line, *_LINE_MARGINS_PIXELS, cv2.BORDER_REPLICATE)


def find_ink(
    picture: Picture, x0: int, y0: int, x1: int, y1: int
) -> tuple[int, int, int, int] | None:
    """Return (left, top, width, height) of the ink inside a box; None for blank paper."""
    x0, y0 = max(x0, 0), max(y0, 0)
    inside = to_grey(picture[y0:y1, x0:x1])
    if not inside.size:
        return None
    ink = (inside.max() - inside > _MIN_INK_CONTRAST).astype(numpy.uint8)
    x, y, wide, high = cv2.boundingRect(ink)
    return (x0 + x, y0 + y, wide, high) if wide and high else None


def guess_dpi(width: int, height: int) -> int:
    """Return the likely resolution of an image without one: as if the page were A4."""
    return round(min(width, height) / _A4_INCHES)


def _tiny_copy(grey: Picture, longest: int) -> Picture:
    factor = longest / max(grey.shape)
    high, wide = (max(1, round(side * factor)) for side in grey.shape)
    return shrink(grey, wide, high)


def _border_mask(grey: Picture) -> Picture:
    """Return a mask of the dark frame around the sheet and of punched holes near its edge."""
    tiny = _tiny_copy(grey, _BORDER_COPY_PIXELS)
    mask = numpy.zeros(tiny.shape, numpy.uint8)
    for darkness in _BORDER_LEVELS:
        for spot in _dark_spots(tiny, darkness):
            mask |= spot
    mask = cv2.dilate(mask, numpy.ones((3, 3)))
    return cv2.resize(mask, grey.shape[::-1], interpolation=cv2.INTER_NEAREST)


def _dark_spots(tiny: Picture, darkness: int) -> Iterator[Picture]:
    """Yield masks of the frame and the holes, but not of shadows, which fade gradually."""
    dark = cv2.morphologyEx(
        (tiny < darkness).astype(numpy.uint8), cv2.MORPH_OPEN, numpy.ones((3, 3))
    )
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=4)
    for label, (x0, y0, wide, high, area) in enumerate(stats[1:].tolist(), start=1):
        margin = min(x0, y0, tiny.shape[1] - x0 - wide, tiny.shape[0] - y0 - high)
        is_frame = margin <= 0 and area > _BORDER_COPY_PIXELS
        if is_frame or (margin < _MAX_HOLE_MARGIN_PIXELS and _is_hole(wide, high, area)):
            spot = (labels == label).astype(numpy.uint8)
            if _has_sharp_edge(tiny, spot):
                yield spot


def _is_hole(wide: int, high: int, area: int) -> bool:
    narrow, broad = sorted((wide, high))
    return narrow >= 5 and broad <= 14 and narrow > 0.7 * broad and area > 0.6 * wide * high


def _has_sharp_edge(tiny: Picture, spot: Picture) -> bool:
    """Return True if the paper is much lighter than a dark spot along its whole edge.

    A frame next to a shadow has a soft edge there; removing it would remove the text in the shadow.
    """
    edge = cv2.dilate(spot, numpy.ones((3, 3))) > spot
    paper, dark = cv2.dilate(tiny, numpy.ones((9, 9))), cv2.erode(tiny, numpy.ones((5, 5)))
    return bool(edge.any() and (paper[edge] > 1.6 * dark[edge] + 10).mean() > _MIN_SHARP_EDGE_RATIO)


def _is_speckled(grey: Picture) -> bool:
    height, width = grey.shape
    centre = grey[height // 4 : height * 3 // 4, width // 4 : width * 3 // 4]
    _, ink = cv2.threshold(centre, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    dots = int((stats[1:, cv2.CC_STAT_AREA] <= 3).sum())
    return count > 200 and dots > 0.5 * count


def _is_unevenly_lit(small: Picture) -> bool:
    """Return True if ink in one place may be as light as paper in another.

    Other pages stay unchanged, even on dark paper: dividing by the light makes thin strokes vanish.
    """
    dimmest, brightest = percentiles(_paper_brightness(small), 2, 98)
    ink, paper = percentiles(small, 1, 50)
    return bool(brightest - dimmest > max(_MIN_LIGHT_RANGE, _MIN_LIGHT_RANGE_RATIO * (paper - ink)))


def _paper_brightness(page: Picture) -> Picture:
    """Return a small map of the paper brightness over the page."""
    paper = cv2.morphologyEx(
        _tiny_copy(page, _LIGHT_COPY_PIXELS), cv2.MORPH_CLOSE, numpy.ones((9, 9), numpy.uint8)
    )
    return cv2.medianBlur(paper, 11)


def _even_out_light(grey: Picture) -> Picture:
    """Return the page divided by its light; nearly white pixels (bleed-through) become white."""
    light = cv2.resize(_paper_brightness(grey), grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return cv2.divide(grey, numpy.maximum(light, 1), scale=_WHITE * _WHITE / _NEARLY_WHITE)


def _sharpen(grey: Picture) -> Picture:
    """Return the page with sharp, thin letters: bold ones close the gaps of columns."""
    sharp = cv2.addWeighted(grey, 5.0, cv2.GaussianBlur(grey, (0, 0), 2), -4.0, 0)
    return cv2.LUT(sharp, _THINNING_TABLE)


def _is_blurred(grey: Picture) -> bool:
    height, width = grey.shape
    centre = grey[height // 5 : height * 4 // 5, width // 5 : width * 4 // 5]
    darkest, brightest = percentiles(centre[::4, ::4], 1, 90)
    steepest = numpy.percentile(numpy.abs(cv2.Sobel(centre, cv2.CV_16S, 1, 0)[::2, ::2]), 99)
    return bool(brightest - darkest > 40 and steepest < 1.6 * (brightest - darkest))
