"""Computes what state property is still worth: by its kind's useful life, a year at a time."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from library.points.models import Asset
from library.vietnamese.letters import fold

_DATA = Path(__file__).parent / "data" / "useful-lives.toml"


@dataclass(frozen=True, slots=True)
class Lives:
    """How long things of a kind are used, and who says so."""

    source: str
    counted: str
    years: tuple[tuple[str, int], ...]
    """Beginnings of the names of kinds, folded."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What an asset was and is worth, in đồng; None is unknown, which is not nought."""

    life: int | None
    by_kind: bool
    """Whether the life is that of its kind; else it stands at the asset."""
    first_year: int | None
    worn: int | None
    left: int | None
    is_over: bool
    """Whether its years are over; that is known without its price."""


def wear(cost: int, first_year: int, life: int, day: date) -> int:
    """Return how much of a price is worn off; each 31 December wears off an equal part."""
    return cost * min(_years(first_year, day), life) // life


def worth(asset: Asset, day: date) -> Worth:
    """Return what an asset is worth on a day."""
    own = asset.life_years or None
    life = own or life_of(asset.kind)
    first = asset.used_from or (asset.acquired.year if asset.acquired else None)
    over = life is not None and first is not None and _years(first, day) >= life
    if asset.cost is None or life is None or first is None:
        return Worth(life, own is None, first, None, None, over)
    worn = wear(asset.cost, first, life, day)
    return Worth(life, own is None, first, worn, asset.cost - worn, over)


def life_of(kind: str) -> int | None:
    """Return how many years things of a kind are used; None where the list does not say."""
    told = fold(kind)
    return next((years for name, years in lives().years if told.startswith(name)), None)


def _years(first: int, day: date) -> int:
    """Return how often an asset was worn off a year's part."""
    return max(day.year - first + ((day.month, day.day) == (12, 31)), 0)


@cache
def lives() -> Lives:
    """Return the list of useful lives."""
    told = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    years = tuple((fold(one["kind"]), int(one["years"])) for one in told["life"])
    return Lives(told["source"], told["counted"], years)
