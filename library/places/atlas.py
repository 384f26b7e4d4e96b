"""Draws the units of the province: where each lies, as outlines on one sheet."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_UNITS = Path(__file__).parent / "data" / "units-2025.tsv"

WIDTH, HEIGHT = 590, 569
"""Of the sheet, in steps of 0.002 degrees of latitude; north is up."""


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
