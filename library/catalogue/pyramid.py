"""Knows how a large image is cut into tiles, level by level, as the IIIF Image API names them."""

from collections.abc import Iterator
from dataclasses import dataclass

TILE = 512
"""Pixels along a side."""


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


def description(address: str, width: int, height: int) -> dict[str, object]:
    """Return what a IIIF viewer asks first: the `info.json` of the image at this address."""
    levels = factors(width, height)
    whole = drawn(width, height, levels[-1])
    return {
        "@context": "http://iiif.io/api/image/3/context.json",
        "id": address,
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level0",
        "width": width,
        "height": height,
        "sizes": [{"width": whole[0], "height": whole[1]}],
        "tiles": [{"width": TILE, "height": TILE, "scaleFactors": list(levels)}],
    }


def whole_name(width: int, height: int) -> str:
    """Return the address of the one size in which the image is there as a whole."""
    wide, high = drawn(width, height, factors(width, height)[-1])
    return f"full/{wide},{high}/0/default.jpg"
