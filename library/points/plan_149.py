"""Knows the 21 points of plan 149/KH-UBND, and enters those the inventory lacks."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.points import inventory
from library.points.inventory import PointFacts
from library.points.models import AccessPoint, PointLevel

SIGNED = date(2017, 8, 22)
_LIST = Path(__file__).parent / "data" / "plan-149.csv"


@dataclass(frozen=True, slots=True)
class PlannedPoint:
    """One point of the plan."""

    code: str
    facts: PointFacts
    computers: int
    """How many the project delivered."""


def planned() -> Iterator[PlannedPoint]:
    """Give the points of the plan in its order."""
    with _LIST.open(encoding="utf-8", newline="") as listed:
        for row in csv.DictReader(listed):
            facts = PointFacts(
                name=row["name"],
                level=PointLevel(row["level"]),
                owner=row["owner"] or None,
                place=row["place"] or None,
            )
            yield PlannedPoint(row["code"], facts, int(row["computers"]))


def enter_plan(session: Session, by: str) -> tuple[str, ...]:
    """Enter the points that are not there yet; return their codes."""
    known = set(session.scalars(select(AccessPoint.code)))
    missing = [point for point in planned() if point.code not in known]
    for point in missing:
        inventory.enter(session, point.code, point.facts, since=SIGNED, by=by)
    return tuple(point.code for point in missing)
