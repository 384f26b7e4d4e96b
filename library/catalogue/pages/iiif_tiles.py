"""Tiling of large images into levels, with addresses as in the IIIF Image API."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zipfile import ZipFile

TILE = 512
"""Side of a tile in pixels."""

MAX = "full/max/0/default.jpg"
"""Name by which any IIIF viewer may request the largest single image."""

_MAX_OPEN_ARCHIVES = 16


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: its region of the full image, and its scale factor."""

    left: int
    top: int
    width: int
    height: int
    factor: int
    """Full-image pixels per tile pixel."""

    @property
    def drawn(self) -> tuple[int, int]:
        """Width and height in tile pixels."""
        return scaled_size(self.width, self.height, self.factor)

    @property
    def name(self) -> str:
        """Address relative to that of the image."""
        wide, high = self.drawn
        region = f"{self.left},{self.top},{self.width},{self.height}"
        return f"{region}/{wide},{high}/0/default.jpg"


def scaled_size(width: int, height: int, factor: int) -> tuple[int, int]:
    """Return width and height on a level that is `factor` times smaller, rounded up."""
    return -(-width // factor), -(-height // factor)


def factors(width: int, height: int) -> tuple[int, ...]:
    """Return the scale factor of each level, from 1 up to the level that fits in one tile."""
    levels = [1]
    while levels[-1] * TILE < max(width, height):
        levels.append(levels[-1] * 2)
    return tuple(levels)


def tiles(width: int, height: int, factor: int) -> Iterator[Tile]:
    """Yield the tiles of one level, row by row."""
    step = TILE * factor
    for y0 in range(0, height, step):
        for x0 in range(0, width, step):
            yield Tile(x0, y0, min(step, width - x0), min(step, height - y0), factor)


def single_image_levels(width: int, height: int) -> tuple[int, ...]:
    """Return the levels also available as one image: the largest one allowed, and the last.

    A single image has at most as many pixels as four tiles.
    """
    levels = factors(width, height)
    fit = (factor for factor in reversed(levels) if _area(width, height, factor) >= TILE * TILE)
    return tuple(dict.fromkeys((next(fit, levels[0]), levels[-1])))


def image_info(address: str, width: int, height: int) -> dict[str, object]:
    """Return the IIIF `info.json` of the image at this address."""
    single_levels = single_image_levels(width, height)
    sizes = [scaled_size(width, height, factor) for factor in reversed(single_levels)]
    return {
        "@context": "http://iiif.io/api/image/3/context.json",
        "id": address,
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level0",
        "width": width,
        "height": height,
        "maxArea": _area(width, height, single_levels[0]),
        "sizes": [{"width": wide, "height": high} for wide, high in sizes],
        "tiles": [{"width": TILE, "height": TILE, "scaleFactors": list(factors(width, height))}],
    }


def single_image_name(width: int, height: int, factor: int) -> str:
    """Return the address of a level as one image."""
    wide, high = scaled_size(width, height, factor)
    return f"full/{wide},{high}/0/default.jpg"


def stored_name(name: str, width: int, height: int) -> str:
    """Return the stored name of a requested image; MAX is the largest single image."""
    return (
        single_image_name(width, height, single_image_levels(width, height)[0])
        if name == MAX
        else name
    )


def open_archive(path: Path) -> ZipFile:
    """Return the open archive of an image's tiles, for all threads; one that was made again since
    is opened again."""
    return _open_archive(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=_MAX_OPEN_ARCHIVES)
def _open_archive(path: Path, _changed_ns: int) -> ZipFile:
    return ZipFile(path)


def _area(width: int, height: int, factor: int) -> int:
    wide, high = scaled_size(width, height, factor)
    return wide * high
