"""Scope of the programme pages: visible points, requested point and period."""

from flask import request
from flask_login import current_user
from sqlalchemy.orm import Session

from app.points.access_points.own_points import only_visible
from library import clock
from library.errors import LibraryError
from library.staff.permissions import Permission
from points.access_points import inventory
from points.access_points.inventory import Point
from points.access_points.point_names import renamed
from points.programme.periods import Period, read_period, year
from points.programme.problems import NotYourPointError


def own_points(session: Session, period: Period | None = None) -> tuple[Point, ...]:
    """Return the points this person may see, under their names of a period, or of today."""
    today = clock.today()
    points = only_visible(session, inventory.points_on(session, today))
    if period is None:
        return points
    return renamed(session, points, period.since, max(min(period.last_day, today), period.since))


def sees_all() -> bool:
    """Return True if this person sees the whole province."""
    return current_user.may(Permission.ALL_POINTS)


def must_be_mine(points: tuple[Point, ...], code: str | None) -> None:
    """Raise NotYourPointError unless this person may see the point; None means the province."""
    if not (sees_all() if code is None else any(point.code == code for point in points)):
        raise NotYourPointError


def asked_point(points: tuple[Point, ...], name: str = "diem") -> str | None:
    """Return the requested point code; default None (province), or one's first own point."""
    code = request.args.get(name, "").strip() or None
    if code is None and not sees_all():
        code = points[0].code if points else None
        if code is None:
            raise NotYourPointError
    must_be_mine(points, code)
    return code


def asked_period() -> Period:
    """Return the requested period, or the current year if missing or invalid."""
    try:
        return read_period(request.args.get("ky", ""))
    except LibraryError:
        return year(clock.today().year)
