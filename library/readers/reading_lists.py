"""Reading list of an account; the list of a browser is merged into it and never replaces it."""

import re
from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from library.readers.models import ReaderListEntry

MAX_ENTRIES = 200
_PLACE = re.compile(r"[0-9a-z]{1,20}(?::[1-9][0-9]{0,5})?")
"""Item id, or item id and page number, as in addresses: `7k2m9` or `7k2m9:12`."""


def read_places(text: str) -> tuple[str, ...]:
    """Return the distinct places in a comma-separated list; invalid ones are dropped."""
    valid = (place for place in text.split(",") if _PLACE.fullmatch(place))
    return tuple(dict.fromkeys(valid))[:MAX_ENTRIES]


def places(session: Session, reader_id: int) -> tuple[str, ...]:
    """Return the places on a reader's list, in the order they were added."""
    rows = select(ReaderListEntry.place).where(ReaderListEntry.reader_id == reader_id)
    return tuple(session.scalars(rows.order_by(ReaderListEntry.id)))


def merge(session: Session, reader_id: int, candidates: Iterable[str]) -> int:
    """Add new places to a list up to its maximum length; return the number added."""
    present = places(session, reader_id)
    new = [place for place in dict.fromkeys(candidates) if place not in present]
    new = new[: max(0, MAX_ENTRIES - len(present))]
    session.add_all(ReaderListEntry(reader_id=reader_id, place=place) for place in new)
    session.flush()
    return len(new)


def drop(session: Session, reader_id: int, place: str) -> None:
    """Remove a place from a list."""
    entry = ReaderListEntry.reader_id == reader_id, ReaderListEntry.place == place
    session.execute(delete(ReaderListEntry).where(*entry))
