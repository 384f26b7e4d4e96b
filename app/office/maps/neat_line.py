"""The frame of a map sheet, measured on its image: the outermost four straight, unbroken lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import cos, radians

from PIL import Image, ImageFilter

_LONGEST_SIDE = 1400
_ANGLES = [step / 10 for step in range(-15, 16)]
"""Angles in degrees by which a sheet may be turned on its image; beyond, people click."""

_INNER = 0.7
"""Share of the image across which a line of the frame has to be unbroken."""

_LEAST_COVERAGE = 0.9
_DARK_RATIO = 0.72
"""A pixel is dark below this share of the median tone."""

_ASPECT_TOLERANCE = 0.02

Corner = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """Corners of a frame in shares of the image, clockwise from the top left."""

    corners: tuple[Corner, Corner, Corner, Corner]
    aspect: float
    """Width by height in pixels."""

    def fits(self, places: Sequence[tuple[float, float]]) -> bool:
        """Return True if its proportions are those of a frame with these corners on the earth."""
        (west, north), (east, _), (_, south), _ = places
        wanted = (east - west) * cos(radians((north + south) / 2)) / (north - south)
        return abs(self.aspect / wanted - 1) <= _ASPECT_TOLERANCE


def measure_frame(content: bytes) -> Frame | None:
    """Return the frame of a sheet on its image; None if it has not four unbroken lines."""
    image = Image.open(BytesIO(content)).convert("L")
    image.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    tones = image.resize((64, 64), Image.Resampling.BOX).tobytes()
    limit = sorted(tones)[len(tones) // 2] * _DARK_RATIO
    dark = image.point([255 if tone < limit else 0 for tone in range(256)])
    dark = dark.filter(ImageFilter.MaxFilter(3))  # thin lines stay whole when they are levelled
    top, bottom = _outermost(dark)
    first, last = _outermost(dark.transpose(Image.Transpose.TRANSPOSE))
    if top is None or bottom is None or first is None or last is None:
        return None
    pairs = ((top, first), (top, last), (bottom, last), (bottom, first))
    corners = tuple(_crossing(across, down) for across, down in pairs)
    width, height = image.size
    aspect = (corners[1][0] - corners[0][0]) / max(1.0, corners[3][1] - corners[0][1])
    return Frame(tuple((x / width, y / height) for x, y in corners), aspect)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is nearly level: y = begin + slope x."""

    begin: float
    slope: float


def _outermost(dark: Image.Image) -> tuple[_Line | None, _Line | None]:
    """Return the first and the last line that are unbroken across the middle of the image."""
    lines = [line for angle in _ANGLES for line in _lines(dark, radians(angle))]
    middle = dark.height / 2
    upper = [line for line in lines if line[0] < middle * 0.8]
    lower = [line for line in lines if line[0] > middle * 1.2]
    return _best(upper, -1, dark.width), _best(lower, 1, dark.width)


def _lines(dark: Image.Image, slope: float) -> list[tuple[float, float, float]]:
    """Return height at the middle, coverage and slope of the lines of one slope."""
    width, height = dark.size
    offset = -slope * width / 2
    level = dark.transform(dark.size, Image.Transform.AFFINE, (1, 0, 0, slope, 1, offset))
    margin = round(width * (1 - _INNER) / 2)
    middle = level.crop((margin, 0, width - margin, height))
    rows = middle.resize((1, height), Image.Resampling.BOX).tobytes()
    least = 255 * _LEAST_COVERAGE
    return [(float(y), row / 255, slope) for y, row in enumerate(rows) if row >= least]


def _best(lines: list[tuple[float, float, float]], side: int, width: int) -> _Line | None:
    """Return the outermost line on a side (1: below), with the slope that covers most of it."""
    if not lines:
        return None
    edge = max(side * y for y, _, _ in lines)
    near = [line for line in lines if edge - side * line[0] <= 6]
    best = max(coverage for _, coverage, _ in near)
    alike = [line for line in near if line[1] >= best - 0.005]
    y = sum(line[0] for line in alike) / len(alike)
    slope = sum(line[2] for line in alike) / len(alike)
    return _Line(y + 0.5 - slope * width / 2, slope)


def _crossing(across: _Line, down: _Line) -> Corner:
    """Return the point at which y = b + s x meets x = c + t y."""
    x = (down.begin + down.slope * across.begin) / (1 - across.slope * down.slope)
    return x, across.begin + across.slope * x
