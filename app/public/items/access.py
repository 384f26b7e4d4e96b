"""Opens an item to the reader who asks, or says why not."""

from flask import request
from sqlalchemy.orm import Session

from app.accounts.preview_mode import as_published
from app.accounts.who_asks import reader
from app.services import profiles
from app.web.formats import day
from library import clock
from library.catalogue.access.rights import Decision, Reader, may_know, may_read, may_take_home
from library.catalogue.queries import ItemRecord, item_record
from library.errors import ItemNotFoundError, MayNotReadError


def known_record(session: Session, item_id: str) -> ItemRecord:
    """Return a record this reader may know of; any other does not exist for them."""
    record = as_published(item_record(session, item_id))
    if not may_know(record, reader()):
        raise ItemNotFoundError(item_id)
    return record


def readable_record(session: Session, item_id: str) -> ItemRecord:
    """Return the record of an item whose pages this reader may read; raise MayNotReadError."""
    record = known_record(session, item_id)
    return _allowed(record, to_read(record))


def downloadable_record(session: Session, item_id: str) -> ItemRecord:
    """Return the record of an item this reader may take home; raise MayNotReadError."""
    record = known_record(session, item_id)
    return _allowed(record, to_take_home(record))


def refuse_to_save(record: ItemRecord) -> None:
    """Refuse to open a file by itself, where only the page that shows it may be read.

    Old browsers do not say what they ask for; it is a hedge, not a wall.
    """
    opened_alone = request.headers.get("Sec-Fetch-Dest") in ("document", "iframe", "object")
    if opened_alone and not to_take_home(record).allowed:
        raise MayNotReadError(record.title, to_take_home(record).because, record.id)


def to_read(record: ItemRecord) -> Decision:
    """Say whether this reader may read the pages of an item."""
    return may_read(record, reader(), _moving_wall(record))


def to_take_home(record: ItemRecord) -> Decision:
    """Say whether this reader may download the pages of an item."""
    return may_take_home(record, reader(), _moving_wall(record))


def is_open_to_all(record: ItemRecord) -> bool:
    """Say whether anybody may read an item today, from anywhere."""
    anybody = Reader(today=clock.today().isoformat())
    return may_read(record, anybody, _moving_wall(record)).allowed


def _moving_wall(record: ItemRecord) -> int | None:
    profile = profiles().get(record.collection)
    return profile and profile.moving_wall


def _allowed(record: ItemRecord, decision: Decision) -> ItemRecord:
    if not decision.allowed:
        opens = f", sẽ mở từ ngày {day(decision.opens)}" if decision.opens else ""
        raise MayNotReadError(record.title, decision.because + opens, record.id)
    return record
