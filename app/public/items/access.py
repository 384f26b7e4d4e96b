"""Access checks for the records, pages and downloads of an item."""

from flask import Response, after_this_request, request
from sqlalchemy.orm import Session

from app.accounts.preview_mode import as_published
from app.accounts.who_asks import reader
from app.interfaces.open_items import moving_wall
from app.public.items.reading_seats import SeatAwaitedError, seat_decision, take_seat
from app.services import profiles
from app.web.formats import day
from library import clock
from library.catalogue.access.reading_conditions import conditions_of
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
from library.catalogue.models import Access
from library.catalogue.queries import ItemRecord, item_record
from library.errors import ItemNotFoundError, ItemWithdrawnError, MayNotReadError


def visible_record(session: Session, item_id: str) -> ItemRecord:
    """Return a record visible to this reader.

    Raises ItemWithdrawnError for one that was public, and ItemNotFoundError for any other record,
    as if it did not exist.
    """
    record = as_published(item_record(session, item_id))
    profiles(session)  # the decision on rights then needs no second connection
    if not may_see_record(record, reader()):
        if was_public(record):
            raise ItemWithdrawnError(item_id, public_title(record))
        raise ItemNotFoundError(item_id)
    return record


def readable_record(session: Session, item_id: str) -> ItemRecord:
    """Return the record of an item whose pages this reader may read; raise MayNotReadError."""
    record = visible_record(session, item_id)
    return _readable(record, read_decision(record))


def opened_record(session: Session, item_id: str) -> ItemRecord:
    """Return a record as `readable_record`; a library copy is opened by taking a seat.

    Raises SeatAwaitedError while as many people read it as the library holds copies.
    """
    record = visible_record(session, item_id)
    if read_decision(record).needs_seat and not take_seat(item_id).may_read:
        raise SeatAwaitedError(item_id)
    return _readable(record, read_decision(record))


def downloadable_record(session: Session, item_id: str) -> ItemRecord:
    """Return the record of an item that this reader may download; raise MayNotReadError."""
    record = visible_record(session, item_id)
    return _require(record, download_decision(record))


def refuse_direct_download(record: ItemRecord) -> None:
    """Refuse to open a file directly if only the page that shows it may be read.

    Old browsers do not send Sec-Fetch-Dest, so this deters but does not prevent.
    """
    opened_alone = request.headers.get("Sec-Fetch-Dest") in ("document", "iframe", "object")
    if opened_alone and not download_decision(record).allowed:
        raise MayNotReadError(record.title, download_decision(record).because, record.id)


def read_decision(record: ItemRecord) -> Decision:
    """Return the decision if this reader may read the pages of an item now."""
    decision = may_read(record, reader(), moving_wall(record))
    if record.access is Access.COPY and decision.allowed:
        return seat_decision(record.id, is_staff=reader().is_staff)
    return decision


def download_decision(record: ItemRecord) -> Decision:
    """Return the decision if this reader may download the pages of an item."""
    return may_download(record, reader(), moving_wall(record))


def may_find_by_text(record: ItemRecord) -> bool:
    """Return True if this reader may find an item by the words of its pages."""
    return may_search_text(record, reader(), profiles().get(record.collection))


def is_open_to_all(record: ItemRecord) -> bool:
    """Return True if anybody may read an item today, from anywhere, on no condition at all.

    Copies of an item with a condition or a consent stay neither in caches nor on phones.
    """
    anybody = Reader(today=clock.today().isoformat())
    is_open = may_read(record, anybody, moving_wall(record)).allowed
    return is_open and record.conditions is None


def _readable(record: ItemRecord, decision: Decision) -> ItemRecord:
    if conditions_of(record).no_machines:
        after_this_request(_forbid_machines)
    return _require(record, decision)


def _forbid_machines(response: Response) -> Response:
    """Ask robots that do not say what they are to keep nothing of the answer."""
    response.headers["X-Robots-Tag"] = "noindex, noarchive, noimageindex, noai, noimageai"
    response.headers["TDM-Reservation"] = "1"
    return response


def _require(record: ItemRecord, decision: Decision) -> ItemRecord:
    if not decision.allowed:
        opens = f", sẽ mở từ ngày {day(decision.opens)}" if decision.opens else ""
        raise MayNotReadError(record.title, decision.because + opens, record.id)
    return record
