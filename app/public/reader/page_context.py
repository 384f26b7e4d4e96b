"""Opens an item where a reader asks: the pages seen together, and where to go from there."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.public.reader.view_options import View
from library.catalogue.pages.neighbours import neighbours, page_offset_back
from library.catalogue.queries import PageSheet, page_sheet, page_sheets

AT_ONCE = {View.PAGE: 1, View.SPREAD: 2, View.STRIP: 5, View.THUMBNAILS: 60, View.TEXT: 6}
"""Pages on one screen of each view."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The pages on the desk, and the numbers of those by which one turns back and on."""

    sheets: tuple[PageSheet, ...]
    before: int | None
    after: int | None

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the pages on the desk."""
        return tuple(sheet.number for sheet in self.sheets)


def open_at(session: Session, item_id: str, number: int, view: View) -> Opening:
    """Return the pages a view shows at this number; raise PageNotFoundError."""
    asked = page_sheet(session, item_id, number)
    sheets = (asked,) if view is View.PAGE else _together(session, item_id, asked.place, view)
    first, last = sheets[0].number, sheets[-1].number
    if view in (View.PAGE, View.SPREAD):
        before = neighbours(session, item_id, first)[0]
    else:
        before = page_offset_back(session, item_id, first, AT_ONCE[view])
    return Opening(sheets, before, neighbours(session, item_id, last)[1])


def _together(session: Session, item_id: str, place: int, view: View) -> tuple[PageSheet, ...]:
    first = _first_with(place, view)
    sheets = page_sheets(
        session,
        item_id,
        first=first,
        count=AT_ONCE[view],
        with_text=view is not View.THUMBNAILS,
    )
    if view is not View.SPREAD:
        return sheets
    last = first if first == 1 else first + 1
    return tuple(sheet for sheet in sheets if sheet.place <= last)


def _first_with(place: int, view: View) -> int:
    """Return the first page seen with this one: of a book the cover lies alone, then 2 and 3."""
    if view is View.SPREAD:
        return place if place == 1 or place % 2 == 0 else place - 1
    if view is View.THUMBNAILS:
        return (place - 1) // AT_ONCE[view] * AT_ONCE[view] + 1
    return place
