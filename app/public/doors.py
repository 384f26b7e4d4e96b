"""Opens an item to the reader who asks, or says why not."""

from sqlalchemy.orm import Session

from app.visitors import reader
from library.catalogue.rights import may_know, may_read, may_take_home
from library.catalogue.shelves import ItemRecord, item_record
from library.errors import ItemNotFoundError, MayNotReadError


def known_record(session: Session, item_id: str) -> ItemRecord:
    """Return a record this reader may know of; any other does not exist for them."""
    record = item_record(session, item_id)
    if not may_know(record, reader()):
        raise ItemNotFoundError(item_id)
    return record


def readable_record(session: Session, item_id: str) -> ItemRecord:
    """Return the record of an item whose pages this reader may read; raise MayNotReadError."""
    record = known_record(session, item_id)
    decision = may_read(record, reader())
    if not decision.allowed:
        raise MayNotReadError(record.title, decision.because)
    return record


def downloadable_record(session: Session, item_id: str) -> ItemRecord:
    """Return the record of an item this reader may take home; raise MayNotReadError."""
    record = known_record(session, item_id)
    decision = may_take_home(record, reader())
    if not decision.allowed:
        raise MayNotReadError(record.title, decision.because)
    return record
