"""Straight-line depreciation of state property, by the useful life of its kind."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from library.vietnamese.letters import fold
from points.access_points.models import Asset

_DATA = Path(__file__).parent / "data" / "useful-lives.toml"


@dataclass(frozen=True, slots=True)
class UsefulLives:
    """Useful lives of kinds of assets, with the source and the rule of calculation."""

    source: str
    counted: str
    years: tuple[tuple[str, int], ...]
    """Folded prefix of the kind's name, and its useful life in years."""


@dataclass(frozen=True, slots=True)
class AssetValue:
    """Value of an asset in đồng; None is unknown, which is not zero."""

    life: int | None
    by_kind: bool
    """True if the useful life is that of the kind, False if it is recorded for this asset."""
    first_year: int | None
    worn: int | None
    left: int | None
    is_over: bool
    """True if the useful life has ended; this can be known without the cost."""


def accumulated_depreciation(cost: int, first_year: int, life: int, day: date) -> int:
    """Return the accumulated depreciation: an equal part of the cost each 31 December."""
    return cost * min(_depreciation_steps(first_year, day), life) // life


def asset_value(asset: Asset, day: date) -> AssetValue:
    """Return the value of an asset on a day."""
    own = asset.life_years or None
    life = own or useful_life(asset.kind)
    first_year = asset.used_from or (asset.acquired.year if asset.acquired else None)
    over = (
        life is not None and first_year is not None and _depreciation_steps(first_year, day) >= life
    )
    if asset.cost is None or life is None or first_year is None:
        return AssetValue(life, own is None, first_year, None, None, over)
    depreciation = accumulated_depreciation(asset.cost, first_year, life, day)
    return AssetValue(life, own is None, first_year, depreciation, asset.cost - depreciation, over)


def useful_life(kind: str) -> int | None:
    """Return the useful life of a kind in years; None if the list does not contain it."""
    folded_kind = fold(kind)
    return next(
        (years for name, years in useful_lives().years if folded_kind.startswith(name)), None
    )


def _depreciation_steps(first_year: int, day: date) -> int:
    """Return the number of yearly depreciation steps already taken."""
    return max(day.year - first_year + ((day.month, day.day) == (12, 31)), 0)


@cache
def useful_lives() -> UsefulLives:
    """Return the useful lives from the data file."""
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    years = tuple((fold(row["kind"]), int(row["years"])) for row in data["life"])
    return UsefulLives(data["source"], data["counted"], years)
