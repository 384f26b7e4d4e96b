"""Lets staff see an item as its readers will: what is not published yet looks as if it were."""

from dataclasses import replace

from flask import g

from library import clock
from library.catalogue.access.rights import Reader
from library.catalogue.models import ItemState
from library.catalogue.queries import ItemRecord


def begin(*, at_library: bool) -> None:
    """Look at everything in this request as a reader at home, or at the library's computer."""
    g.seen_as = Reader(at_library=at_library, today=clock.today().isoformat())


def seen_as() -> Reader | None:
    """Return the reader in whose place a member of staff looks; None in every other request."""
    return g.get("seen_as")


def as_published(record: ItemRecord) -> ItemRecord:
    """Return a record as it will be, while staff look at it in a reader's place."""
    return record if seen_as() is None else replace(record, state=ItemState.PUBLISHED)
