"""Draws the units of the province: where each lies, as outlines on one sheet."""

import csv
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from library.vietnamese.letters import sort_key

_UNITS = Path(__file__).parent / "data" / "units-2025.tsv"
_SUCCESSION = Path(__file__).parent / "data" / "succession-2025.csv"

WIDTH, HEIGHT = 590, 569
"""Of the sheet, in steps of 0.002 degrees of latitude; north is up."""

_WEST, _NORTH = 106.0936, 22.4618
_STEPS = 500
"""To a degree of latitude."""

_NARROWER = 0.929
"""A degree of longitude is so much of one of latitude here."""


@dataclass(frozen=True, slots=True)
class DrawnUnit:
    """One unit of today: what it is called, and its place on the sheet."""

    code: str
    unit: str
    """With its kind: Xã Bình Gia."""
    x: int
    y: int
    outline: str
    """A path as SVG writes it."""

    @property
    def name(self) -> str:
        """The name alone, as it stands among the places of documents."""
        return self.unit.partition(" ")[2]


@cache
def drawn_units() -> tuple[DrawnUnit, ...]:
    """Return all 65 units since 1/7/2025, by their official codes."""
    with _UNITS.open(encoding="utf-8", newline="") as rows:
        return tuple(
            DrawnUnit(row["code"], row["unit"], int(row["x"]), int(row["y"]), row["outline"])
            for row in csv.DictReader(rows, delimiter="\t")
        )


def on_the_sheet(latitude: float, longitude: float) -> tuple[int, int] | None:
    """Return where a spot lies on the sheet; None when it lies outside."""
    x = round((longitude - _WEST) * _STEPS * _NARROWER)
    y = round((_NORTH - latitude) * _STEPS)
    return (x, y) if 0 <= x <= WIDTH and 0 <= y <= HEIGHT else None


def middle_of(units: Collection[str]) -> tuple[int, int] | None:
    """Return the middle of units, each called with its kind; None when none is drawn."""
    drawn = [unit for unit in drawn_units() if unit.unit in units]
    if not drawn:
        return None
    return sum(u.x for u in drawn) // len(drawn), sum(u.y for u in drawn) // len(drawn)


@dataclass(frozen=True, slots=True)
class FormerUnit:
    """A commune, ward or town until 1/7/2025, and the units its ground is in since."""

    unit: str
    now: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormerDistrict:
    """A district until 1/7/2025: where its name stands on the sheet, and what it was made of."""

    name: str
    x: int
    y: int
    units: tuple[FormerUnit, ...]


@cache
def former_districts() -> tuple[FormerDistrict, ...]:
    """Return the eleven districts of old with their units, in Vietnamese alphabetical order."""
    parts: dict[str, dict[str, list[str]]] = {}
    with _SUCCESSION.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            was = parts.setdefault(row["old_district"], {})
            was.setdefault(row["old_unit"], []).append(row["new_unit"])
    return tuple(_former_district(name, parts[name]) for name in sorted(parts, key=sort_key))


def _former_district(name: str, parts: dict[str, list[str]]) -> FormerDistrict:
    x, y = middle_of({unit for now in parts.values() for unit in now}) or (0, 0)
    units = (FormerUnit(unit, tuple(parts[unit])) for unit in sorted(parts, key=sort_key))
    return FormerDistrict(name, x, y, tuple(units))
