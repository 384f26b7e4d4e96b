"""Map of the province: position and outline of each unit."""

import csv
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from math import floor
from pathlib import Path

_UNITS = Path(__file__).parent / "data" / "units-2025.tsv"
WIDTH, HEIGHT = 590, 569
"""Size of the map in steps of 0.002 degrees of latitude; north is up."""

_WEST, _NORTH = 106.0936, 22.4618
_STEPS_PER_DEGREE = 500
"""Map steps per degree of latitude."""

_LONGITUDE_SCALE = 0.929
"""Length of a degree of longitude relative to one of latitude in this province."""

_SHEET_WEST, _SHEET_SOUTH = 106.5, 21.5
_SHEET_COLUMN, _SHEET_ROW = 63, 52
"""Column and row of the sheets of L7014 whose corner this is: 6352 has Lạng Sơn and Đồng Đăng."""

_NUMBER = re.compile(r"-?\d+")


@dataclass(frozen=True, slots=True)
class MapUnit:
    """A present unit: its name, and its position on the map."""

    id: str
    """Identifier of the unit."""
    unit: str
    """Name with its kind: Xã Bình Gia."""
    x: int
    y: int
    outline: str
    """Outline as an SVG path."""

    @property
    def name(self) -> str:
        """Name without its kind, as in the place field of documents."""
        return self.unit.partition(" ")[2]


@cache
def map_units() -> tuple[MapUnit, ...]:
    """Return all 65 units that exist since 1/7/2025, in the order of their official codes."""
    with _UNITS.open(encoding="utf-8", newline="") as rows:
        return tuple(
            MapUnit(row["id"], row["unit"], int(row["x"]), int(row["y"]), row["outline"])
            for row in csv.DictReader(rows, delimiter="\t")
        )


def map_position(latitude: float, longitude: float) -> tuple[int, int] | None:
    """Return x and y on the map of a geographic position; None when it is outside."""
    x, y = map(round, map_point(latitude, longitude))
    return (x, y) if 0 <= x <= WIDTH and 0 <= y <= HEIGHT else None


def map_point(latitude: float, longitude: float) -> tuple[float, float]:
    """Return x and y on the map of a geographic position, also outside it."""
    x = (longitude - _WEST) * _STEPS_PER_DEGREE * _LONGITUDE_SCALE
    return x, (_NORTH - latitude) * _STEPS_PER_DEGREE


def geographic_point(x: float, y: float) -> tuple[float, float]:
    """Return the longitude and latitude of a place on the map."""
    return _WEST + x / (_STEPS_PER_DEGREE * _LONGITUDE_SCALE), _NORTH - y / _STEPS_PER_DEGREE


def unit_at(latitude: float, longitude: float) -> str:
    """Return the unit in whose outline a geographic position is; empty outside the province."""
    position = map_position(latitude, longitude)
    units = (unit.unit for unit in map_units() if position and _contains(unit.outline, *position))
    return next(units, "")


def _contains(outline: str, x: int, y: int) -> bool:
    """Return True if a line to the east crosses the outline an odd number of times."""
    is_inside = False
    for ring in _rings(outline):
        for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                is_inside = not is_inside
    return is_inside


def centre_of(units: Collection[str]) -> tuple[int, int] | None:
    """Return the centre of these units, named with their kinds; None when none is on the map."""
    on_map = [unit for unit in map_units() if unit.unit in units]
    if not on_map:
        return None
    return sum(u.x for u in on_map) // len(on_map), sum(u.y for u in on_map) // len(on_map)


def sheets_of(unit: MapUnit) -> tuple[str, ...]:
    """Return the sheets of the map L7014 (1:50,000) that show a unit: that of its middle first."""
    sheets = (_sheet_at(x, y) for x, y in ((unit.x, unit.y), *outline_points(unit.outline)))
    return tuple(dict.fromkeys(sheets))


def outline_points(outline: str) -> Iterator[tuple[int, int]]:
    """Yield the corners of an outline."""
    for ring in _rings(outline):
        yield from ring


def geographic_outline(outline: str) -> list[list[tuple[float, float]]]:
    """Return the closed rings of an outline in degrees of longitude and latitude."""
    return [
        [tuple(round(degree, 4) for degree in geographic_point(*xy)) for xy in (*ring, ring[0])]
        for ring in _rings(outline)
    ]


def _rings(outline: str) -> Iterator[list[tuple[int, int]]]:
    """Yield the parts of an outline, each `M x y l dx dy dx dy … z`."""
    for part in outline.split("M")[1:]:
        numbers = [int(number) for number in _NUMBER.findall(part)]
        ring, x, y = [], 0, 0
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        yield ring


def _sheet_at(x: int, y: int) -> str:
    """Return the number of a sheet: column and row of half degrees, and the quarter, as 6352-1."""
    lon, lat = geographic_point(x, y)
    east, north = (lon - _SHEET_WEST) * 2, (lat - _SHEET_SOUTH) * 2
    column, row = floor(east), floor(north)
    is_east, is_north = east - column >= 0.5, north - row >= 0.5
    quarter = (1 if is_north else 2) if is_east else (4 if is_north else 3)
    return f"{_SHEET_COLUMN + column}{_SHEET_ROW + row}-{quarter}"


@cache
def touching() -> dict[str, frozenset[str]]:
    """Return, for each unit of today, those whose outline meets its own."""
    owners: dict[tuple[int, int], set[str]] = defaultdict(set)
    for unit in map_units():
        for point in outline_points(unit.outline):
            owners[point].add(unit.id)
    around: dict[str, set[str]] = defaultdict(set)
    for ids in owners.values():
        for unit_id in ids:
            around[unit_id] |= ids - {unit_id}
    return {unit_id: frozenset(ids) for unit_id, ids in around.items()}
