"""Two pages side by side; both, and the zoom, are in the address."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from flask import render_template, url_for
from sqlalchemy.orm import Session

from app.public.items.access import readable_record
from app.public.reader.page_html import without_lost_images
from app.public.reader.view_options import ZOOM_PERCENTS, View, read_view_options
from app.services import services
from app.web.url_converters import text_param
from app.web.usage_counting import count
from library.catalogue.pages.neighbours import neighbours
from library.catalogue.queries import ItemRecord, PageDetails, page_details
from library.database import reading
from library.errors import ItemNotFoundError, LibraryError
from points.use_kind import UseKind

_SIDES = ("trai", "phai")
_PAGE = re.compile(r"(?:.*/tai-lieu/)?([0-9a-z]{1,20})/(?:trang/)?(\d{1,6})(?:[/?#].*)?")
"""An address of the reader, or only the item and the number: k7j2m4q8w3xd/2."""


@dataclass(frozen=True, slots=True)
class Side:
    """Left or right side of a comparison."""

    name: str
    """Its parameter in the address."""
    typed: str
    record: ItemRecord | None = None
    page: PageDetails | None = None
    previous_page: int | None = None
    next_page: int | None = None
    problem: str = ""
    """Reason for which the typed address cannot be shown."""


def show() -> str:
    """Render both pages, each with its own links to turn it, and a form for their addresses."""
    with reading(services().database) as session:
        sides = tuple(_side(session, name, text_param(name)) for name in _SIDES)
    for side in sides:
        if side.page:
            count(UseKind.REQUEST, side.page.item_id, side.page.number)
    return render_template(
        "public/reader/compare.html",
        sides=sides,
        view_options=read_view_options(),
        zooms=ZOOM_PERCENTS,
        compare_address=_address_maker(sides),
    )


def _side(session: Session, name: str, place_text: str) -> Side:
    if not place_text:
        return Side(name, place_text)
    try:
        match = _PAGE.fullmatch(place_text)
        if match is None:
            raise ItemNotFoundError(place_text)
        item_id, number = match[1], int(match[2])
        record = readable_record(session, item_id)
        page = page_details(session, item_id, number)
    except LibraryError as error:  # said beside the field; the other page stays
        return Side(name, place_text, problem=str(error))
    (shown_page,) = without_lost_images((page,), View.PAGE)
    return Side(name, place_text, record, shown_page, *neighbours(session, item_id, number))


def _address_maker(sides: tuple[Side, ...]) -> Callable[..., str]:
    """Return a function that returns the address of this comparison with changes."""
    present = {side.name: f"{side.page.item_id}/{side.page.number}" for side in sides if side.page}
    zoom = read_view_options().zoom
    present |= {"phong": zoom} if zoom != ZOOM_PERCENTS[0] else {}

    def address(**changes: object) -> str:
        query = {**present, **changes}
        return url_for("public.compare", **{name: value for name, value in query.items() if value})

    return address
