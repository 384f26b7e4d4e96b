"""A map sheet over the map of today: drawn in SVG, so it needs no script."""

from dataclasses import dataclass, replace

from flask import abort, render_template, request, url_for

from app.public.items.access import readable_record
from app.services import services
from app.web.data_saver import DataBudget, current_budget
from app.web.usage_counting import count
from library.catalogue.queries import Image, page_details
from library.database import reading
from library.maps.fitting import SheetFit
from library.maps.sheets import PlacedSheet, sheet_of_page
from library.places.atlas import map_point, map_units
from points.use_kind import UseKind

OPACITIES = (0, 50, 100)
_FARTHEST, _NEAREST = -4, 4
"""Steps of zooming, by two, from the sheet that fills the view."""

_MARGIN = 1.15
_UNIT = 1000
"""Side of the image before it is moved: browsers round smaller numbers."""


@dataclass(frozen=True, slots=True)
class MapView:
    """Part of the map that is shown: its centre and size, and how much of the sheet is seen."""

    item_id: str
    number: int
    x: float
    y: float
    span: float
    zoom: int
    opacity: int

    @property
    def box(self) -> str:
        """Part of the drawing for its viewBox."""
        span = self._shown
        return f"{self.x - span / 2:.2f} {self.y - span / 2:.2f} {span:.2f} {span:.2f}"

    def address(self, *, east: int = 0, south: int = 0, nearer: int = 0, opacity: int = -1) -> str:
        """Return the address of the view moved by thirds, zoomed or with another opacity."""
        third = self._shown / 3
        zoom = min(max(self.zoom + nearer, _FARTHEST), _NEAREST)
        return url_for(
            "public.over_map",
            item_id=self.item_id,
            number=self.number,
            x=round(self.x + east * third, 1),
            y=round(self.y + south * third, 1),
            phong=zoom,
            mo=self.opacity if opacity < 0 else opacity,
        )

    @property
    def _shown(self) -> float:
        return self.span / 2**self.zoom


def show(item_id: str, number: int) -> str:
    """Render a sheet over the outlines of the communes of today."""
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        page = page_details(session, item_id, number)
        sheet = sheet_of_page(session, item_id, number)
    if sheet is None or not page.shown:
        abort(404)
    count(UseKind.REQUEST, item_id, number)
    return render_template(
        "public/maps/over_map.html",
        record=record,
        page=page,
        sheet=sheet,
        image=_image(page.shown),
        matrix=_matrix(sheet.fitted),
        unit=_UNIT,
        view=_view(sheet),
        opacities=OPACITIES,
        units=map_units(),
    )


def _image(images: tuple[Image, ...]) -> Image:
    """Return the image of the sheet within the data budget of the reader."""
    place = {DataBudget.LITTLE: 0, DataBudget.USUAL: len(images) // 2, DataBudget.FINE: -1}
    return images[place[current_budget()]]


def _matrix(fitted: SheetFit) -> str:
    """Return the SVG transform that brings the image to its place on the map."""
    (x, y), (right_x, right_y), _, (low_x, low_y) = (
        map_point(lat, lon) for lon, lat in fitted.corners
    )
    sides = (right_x - x, right_y - y, low_x - x, low_y - y)
    parts = [f"{part / _UNIT:.8f}" for part in sides]
    return f"matrix({' '.join(parts)} {x:.3f} {y:.3f})"


def _view(sheet: PlacedSheet) -> MapView:
    xs, ys = zip(*sheet.outline, strict=True)
    span = _MARGIN * max(max(xs) - min(xs), max(ys) - min(ys))
    centre = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    view = MapView(sheet.item_id, sheet.number, *centre, span, 0, 50)
    opacity = request.args.get("mo", 50, type=int)
    zoom = request.args.get("phong", 0, type=int)
    return replace(
        view,
        x=_near(request.args.get("x", centre[0], type=float), centre[0]),
        y=_near(request.args.get("y", centre[1], type=float), centre[1]),
        zoom=min(max(zoom, _FARTHEST), _NEAREST),
        opacity=min(max(opacity, 0), 100),
    )


def _near(typed: float, centre: float) -> float:
    """Return a typed place on the map, or the centre if it is far from any map."""
    return typed if abs(typed - centre) < 2_000 else centre
