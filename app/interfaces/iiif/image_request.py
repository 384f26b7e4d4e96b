"""Requests of the IIIF Image API 3.0 and 2.1: region, size, rotation, quality and format.

Sections and terms as in https://iiif.io/api/image/3.0/ and https://iiif.io/api/image/2.1/.
"""

import math
import re
from dataclasses import dataclass
from fractions import Fraction

from library.catalogue.pages import iiif_tiles
from library.catalogue.pages.iiif_tiles import Box

SCREEN_AREA = 4_000_000
"""A page for a large screen, encoded in a tenth of a second."""

_MAX_AREA = 20_000_000
"""Most pixels of one answer: a page of A3 at 300 dpi, in less than a second."""

_MAX_TURNED_SHARE = 3
"""Most pixels of a turned answer, with white corners: a page at 45 degrees has twice its own."""

FORMATS = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
_MAX_SIDES = {"jpg": 65_500, "png": 65_500, "webp": 16_383}
"""Longest side that can be written in a format; that of PNG is a choice."""

QUALITIES = ("default", "color", "gray", "bitonal")

_NUMBER = r"[0-9]{1,7}(?:\.[0-9]{1,10})?"
_PIXELS = re.compile(r"([0-9]{1,7}),([0-9]{1,7}),([0-9]{1,7}),([0-9]{1,7})")
_PERCENT = re.compile(rf"pct:({_NUMBER}),({_NUMBER}),({_NUMBER}),({_NUMBER})")
_SIZE = re.compile(
    r"(?P<up>\^?)(?:(?P<max>max|full)|pct:(?P<pct>" + _NUMBER + r")"
    r"|(?P<fit>!?)(?P<wide>[0-9]{0,7}),(?P<high>[0-9]{0,7}))"
)
_ROTATION = re.compile(rf"(!?)({_NUMBER})")


class BadImageRequestError(Exception):
    """The address asks for no image; the message says in English what is wrong, for programs."""


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """One image: the part of the page, its size, and how it is turned and written."""

    region: Box
    size: tuple[int, int]
    mirrored: bool
    degrees: float
    quality: str
    format: str
    is_whole: bool
    """True if the region is the whole page."""
    is_max: bool
    """True if the size is the largest allowed."""

    def canonical(self, version: int) -> str:
        """Return the canonical form of the request, relative to the address of the image."""
        region = "full" if self.is_whole else ",".join(map(str, self.region))
        wide, high = self.size
        enlarged = wide > self.region[2] or high > self.region[3]
        size = "max" if self.is_max else f"{'^' if enlarged else ''}{wide},{high}"
        if version == 2:
            is_full = self.is_max and (wide, high) == self.region[2:]
            size = "full" if is_full else f"{wide}," if self._keeps_shape() else f"{wide},{high}"
        turn = f"{'!' if self.mirrored else ''}{self.degrees:g}"
        return f"{region}/{size}/{turn}/{self.quality}.{self.format}"

    def _keeps_shape(self) -> bool:
        wide, high = self.size
        return high == max(1, round(wide * self.region[3] / self.region[2]))


def max_area(page: tuple[int, int], *, is_full: bool) -> int:
    """Return the most pixels of an answer: the whole page, or its largest level that is allowed.

    Without `is_full` it is as much as a screen shows.
    """
    areas = (math.prod(iiif_tiles.scaled_size(*page, level)) for level in iiif_tiles.factors(*page))
    largest = next((area for area in areas if area <= _MAX_AREA), 0)
    return max(SCREEN_AREA, largest) if is_full else SCREEN_AREA


def parse(
    version: int, parts: tuple[str, str, str, str], page: tuple[int, int], most: int
) -> ImageRequest:
    """Return a request for at most so many pixels of a page of this width and height.

    Raise BadImageRequestError. `parts` are the region, size, rotation, and `quality.format` of the
    address.
    """
    region_text, size_text, rotation_text, file_name = parts
    region = _region(region_text, *page)
    size, is_max = _size(version, size_text, region, most)
    turn = _ROTATION.fullmatch(rotation_text)
    quality, _, file_format = file_name.rpartition(".")
    if turn is None or float(turn[2]) > 360:
        raise BadImageRequestError(f"rotation is not 0 to 360 degrees: {rotation_text}")
    if quality not in QUALITIES:
        raise BadImageRequestError(f"quality is not one of {', '.join(QUALITIES)}: {quality}")
    if file_format not in FORMATS:
        raise BadImageRequestError(f"format is not one of {', '.join(FORMATS)}: {file_format}")
    _check_sides(size, float(turn[2]), file_format, most)
    return ImageRequest(
        region,
        size,
        mirrored=bool(turn[1]),
        degrees=float(turn[2]) % 360,
        quality=quality,
        format=file_format,
        is_whole=region == (0, 0, *page),
        is_max=is_max,
    )


