"""Keeps the reading list of an account; the list of a browser is merged into it, never over it."""

import re
from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from library.readers.models import ReaderListEntry

MOST = 200
_PLACE = re.compile(r"[0-9a-z]{1,20}(?::[1-9][0-9]{0,5})?")
"""How addresses and browsers write an item, or a page of it."""


def read_places(told: str) -> tuple[str, ...]:
    """Return the places in a list as an address tells it, each once; nonsense is left out."""
    found = (place for place in told.split(",") if _PLACE.fullmatch(place))
    return tuple(dict.fromkeys(found))[:MOST]


def places(session: Session, reader_id: int) -> tuple[str, ...]:
    """Return what is on a list, in the order in which it was put there."""
    rows = select(ReaderListEntry.place).where(ReaderListEntry.reader_id == reader_id)
    return tuple(session.scalars(rows.order_by(ReaderListEntry.id)))


def merge(session: Session, reader_id: int, wanted: Iterable[str]) -> int:
    """Put on a list what is not there yet, as long as there is room; say how many came."""
    there = places(session, reader_id)
    new = [place for place in dict.fromkeys(wanted) if place not in there]
    new = new[: max(0, MOST - len(there))]
    session.add_all(ReaderListEntry(reader_id=reader_id, place=place) for place in new)
    session.flush()
    return len(new)


def drop(session: Session, reader_id: int, place: str) -> None:
    """Take one thing off a list."""
    here = ReaderListEntry.reader_id == reader_id, ReaderListEntry.place == place
    session.execute(delete(ReaderListEntry).where(*here))
