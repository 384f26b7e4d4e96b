"""Access points that a member of staff may see and change: those they manage, or all."""

from collections.abc import Collection

from flask_login import current_user
from sqlalchemy.orm import Session

from library.errors import PermissionDeniedError
from library.staff.permissions import Permission
from points.access_points.inventory import Point
from points.access_points.managers import managed_points


def visible(session: Session) -> Collection[int] | None:
    """Return the ids of the points this person may see; None for all of them."""
    if current_user.may(Permission.ALL_POINTS):
        return None
    return managed_points(session, current_user.id)


def only_visible(session: Session, points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Return the given points that this person may see."""
    ids = visible(session)
    return points if ids is None else tuple(point for point in points if point.id in ids)


def refuse_others(session: Session, point_id: int) -> None:
    """Raise PermissionDeniedError unless this person may change the point."""
    ids = visible(session)
    if ids is not None and point_id not in ids:
        raise PermissionDeniedError
