"""Map sheets for tests: pages with an image, placed on the map."""

from sqlalchemy.orm import Session

from library.catalogue.models import Page
from library.maps.fitting import ControlPoint
from library.maps.models import PlacementMethod
from library.maps.placing import SheetPage, place_sheet

LANG_SON = (106.76, 21.85)
CORNERS = ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9))


def corner_points(west: float = 106.6, north: float = 22.0, side: float = 0.3):
    """Return the corners of a sheet that is a square of degrees."""
    places = ((0, 0), (side, 0), (side, -side), (0, -side))
    return tuple(
        ControlPoint(x, y, west + east, north + south)
        for (x, y), (east, south) in zip(CORNERS, places, strict=True)
    )


def place(session: Session, page: Page, version: int = 0, **where: float):
    """Place a page by its corners; by default it has the town of Lạng Sơn."""
    sheet = SheetPage(page.item_id, page.number, version)
    points = corner_points(**where)
    return place_sheet(session, sheet, points, PlacementMethod.CORNERS, "kiểm thử")
