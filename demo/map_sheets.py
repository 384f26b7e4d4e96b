"""Places the four drawn sheets of the demo on the map of today.

They were drawn on the frames of L7014 by coordinates of WGS 84, unlike the printed sheets.
"""

from sqlalchemy import select

from library.catalogue.models import Item
from library.database import work
from library.installation import installation
from library.maps import grid
from library.maps.fitting import ControlPoint
from library.maps.models import PlacementMethod
from library.maps.placing import SheetPage, place_sheet
from library.maps.sheets import placed_pages
from library.settings import read_settings

_BY = "bộ minh họa"
_LEFT, _TOP, _RIGHT, _BOTTOM = 0.0261, 0.0771, 0.9226, 0.9493
"""Frame of the drawings, in shares of their size."""


def main() -> None:
    """Place the sheets that are not placed yet."""
    with installation(read_settings()) as engine, work(engine) as session:
        items = select(Item).where(Item.collection == "anh-ban-do", Item.page_count > 0)
        for item in session.scalars(items):
            number = grid.find_number(item.number)
            if number and not placed_pages(session, item.id):
                sheet = SheetPage(item.id, 1, 0)
                place_sheet(session, sheet, _points(number), PlacementMethod.GRID, _BY)


def _points(number: str) -> tuple[ControlPoint, ...]:
    shares = ((_LEFT, _TOP), (_RIGHT, _TOP), (_RIGHT, _BOTTOM), (_LEFT, _BOTTOM))
    corners = grid.printed_corners(number)
    return tuple(ControlPoint(*share, *place) for share, place in zip(shares, corners, strict=True))


if __name__ == "__main__":
    main()
