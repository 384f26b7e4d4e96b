"""New names of points since districts were abolished on 1 July 2025: proposed, then confirmed."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from library.places.districts import other_spellings, succession
from library.vietnamese.letters import fold, sort_key
from points.access_points import inventory
from points.access_points.inventory import Point

REFORM = date(2025, 7, 1)
REASON = "bỏ cấp huyện, sáp nhập xã từ 1/7/2025 (Nghị quyết 1672/NQ-UBTVQH15)"
_SEATS = Path(__file__).parent / "data" / "district-seats.csv"


@dataclass(frozen=True, slots=True)
class Renaming:
    """A point that still has facts of an abolished unit, with the proposed ones."""

    point: Point
    name: str
    owner: str
    place: str
    """Empty if the unit became several, of which only the address tells."""
    choices: tuple[str, ...] = ()
    """The units that may be its place then."""


def proposals(session: Session) -> tuple[Renaming, ...]:
    """Return the points whose present name, owner or place is that of an abolished unit."""
    points = inventory.points_on(session, date.max)
    return tuple(filter(None, map(_proposal, points)))


def rename(session: Session, renamings: Iterable[Renaming], *, by: str) -> int:
    """Record the new facts from 1 July 2025; later records of a point get them as well."""
    count = 0
    for renaming in renamings:
        point = renaming.point
        facts = {"name": renaming.name, "owner": renaming.owner}
        facts["place"] = renaming.place or None
        later = {row.since for row in inventory.history(session, point.code)}
        for since in sorted({REFORM, *(day for day in later if day > REFORM)}):
            inventory.change(session, point.code, since=since, by=by, reason=REASON, **facts)
        count += 1
    return count


def place_today(place: str) -> str:
    """Return a place as readers see it: the unit that it became as a whole, or marked as former."""
    became = _present_unit(place)
    if became is None and place in _former_units():
        return f"{place} (trước {REFORM.day}/{REFORM.month}/{REFORM.year})"
    return became or place


def _proposal(point: Point) -> Renaming | None:
    facts = point.facts
    place = _present_unit(facts.place or "")
    if place is None:
        parts = _parts_of_city(facts.place or "")
        return Renaming(point, facts.name, facts.owner or "", "", parts) if parts else None
    kind = fold(facts.place or "").partition(" ")[0]
    unit = place[0].lower() + place[1:]
    name = f"Thư viện {unit}" if kind == "huyen" or facts.place in _words_after(facts) else None
    return Renaming(point, name or facts.name, f"UBND {unit}", place)


def _words_after(facts: inventory.PointFacts) -> Iterator[str]:
    """Yield the unit in the name of a point, in the spelling of places."""
    _, _, unit = facts.name.partition("Thư viện ")
    if unit:
        yield unit[0].upper() + unit[1:]


def _present_unit(place: str) -> str | None:
    """Return the unit that a place became as a whole; None if it still exists or is ambiguous."""
    unit = _seats().get(place, other_spellings().get(place, place))
    successors = _successors().get(unit, set())
    return next(iter(successors)) if len(successors) == 1 and successors != {place} else None


def _parts_of_city(place: str) -> tuple[str, ...]:
    """Return the present units in the former province town; empty for any other place."""
    parts = {row["new_unit"] for row in succession() if row["old_district"] == place}
    return tuple(sorted(parts, key=sort_key)) if fold(place).startswith("thanh pho") else ()


@cache
def _former_units() -> frozenset[str]:
    """Return the districts, communes, wards and towns that no unit of today is named after."""
    rows = tuple(succession())
    former = {row[name] for row in rows for name in ("old_unit", "old_district")}
    return frozenset(former - {row["new_unit"] for row in rows})


@cache
def _seats() -> dict[str, str]:
    with _SEATS.open(encoding="utf-8", newline="") as file:
        return {row["district"]: row["seat"] for row in csv.DictReader(file)}


@cache
def _successors() -> dict[str, set[str]]:
    """Return the present units of each former unit; present units count as their own."""
    successors: dict[str, set[str]] = defaultdict(set)
    for row in succession():
        successors[row["old_unit"]].add(row["new_unit"])
    for unit in {row["new_unit"] for row in succession()}:
        successors[unit].add(unit)
    return successors
