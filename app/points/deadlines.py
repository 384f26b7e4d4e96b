"""Deadlines of the programme, for the home page of the office."""

from flask_login import current_user
from sqlalchemy.orm import Session

from app.points.access_points.own_points import only_visible
from library import clock
from library.staff.permissions import Permission
from points.access_points.inventory import points_on
from points.programme.deadlines import due
from points.programme.deadlines.due import Due


def of_staff(session: Session) -> list[Due]:
    """Return the deadlines of this person's access points, overdue ones first."""
    if not current_user.may(Permission.POINTS):
        return []
    today = clock.today()
    points = only_visible(session, points_on(session, today))
    return due.due_now(
        session, today, points, whole_province=current_user.may(Permission.ALL_POINTS)
    )
