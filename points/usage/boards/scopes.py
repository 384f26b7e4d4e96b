"""Scope of a board: an access point, a former district, or the province."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from library.places.districts import district_of, districts
from library.vietnamese.letters import fold
from points.access_points.inventory import Point, points_on
from points.access_points.point_names import renamed
from points.access_points.problems import PointNotFoundError
from points.access_points.reform_2025 import REFORM

PROVINCE = "toan-tinh"
_PROVINCE_NAME = "Toàn tỉnh"
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Scope:
    """A named group of access points."""

    code: str
    name: str
    points: tuple[Point, ...]

    @property
    def ids(self) -> tuple[int, ...]:
        """The ids of its points."""
        return tuple(point.id for point in self.points)

    @property
    def is_one_point(self) -> bool:
        """True if it is a single point, not an area with points."""
        return self.points[:1] != () and self.code == self.points[0].code


def scopes(
    session: Session, day: date, only: Collection[int] | None = None, *, since: date | None = None
) -> tuple[Scope, ...]:
    """Return the province, the districts that have points, then the points.

    With `only` (point ids), return just those points and no totals. Points have the names of the
    period from `since` to `day`.
    """
    points = renamed(session, points_on(session, day), since or day, day)
    if only is not None:
        return tuple(_of_point(point) for point in points if point.id in only)
    inside: dict[str | None, list[Point]] = defaultdict(list)
    for point in points:
        inside[district_of(point.facts.place)].append(point)
    return (
        Scope(PROVINCE, _PROVINCE_NAME, points),
        *(
            Scope(
                district_code(name), name if day < REFORM else f"{name} (cũ)", tuple(inside[name])
            )
            for name in districts()
            if inside[name]
        ),
        *(_of_point(point) for point in points),
    )


def find_scope(
    session: Session,
    code: str,
    day: date,
    only: Collection[int] | None = None,
    *,
    since: date | None = None,
) -> Scope:
    """Return a scope by its code; raise PointNotFoundError."""
    return choose(scopes(session, day, only, since=since), code)


def choose(all_scopes: Iterable[Scope], code: str) -> Scope:
    """Return the scope with a code; raise PointNotFoundError."""
    match = next((scope for scope in all_scopes if scope.code == code), None)
    if match is None:
        raise PointNotFoundError(code)
    return match


def district_code(name: str) -> str:
    """Return the code of a district in addresses, such as huyen-bac-son."""
    return "-".join(_WORD.findall(fold(name)))


def _of_point(point: Point) -> Scope:
    return Scope(point.code, point.facts.name, (point,))
