"""Searches inside an open item, and knows the way from one page with the words to the next."""

from dataclasses import dataclass

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.house import house
from app.public.doors import readable_record
from app.public.looking import read_look
from library.database import reading

FIRST_MARK = "dau"
"""The place on a page at which its first mark stands."""


@dataclass(frozen=True, slots=True)
class Inside:
    """The pages of an item on which words were found, in reading order, seen from the open ones."""

    pages: tuple[int, ...]
    open_pages: tuple[int, ...]

    @property
    def before(self) -> int | None:
        """The last page with the words before the open ones."""
        return max((page for page in self.pages if page < self.open_pages[0]), default=None)

    @property
    def after(self) -> int | None:
        """The first page with the words after the open ones."""
        return min((page for page in self.pages if page > self.open_pages[-1]), default=None)

    @property
    def place(self) -> int | None:
        """Which of the pages found the first open one is, from 1."""
        here = (page for page in self.open_pages if page in self.pages)
        return next((self.pages.index(page) + 1 for page in here), None)


def inside(item_id: str, typed: str, open_pages: tuple[int, ...]) -> Inside | None:
    """Return where in an item the words are; None when none were typed."""
    if not typed:
        return None
    return Inside(house().search.pages_found(typed, item_id), open_pages)


def find(item_id: str) -> ResponseReturnValue:
    """Lead to the first page with the words from the open one on, or from the beginning."""
    look = read_look()
    with reading(house().database) as session:
        record = readable_record(session, item_id)
    here = max(1, min(request.args.get("tu", 1, type=int), max(record.page_count, 1)))
    found = house().search.pages_found(look.typed, item_id) if look.typed else ()
    number = next((page for page in found if page >= here), found[0] if found else here)
    mark = FIRST_MARK if found else None
    there = url_for("public.page", item_id=item_id, number=number, _anchor=mark, **look.parameters)
    return redirect(there, code=303)
