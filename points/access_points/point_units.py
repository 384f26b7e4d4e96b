"""Units of the province in which points are: worked out from the names of places when asked."""

from datetime import date

from sqlalchemy.orm import Session

from library.places.place_history import PlaceHistory
from library.places.then_and_now import sole_unit
from library.places.units import Unit
from points.access_points.inventory import Point, points_on


def unit_of(history: PlaceHistory, point: Point) -> Unit | None:
    """Return the unit of a point's place on the day of its record; None if several or none."""
    return sole_unit(history, point.facts.place or "", point.since.isoformat())


def unclear_points(session: Session, history: PlaceHistory, day: date) -> tuple[Point, ...]:
    """Return the points of a day whose place means several units or none, those without left out.

    Their figures stand under the name as it was entered, as those of all points do.
    """
    points = points_on(session, day)
    return tuple(p for p in points if p.facts.place and unit_of(history, p) is None)
