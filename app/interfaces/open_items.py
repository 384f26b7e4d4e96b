"""Items as anybody may see them, whoever asks: the rights that all interfaces apply."""

from sqlalchemy.orm import Session

from app.services import profiles
from library import clock
from library.catalogue.access.rights import (
    Decision,
    Reader,
    may_download,
    may_read,
    may_search_text,
    may_see_record,
    public_title,
    was_public,
)
from library.catalogue.queries import ItemRecord, item_record
from library.errors import ItemNotFoundError, ItemWithdrawnError


def is_public(record: ItemRecord) -> bool:
    """Return True if anybody may see the record of an item."""
    return may_see_record(record, Reader())


def open_record(session: Session, item_id: str) -> ItemRecord:
    """Return a record that anybody may see.

    Raises ItemWithdrawnError for one that was public, and ItemNotFoundError for any other.
    """
    record = item_record(session, item_id)
    if is_public(record):
        return record
    if was_public(record):
        raise ItemWithdrawnError(item_id, public_title(record))
    raise ItemNotFoundError(item_id)


def anybody_may_read(record: ItemRecord) -> Decision:
    """Return the decision if anybody may read the pages of an item today, from anywhere."""
    return may_read(record, _anybody(), moving_wall(record))


def anybody_may_find(record: ItemRecord) -> bool:
    """Return True if anybody may find an item by the words of its pages."""
    return may_search_text(record, _anybody(), profiles().get(record.collection))


def anybody_may_download(record: ItemRecord) -> bool:
    """Return True if anybody may download the pages of an item today, from anywhere."""
    return download_decision(record).allowed


def download_decision(record: ItemRecord) -> Decision:
    """Return the decision if anybody may download the pages of an item today, from anywhere."""
    return may_download(record, _anybody(), moving_wall(record))


def _anybody() -> Reader:
    return Reader(today=clock.today().isoformat(), is_machine=True)


def moving_wall(record: ItemRecord) -> int | None:
    """Return the years after which the collection of an item opens, if there are any."""
    profile = profiles().get(record.collection)
    return profile and profile.moving_wall