def _check_sides(size: tuple[int, int], degrees: float, file_format: str, most: int) -> None:
    """Refuse an image if the upright box around it, turned, is too long or too large."""
    sine, cosine = (abs(part(math.radians(degrees))) for part in (math.sin, math.cos))
    turned = size[0] * cosine + size[1] * sine, size[0] * sine + size[1] * cosine
    longest, most_turned = _MAX_SIDES[file_format], _MAX_TURNED_SHARE * most
    if max(turned) > longest:
        raise BadImageRequestError(f"a side is longer than {longest} pixels, the most of a file")
    if math.prod(turned) > most_turned:
        raise BadImageRequestError(f"the turned image has more than {most_turned} pixels")


def _largest_size(wide: int, high: int, most: int, *, enlarge: bool) -> tuple[int, int]:
    """Return the largest size of a region of which at most so many pixels are sent."""
    scale = (most / (wide * high)) ** 0.5
    if scale >= 1 and not enlarge:
        return wide, high
    for factor in iiif_tiles.factors(wide, high):
        level = iiif_tiles.scaled_size(wide, high, factor)
        if math.prod(level) == most:
            return level
    return max(1, int(wide * scale)), max(1, int(high * scale))


def _region(text: str, wide: int, high: int) -> Box:
    if text == "full":
        return 0, 0, wide, high
    if text == "square":
        side = min(wide, high)
        return (wide - side) // 2, (high - side) // 2, side, side
    if match := _PIXELS.fullmatch(text):
        x, y, across, down = map(int, match.groups())
    elif match := _PERCENT.fullmatch(text):
        x, across = (round(wide * Fraction(match[place]) / 100) for place in (1, 3))
        y, down = (round(high * Fraction(match[place]) / 100) for place in (2, 4))
    else:
        raise BadImageRequestError(f"region is not understood: {text}")
    across, down = min(across, wide - x), min(down, high - y)
    if across <= 0 or down <= 0:
        raise BadImageRequestError(f"region is empty or outside the image: {text}")
    return x, y, across, down


def _size(version: int, text: str, region: Box, most: int) -> tuple[tuple[int, int], bool]:
    """Return the width and height asked for, and True if they are the largest allowed."""
    match = _SIZE.fullmatch(text)
    across, down = region[2:]
    if match is None or (version == 2 and match["up"]) or (version == 3 and match["max"] == "full"):
        raise BadImageRequestError(f"size is not understood: {text}")
    may_enlarge = version == 2 or bool(match["up"])
    if match["max"]:
        return _largest_size(across, down, most, enlarge=bool(match["up"])), True
    wide, high = _asked_size(match, region, may_enlarge=may_enlarge)
    if wide < 1 or high < 1:
        raise BadImageRequestError(f"size is smaller than a pixel: {text}")
    if not may_enlarge and (wide > across or high > down):
        raise BadImageRequestError(f"size is larger than the region; say ^ to enlarge: {text}")
    if wide * high > most:
        raise BadImageRequestError(f"size has more than {most} pixels: {text}")
    return (wide, high), False


def _asked_size(match: re.Match[str], region: Box, *, may_enlarge: bool) -> tuple[int, int]:
    across, down = region[2:]
    if match["pct"]:
        scale = float(match["pct"]) / 100
        return round(across * scale), round(down * scale)
    if not match["wide"] and not match["high"]:
        raise BadImageRequestError("size has no width and no height")
    if match["fit"]:
        if not match["wide"] or not match["high"]:
            raise BadImageRequestError("a size that is to fit needs a width and a height")
        scale = min(int(match["wide"]) / across, int(match["high"]) / down)
        scale = scale if may_enlarge else min(scale, 1.0)
        return max(1, round(across * scale)), max(1, round(down * scale))
    if not match["high"]:
        wide = int(match["wide"])
        return wide, max(1, round(down * wide / across)) if wide else 0
    if not match["wide"]:
        high = int(match["high"])
        return max(1, round(across * high / down)) if high else 0, high
    return int(match["wide"]), int(match["high"])
