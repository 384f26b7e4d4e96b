"""Placed sheets: those of a page, of an item, around a point, in a commune."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from library.catalogue.models import Item, ItemState, Page
from library.maps.fitting import ControlPoint, SheetFit, contains, fit
from library.maps.models import MapPlacement, PlacementMethod
from library.places.atlas import MapUnit, map_point, outline_points

MAX_SHEETS = 2_000
"""Sheets of one list: the maps of a province from four wars are some hundreds."""


@dataclass(frozen=True, slots=True)
class PlacedSheet:
    """A page that is placed on the map of today."""

    item_id: str
    number: int
    title: str
    year: int | None
    points: tuple[ControlPoint, ...]
    method: PlacementMethod
    residual: float
    needs_review: bool
    """True if the page was scanned anew since it was placed."""

    @property
    def fitted(self) -> SheetFit:
        """Map from the image to the earth."""
        return fit(self.points)

    @property
    def outline(self) -> tuple[tuple[float, float], ...]:
        """Corners of its image on the map of the province."""
        return tuple(map_point(lat, lon) for lon, lat in self.fitted.corners)


def sheet_of_page(session: Session, item_id: str, number: int) -> PlacedSheet | None:
    """Return the placed sheet that a page is; None if it is not placed."""
    sheets = _sheets(session, _placed().where(Page.item_id == item_id, Page.number == number))
    return next(sheets, None)


def placed_pages(session: Session, item_id: str, number: int | None = None) -> tuple[int, ...]:
    """Return the numbers of the pages of an item that are placed on the map, all or this one."""
    query = _placed().with_only_columns(Page.number, maintain_column_froms=True)
    of_item = query.where(Page.item_id == item_id)
    return tuple(
        session.scalars(of_item if number is None else of_item.where(Page.number == number))
    )


def published_sheets(session: Session) -> tuple[PlacedSheet, ...]:
    """Return the sheets of all published items by title; the rights of the reader are not asked."""
    published = _placed().where(Item.state == ItemState.PUBLISHED)
    return tuple(_sheets(session, published.order_by(Item.title_sort, Item.id, Page.place)))


def covering(
    sheets: Iterable[PlacedSheet], point: tuple[float, float] | None = None
) -> tuple[PlacedSheet, ...]:
    """Return the sheets that show a longitude and latitude; all without one."""
    if point is None:
        return tuple(sheets)
    x, y = map_point(point[1], point[0])
    return tuple(sheet for sheet in sheets if contains(sheet.outline, x, y))


def showing(sheets: Iterable[PlacedSheet], unit: MapUnit) -> tuple[PlacedSheet, ...]:
    """Return the sheets that show a unit or a part of it."""
    border = tuple(outline_points(unit.outline))
    return tuple(sheet for sheet in sheets if _meets(sheet.outline, unit, border))


def _meets(
    sheet: tuple[tuple[float, float], ...], unit: MapUnit, border: tuple[tuple[int, int], ...]
) -> bool:
    on_sheet = any(contains(sheet, x, y) for x, y in ((unit.x, unit.y), *border))
    return on_sheet or any(contains(border, x, y) for x, y in sheet)


def _placed() -> Select[tuple[object, ...]]:
    return (
        select(Page.item_id, Page.number, Item.title, Item.year, Page.taken_from, MapPlacement)
        .join(Page, Page.id == MapPlacement.page_id)
        .join(Item, Item.id == Page.item_id)
        .where(MapPlacement.west.is_not(None), Page.left_out.is_(False))
        .limit(MAX_SHEETS)
    )


def _sheets(session: Session, query: Select[tuple[object, ...]]) -> Iterator[PlacedSheet]:
    for item_id, number, title, year, scan, row in session.execute(query):
        points = tuple(ControlPoint(*point) for point in row.points)
        is_rescanned = row.scan is not None and row.scan != scan
        yield PlacedSheet(
            item_id, number, title, year, points, row.method, row.residual, is_rescanned
        )
