"""Pages shown together in a view, and the pages to turn to."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.public.reader.view_options import View
from library.catalogue.pages.neighbours import neighbours, page_offset_back
from library.catalogue.queries import PageDetails, item_pages, page_details

PAGES_PER_SCREEN = {View.PAGE: 1, View.SPREAD: 2, View.STRIP: 5, View.THUMBNAILS: 60, View.TEXT: 6}
"""Number of pages shown at once in each view."""


@dataclass(frozen=True, slots=True)
class OpenPages:
    """Pages shown at once, and the page numbers to turn back and forward to."""

    pages: tuple[PageDetails, ...]
    before: int | None
    after: int | None

    @property
    def numbers(self) -> tuple[int, ...]:
        """Numbers of the shown pages."""
        return tuple(page.number for page in self.pages)


def open_pages_at(session: Session, item_id: str, number: int, view: View) -> OpenPages:
    """Return the pages that a view shows at this number; raise PageNotFoundError."""
    page = page_details(session, item_id, number)
    pages = (page,) if view is View.PAGE else _pages_in_view(session, item_id, page.place, view)
    first, last = pages[0].number, pages[-1].number
    if view in (View.PAGE, View.SPREAD):
        previous = neighbours(session, item_id, first)[0]
    else:
        previous = page_offset_back(session, item_id, first, PAGES_PER_SCREEN[view])
    return OpenPages(pages, previous, neighbours(session, item_id, last)[1])


def _pages_in_view(
    session: Session, item_id: str, place: int, view: View
) -> tuple[PageDetails, ...]:
    first = _first_in_view(place, view)
    pages = item_pages(
        session,
        item_id,
        first=first,
        count=PAGES_PER_SCREEN[view],
        with_text=view is not View.THUMBNAILS,
    )
    if view is not View.SPREAD:
        return pages
    last = first if first == 1 else first + 1
    return tuple(page for page in pages if page.place <= last)


def _first_in_view(place: int, view: View) -> int:
    """Return the first page of a screen; in a spread the cover is alone, then 2 and 3."""
    if view is View.SPREAD:
        return place if place == 1 or place % 2 == 0 else place - 1
    if view is View.THUMBNAILS:
        return (place - 1) // PAGES_PER_SCREEN[view] * PAGES_PER_SCREEN[view] + 1
    return place
