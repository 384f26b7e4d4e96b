"""Page view of the reader, with query words highlighted."""

from dataclasses import dataclass, replace
from functools import partial

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts.who_asks import audience
from app.public.items.access import (
    download_decision,
    is_open_to_all,
    opened_record,
    readable_record,
)
from app.public.items.citations import citation
from app.public.items.reading_seats import has_seat, stay_open
from app.public.reader.find_in_item import FIRST_MARK_ANCHOR, MatchesInItem, matches_in_item
from app.public.reader.images import image_sizes
from app.public.reader.page_articles import page_articles
from app.public.reader.page_html import prepare_pages, without_lost_images
from app.public.reader.recordings import player_of
from app.public.reader.view_options import View, ViewOptions, address, read_view_options
from app.services import services
from app.web.data_saver import DataBudget, current_budget
from app.web.formats import size
from app.web.offline import allow_offline_copy
from app.web.usage_counting import count
from library.catalogue.pages.neighbours import neighbours, number_at, page_offset_back
from library.catalogue.pictures.described_pictures import picture_of
from library.catalogue.queries import ItemRecord, PageDetails, item_pages, page_details
from library.catalogue.text.languages import is_vertical, split_languages
from library.database import reading
from library.maps.sheets import placed_pages
from library.recordings.cues import clock_text
from library.recordings.language_names import language_name
from library.recordings.playing import PlayedStretch, played_stretch
from points.use_kind import UseKind

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


_STRIP_RADIUS = 5
"""Number of thumbnails before and after the open page."""

_IMAGE_VIEWS = (View.PAGE, View.SPREAD, View.STRIP)
_PREFETCHED_PAGES = {DataBudget.LITTLE: 0, DataBudget.USUAL: 1, DataBudget.FINE: 2}
"""Number of pages prefetched for each data budget."""


def show(item_id: str, number: int) -> str:
    """Render one or several pages in the chosen view: images, text and navigation."""
    options = read_view_options()
    with reading(services().database) as session:
        record = opened_record(session, item_id)
        stretch = played_stretch(session, item_id, number)
        view = options.view if stretch is None else View.PAGE
        open_pages = open_pages_at(session, item_id, number, view)
        open_pages = replace(open_pages, pages=without_lost_images(open_pages.pages, view))
        is_single = stretch is None and view is View.PAGE
        strip = _strip(session, record, open_pages.pages[0].place) if is_single else ()
        prefetched_pages = () if stretch else _prefetched(session, item_id, open_pages, view)
        articles = page_articles(session, record, open_pages.numbers[0]) if is_single else ()
        is_placed = stretch is None and bool(placed_pages(session, item_id, number))
        picture = _picture(session, item_id, number) if is_single else {}
    matches = matches_in_item(item_id, options.typed, open_pages.numbers)
    if stretch is not None:
        return _recording(record, number, options, open_pages, matches, stretch)
    count(UseKind.REQUEST, item_id, number)
    if is_open_to_all(record):
        allow_offline_copy()
    return render_template(
        f"public/reader/{view.name.lower()}.html",
        record=record,
        has_copy_seat=has_seat(record.id),
        view_options=options,
        views=tuple(View),
        page_address=partial(address, item_id, options),
        number=number,
        open_pages=open_pages,
        pages=tuple(
            replace(page, articles=articles)
            for page in prepare_pages(open_pages.pages, options, record, matches)
        ),
        prefetched_pages=prefetched_pages,
        strip=strip,
        **picture,
        right_to_left=is_vertical(split_languages(open_pages.pages[0].languages or "")),
        matches=matches,
        first_mark_anchor=FIRST_MARK_ANCHOR,
        is_placed=is_placed,
        image_sizes=image_sizes(open_pages.pages) if view in _IMAGE_VIEWS else {},
        download_decision=download_decision(record),
        citation=citation(record, number),
        cited_page=number,
    )


def _picture(session: Session, item_id: str, number: int) -> dict[str, object]:
    """Return the picture on a page, and its backs where the front is shown, for the template."""
    picture = picture_of(session, item_id, number)
    backs = picture.backs if picture and picture.number == number else ()
    other_sides = [page_details(session, item_id, back) for back in backs]
    return {"picture": picture, "other_sides": other_sides}


def _recording(
    record: ItemRecord,
    number: int,
    options: ViewOptions,
    open_pages: OpenPages,
    matches: MatchesInItem | None,
    stretch: PlayedStretch,
) -> str:
    """Render a stretch of a recording; the use is counted when it is played."""
    count(UseKind.INVESTIGATION, record.id)
    stay_open()
    find = services().search.word_matcher(options.typed, audience()) if matches else None
    player = player_of(stretch, find)
    return render_template(
        "public/reader/recording.html",
        record=record,
        has_copy_seat=has_seat(record.id),
        view_options=options,
        page_address=partial(address, record.id, options),
        number=number,
        open_pages=open_pages,
        pages=open_pages.pages,
        matches=matches,
        first_mark_anchor=FIRST_MARK_ANCHOR,
        player=player,
        clock_text=clock_text,
        language_name=language_name,
        image_sizes={budget: size(weight) for budget, weight in player.sizes.items()},
        download_decision=download_decision(record),
        citation=citation(record, number),
        cited_page=number,
    )


def turn_to(item_id: str) -> ResponseReturnValue:
    """Redirect to the page whose number was typed, or the nearest page."""
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        place = max(1, min(request.args.get("so", 1, type=int), record.page_count))
        previous, following = neighbours(session, item_id, place - 1)
    number = following or previous or place
    return redirect(address(item_id, read_view_options(), number), code=303)


def show_by_id(item_id: str, page_id: int) -> ResponseReturnValue:
    """Redirect to the current address of a page, even if its item was reordered or split."""
    with reading(services().database) as session:
        readable_record(session, item_id)
        number = number_at(session, item_id, page_id)
    return redirect(address(item_id, read_view_options(), number))


def _strip(session: Session, record: ItemRecord, place: int) -> tuple[PageDetails, ...]:
    first = max(1, place - _STRIP_RADIUS)
    return item_pages(session, record.id, first=first, count=2 * _STRIP_RADIUS + 1)


def _prefetched(
    session: Session, item_id: str, open_pages: OpenPages, view: View
) -> tuple[PageDetails, ...]:
    """Return the pages whose images are prefetched."""
    page_count = _PREFETCHED_PAGES[current_budget()] if view in (View.PAGE, View.SPREAD) else 0
    if open_pages.after is None or not page_count:
        return ()
    return item_pages(session, item_id, first=open_pages.pages[-1].place + 1, count=page_count)
