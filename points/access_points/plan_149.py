"""The 21 points of plan 149/KH-UBND, and their entry into the inventory."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from points.access_points import inventory
from points.access_points.inventory import PointFacts
from points.access_points.models import AccessPoint, PointLevel

DATE_SIGNED = date(2017, 8, 22)
_LIST = Path(__file__).parent / "data" / "plan-149.csv"


@dataclass(frozen=True, slots=True)
class PlannedPoint:
    """Point of the plan."""

    code: str
    facts: PointFacts
    computers: int
    """Number of computers the project delivered."""


def planned_points() -> Iterator[PlannedPoint]:
    """Yield the points of the plan in its order."""
    with _LIST.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            facts = PointFacts(
                name=row["name"],
                level=PointLevel(row["level"]),
                owner=row["owner"] or None,
                place=row["place"] or None,
            )
            yield PlannedPoint(row["code"], facts, int(row["computers"]))


def enter_plan(session: Session, by: str) -> tuple[str, ...]:
    """Enter the points the inventory lacks; return their codes."""
    codes = set(session.scalars(select(AccessPoint.code)))
    missing = [point for point in planned_points() if point.code not in codes]
    for point in missing:
        inventory.enter(session, point.code, point.facts, since=DATE_SIGNED, by=by)
    return tuple(point.code for point in missing)
