"""Searches inside an open item, and knows the way from one page with the words to the next."""

from dataclasses import dataclass

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.public.items.access import readable_record
from app.public.reader.view_options import read_look
from app.services import services
from library.catalogue.pages.neighbours import reading_order
from library.database import reading

FIRST_MARK = "dau"
"""The place on a page at which its first mark stands."""


@dataclass(frozen=True, slots=True)
class Inside:
    """The pages of an item on which words were found, in reading order, and the way to the next."""

    pages: tuple[int, ...]
    before: int | None
    """The last page with the words before the open ones."""
    after: int | None
    """The first page with the words after the open ones."""
    place: int | None
    """Which of the pages found the first open one is, from 1."""


def inside(item_id: str, typed: str, open_pages: tuple[int, ...]) -> Inside | None:
    """Return where in an item the words are, seen from the open pages; None without words."""
    return seen_from(open_pages, *_found(item_id, typed)) if typed else None


def seen_from(
    open_pages: tuple[int, ...], order: tuple[int, ...], found: tuple[int, ...]
) -> Inside:
    """Return the pages found as one sees them from the open ones, in the order of reading."""
    first, last = order.index(open_pages[0]), order.index(open_pages[-1])
    here = (page for page in open_pages if page in found)
    return Inside(
        pages=found,
        before=next((page for page in reversed(order[:first]) if page in found), None),
        after=next((page for page in order[last + 1 :] if page in found), None),
        place=next((found.index(page) + 1 for page in here), None),
    )


def find(item_id: str) -> ResponseReturnValue:
    """Lead to the first page with the words from the open one on, or from the beginning."""
    look = read_look()
    with reading(services().database) as session:
        record = readable_record(session, item_id)
    here = max(1, min(request.args.get("tu", 1, type=int), max(record.page_count, 1)))
    order, found = _found(item_id, look.typed) if look.typed else ((), ())
    onwards = order[order.index(here) :] if here in order else order
    ahead = (page for page in onwards if page in found)
    number = next(ahead, found[0] if found else here)
    mark = FIRST_MARK if found else None
    there = url_for("public.page", item_id=item_id, number=number, _anchor=mark, **look.parameters)
    return redirect(there, code=303)


def _found(item_id: str, typed: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return all pages of an item as they are read, and those of them with the words."""
    pages = frozenset(services().search.pages_found(typed, item_id))
    with reading(services().database) as session:
        order = reading_order(session, item_id)
    return order, tuple(page for page in order if page in pages)
