"""Knows how a large image is cut into tiles, level by level, as the IIIF Image API names them."""

from collections.abc import Iterator
from dataclasses import dataclass

TILE = 512
"""Pixels along a side."""

MAX = "full/max/0/default.jpg"
"""By this name every IIIF viewer may ask for the image as large as it is given in one piece."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: which part of the full image, and how large it is drawn."""

    left: int
    top: int
    width: int
    height: int
    factor: int
    """Full pixels for each one of the tile."""

    @property
    def drawn(self) -> tuple[int, int]:
        """Width and height in its own pixels."""
        return drawn(self.width, self.height, self.factor)

    @property
    def name(self) -> str:
        """Its address below that of the image."""
        wide, high = self.drawn
        region = f"{self.left},{self.top},{self.width},{self.height}"
        return f"{region}/{wide},{high}/0/default.jpg"


def drawn(width: int, height: int, factor: int) -> tuple[int, int]:
    """Return the size of something on a level that is `factor` times smaller."""
    return -(-width // factor), -(-height // factor)


def factors(width: int, height: int) -> tuple[int, ...]:
    """Return by how much each level is smaller than the full image; the last is one tile."""
    found = [1]
    while found[-1] * TILE < max(width, height):
        found.append(found[-1] * 2)
    return tuple(found)


def tiles(width: int, height: int, factor: int) -> Iterator[Tile]:
    """Give the tiles of one level, row by row."""
    step = TILE * factor
    for top in range(0, height, step):
        for left in range(0, width, step):
            yield Tile(left, top, min(step, width - left), min(step, height - top), factor)


def wholes(width: int, height: int) -> tuple[int, ...]:
    """Return the levels that are there in one piece too: the largest given so, and the last.

    No more pixels are given in one piece than four tiles have.
    """
    levels = factors(width, height)
    fit = (factor for factor in reversed(levels) if _area(width, height, factor) >= TILE * TILE)
    return tuple(dict.fromkeys((next(fit, levels[0]), levels[-1])))


def description(address: str, width: int, height: int) -> dict[str, object]:
    """Return what a IIIF viewer asks first: the `info.json` of the image at this address."""
    given = wholes(width, height)
    sizes = [drawn(width, height, factor) for factor in reversed(given)]
    return {
        "@context": "http://iiif.io/api/image/3/context.json",
        "id": address,
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level0",
        "width": width,
        "height": height,
        "maxArea": _area(width, height, given[0]),
        "sizes": [{"width": wide, "height": high} for wide, high in sizes],
        "tiles": [{"width": TILE, "height": TILE, "scaleFactors": list(factors(width, height))}],
    }


def whole_name(width: int, height: int, factor: int) -> str:
    """Return the address of a level in one piece."""
    wide, high = drawn(width, height, factor)
    return f"full/{wide},{high}/0/default.jpg"


def kept_as(name: str, width: int, height: int) -> str:
    """Return the name under which there is what somebody asks for."""
    return whole_name(width, height, wholes(width, height)[0]) if name == MAX else name


def _area(width: int, height: int, factor: int) -> int:
    wide, high = drawn(width, height, factor)
    return wide * high
