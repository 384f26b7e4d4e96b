"""Tiling of large images into levels, with addresses as in the IIIF Image API."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zipfile import ZipFile

TILE = 512
"""Side of a tile in pixels."""

Box = tuple[int, int, int, int]
"""Left, top, width, height in pixels of the whole image."""

_MAX_OPEN_ARCHIVES = 64


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
        """Address relative to that of the image, as the IIIF Image API writes it."""
        return tile_name((self.left, self.top, self.width, self.height), self.drawn)


def tile_name(region: Box, size: tuple[int, int]) -> str:
    """Return the name of a tile by its region of the image and its own size."""
    return f"{','.join(map(str, region))}/{','.join(map(str, size))}/0/default.webp"


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


def covering(page: tuple[int, int], region: Box, factor: int) -> list[Tile]:
    """Return the tiles of one level that show a region: left, top, width, height."""
    x0, y0, wide, high = region
    return [
        tile
        for tile in tiles(*page, factor)
        if tile.left < x0 + wide
        and tile.left + tile.width > x0
        and tile.top < y0 + high
        and tile.top + tile.height > y0
    ]


def read(path: Path, name: str) -> tuple[bytes, str] | None:
    """Return the content and media type of a tile in an archive; None if it is not there.

    Archives that were made before every scan had one hold JPEG images.
    """
    archive = _open_archive(path, path.stat().st_mtime_ns)
    former = f"{name.removesuffix('.webp')}.jpg"
    for stored_name, media_type in ((name, "image/webp"), (former, "image/jpeg")):
        if stored_name in archive.NameToInfo:
            return archive.read(stored_name), media_type
    return None


@lru_cache(maxsize=_MAX_OPEN_ARCHIVES)
def _open_archive(path: Path, _changed_ns: int) -> ZipFile:
    return ZipFile(path)
