"""Search inside an open item, with links to the previous and next matching page."""

from dataclasses import dataclass

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.who_asks import audience
from app.public.items.access import readable_record
from app.public.reader.view_options import read_view_options
from app.services import services
from library.catalogue.pages.neighbours import reading_order
from library.database import reading

FIRST_MARK_ANCHOR = "dau"
"""Anchor of the first highlighted word on a page."""


@dataclass(frozen=True, slots=True)
class MatchesInItem:
    """Matching pages of an item in reading order, seen from the open pages."""

    pages: tuple[int, ...]
    previous_match: int | None
    """Last matching page before the open pages; before the first one comes the last."""
    next_match: int | None
    """First matching page after the open pages; after the last one comes the first."""
    place: int | None
    """Position of the first open page among the matching pages, from 1."""
    rebuilding: bool = False
    """True if there is no answer, because no index can give one yet."""

    def may_show_words_singly(self, page: int) -> bool:
        """Return True for a matching page, and while it is unknown which pages match."""
        return page in self.pages or self.rebuilding


def matches_in_item(item_id: str, query: str, open_pages: tuple[int, ...]) -> MatchesInItem | None:
    """Return the pages of an item that match a query, or None without a query."""
    if not query:
        return None
    order, matching_pages = _matching_pages(item_id, query)
    if matching_pages is None:
        return MatchesInItem((), None, None, None, rebuilding=True)
    return matches_from(open_pages, order, matching_pages)


def matches_from(
    open_pages: tuple[int, ...], order: tuple[int, ...], matching_pages: tuple[int, ...]
) -> MatchesInItem:
    """Return the matching pages relative to the open pages, in reading order."""
    first, last = order.index(open_pages[0]), order.index(open_pages[-1])
    backwards = (*reversed(order[:first]), *reversed(order[first:]))
    onwards = (*order[last + 1 :], *order[: last + 1])
    open_matches = (page for page in open_pages if page in matching_pages)
    return MatchesInItem(
        pages=matching_pages,
        previous_match=next((page for page in backwards if page in matching_pages), None),
        next_match=next((page for page in onwards if page in matching_pages), None),
        place=next((matching_pages.index(page) + 1 for page in open_matches), None),
    )


def find(item_id: str) -> ResponseReturnValue:
    """Redirect to the first matching page from the open page on, else from the beginning."""
    options = read_view_options()
    with reading(services().database) as session:
        record = readable_record(session, item_id)
    current = max(1, min(request.args.get("tu", 1, type=int), max(record.page_count, 1)))
    order, matching_pages = _matching_pages(item_id, options.typed) if options.typed else ((), ())
    onwards = order[order.index(current) :] if current in order else order
    matching_pages = matching_pages or ()
    later_matches = (page for page in onwards if page in matching_pages)
    number = next(later_matches, matching_pages[0] if matching_pages else current)
    mark = FIRST_MARK_ANCHOR if matching_pages else None
    target = url_for(
        "public.page", item_id=item_id, number=number, _anchor=mark, **options.parameters
    )
    return redirect(target, code=303)


def _matching_pages(item_id: str, query: str) -> tuple[tuple[int, ...], tuple[int, ...] | None]:
    """Return all pages of an item in reading order, and those that match; None without an index."""
    pages = services().search.pages_found(query, item_id, audience())
    with reading(services().database) as session:
        order = reading_order(session, item_id)
    return order, pages and tuple(page for page in order if page in frozenset(pages))
