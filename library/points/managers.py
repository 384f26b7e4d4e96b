"""Knows who keeps which point: a point's librarian sees and enters only that point."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from library.points.models import PointKeeper


def kept_by(session: Session, staff_id: int) -> frozenset[int]:
    """Return the points a member of staff keeps."""
    rows = select(PointKeeper.point_id).where(PointKeeper.staff_id == staff_id)
    return frozenset(session.scalars(rows))


def keepers_of(session: Session, point_id: int) -> frozenset[int]:
    """Return the members of staff who keep a point."""
    rows = select(PointKeeper.staff_id).where(PointKeeper.point_id == point_id)
    return frozenset(session.scalars(rows))


def entrust(session: Session, point_id: int, staff_ids: frozenset[int]) -> None:
    """Let these members of staff, and no others, keep a point."""
    session.execute(delete(PointKeeper).where(PointKeeper.point_id == point_id))
    session.add_all(PointKeeper(staff_id=who, point_id=point_id) for who in sorted(staff_ids))
    session.flush()
