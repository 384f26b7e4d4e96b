"""Managers of the points: a point's librarian sees and edits only that point."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from points.access_points.models import PointManager


def managed_points(session: Session, staff_id: int) -> frozenset[int]:
    """Return the ids of the points a member of staff manages."""
    rows = select(PointManager.point_id).where(PointManager.staff_id == staff_id)
    return frozenset(session.scalars(rows))


def managers_of(session: Session, point_id: int) -> frozenset[int]:
    """Return the ids of the members of staff who manage a point."""
    rows = select(PointManager.staff_id).where(PointManager.point_id == point_id)
    return frozenset(session.scalars(rows))


def set_managers(session: Session, point_id: int, staff_ids: frozenset[int]) -> None:
    """Make these members of staff the only managers of a point."""
    session.execute(delete(PointManager).where(PointManager.point_id == point_id))
    session.add_all(
        PointManager(staff_id=staff_id, point_id=point_id) for staff_id in sorted(staff_ids)
    )
    session.flush()
