"""Placing of map sheets: checked, and refused if somebody placed the sheet meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.models import Item, Page
from library.errors import PageNotFoundError
from library.maps.fitting import ControlPoint, fit
from library.maps.models import MapPlacement, PlacementMethod
from library.maps.problems import (
    NoEarlierPlacementError,
    PlacementChangedError,
    PointNotOnSheetError,
    PointOutsideError,
    TooFewPointsError,
    TooManyPointsError,
)
from library.staff.audit import note

MAX_POINTS = 24
_WEST, _SOUTH, _EAST, _NORTH = 102, 18, 111, 26
"""Region around the province in which a sheet may lie, in degrees."""


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A page of an item, and the version of its placement that a form showed (0: none)."""

    item_id: str
    number: int
    version: int


def place_sheet(
    session: Session,
    sheet: SheetPage,
    points: Sequence[ControlPoint],
    method: PlacementMethod,
    actor: str,
) -> MapPlacement:
    """Place a sheet by its points; raise an error of `library.maps.problems`."""
    if len(points) < 3:
        raise TooFewPointsError(len(points))
    if len(points) > MAX_POINTS:
        raise TooManyPointsError(len(points), MAX_POINTS)
    for place, point in enumerate(points, start=1):
        if not (0 <= point.x <= 1 and 0 <= point.y <= 1):
            raise PointNotOnSheetError(place)
        if not (_WEST <= point.lon <= _EAST and _SOUTH <= point.lat <= _NORTH):
            raise PointOutsideError(place)
    fit(points)
    page, row = current_placement(session, sheet)
    return _store(session, sheet, row, page, (points, method), actor)


def remove_placement(session: Session, sheet: SheetPage, actor: str) -> None:
    """Take a sheet off the map."""
    page, row = current_placement(session, sheet)
    if row is None or not row.points:
        raise NoEarlierPlacementError
    _store(session, sheet, row, page, ((), row.method), actor)


def current_placement(session: Session, sheet: SheetPage) -> tuple[Page, MapPlacement | None]:
    """Return the page and its placement, if nobody changed it since the form was opened."""
    query = select(Page).where(Page.item_id == sheet.item_id, Page.number == sheet.number)
    page = session.scalars(query.where(Page.left_out.is_(False))).one_or_none()
    if page is None:
        raise PageNotFoundError(sheet.number)
    row = session.get(MapPlacement, page.id)
    if (row.version if row else 0) != sheet.version:
        raise PlacementChangedError(row.changed_by if row else "người khác")
    return page, row


def _store(
    session: Session,
    sheet: SheetPage,
    row: MapPlacement | None,
    page: Page,
    placed: tuple[Sequence[ControlPoint], PlacementMethod],
    actor: str,
) -> MapPlacement:
    points, method = placed
    if row is None:
        row = MapPlacement(page_id=page.id, version=0)
        session.add(row)
    row.points, row.method, row.scan = [list(point) for point in points], method, page.taken_from
    row.residual, (row.west, row.south, row.east, row.north) = _measures(points)
    row.version, row.changed, row.changed_by = row.version + 1, clock.now(), actor
    item = session.get_one(Item, sheet.item_id)
    item.changed = row.changed
    note(session, actor, "map.place", sheet.item_id, f"trang {sheet.number}")
    session.flush()
    return row


def _measures(points: Sequence[ControlPoint]) -> tuple[float, tuple[float | None, ...]]:
    """Return the residual of the points, and the bounds of the sheet."""
    if not points:
        return 0.0, (None,) * 4
    fitted = fit(points)
    lons, lats = zip(*fitted.corners, strict=True)
    return fitted.residual(points), (min(lons), min(lats), max(lons), max(lats))
