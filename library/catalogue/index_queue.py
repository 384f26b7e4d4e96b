"""Queue of items and pages to be indexed, written in the transaction of each change."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, delete, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from library import clock
from library.catalogue import public_changes
from library.catalogue.models import IndexDue
from library.database import reading, work

_ITEM_LOCK = 155
"""First number of the advisory locks of items; the second is made from their ids."""

_MOVED_AT_ONCE = 2_000
_TOGETHER = "index_queue.together"

_TRY_EACH = text(
    "SELECT name FROM unnest(CAST(:names AS text[])) AS name "
    "WHERE pg_try_advisory_xact_lock(:kind, hashtext(name))"
)


def mark(session: Session, item_id: str, page_number: int | None = None) -> None:
    """Queue an item, or one page of it, for reindexing or removal from the index.

    Harvesters of the public catalogue learn of the change too.
    """
    marks = session.info.get(_TOGETHER)
    if marks is not None:
        marks[item_id, page_number] = None
        return
    requeue(session, item_id, page_number)
    public_changes.note_changes(session, (item_id,))


@contextmanager
def together(session: Session) -> Iterator[None]:
    """Queue what the block marks at its end, so that thousands of items cost few questions."""
    if _TOGETHER in session.info:
        yield
        return
    marks: dict[tuple[str, int | None], None] = {}
    session.info[_TOGETHER] = marks
    try:
        yield
    finally:
        del session.info[_TOGETHER]
    for item_id, page_number in marks:
        requeue(session, item_id, page_number)
    public_changes.note_changes(session, dict.fromkeys(item_id for item_id, _ in marks))


def requeue(session: Session, item_id: str, page_number: int | None = None) -> None:
    """Queue an item that did not change, because the index lacks it."""
    session.add(IndexDue(item_id=item_id, page_number=page_number, since=clock.now()))


def requeue_waiting(session: Session) -> None:
    """Move each waiting entry to the end: machines may be indexing it with facts of before."""
    after, last = 0, newest(session)
    while rows := [row for row in _after(session, after, _MOVED_AT_ONCE) if row.id <= last]:
        for item_id, page_number in dict.fromkeys((row.item_id, row.page_number) for row in rows):
            requeue(session, item_id, page_number)
        session.flush()  # first: SQLite gives the number of the last entry again once it is gone
        remove(session, [row.id for row in rows])
        after = rows[-1].id


def waiting(session: Session, limit: int = 1000) -> list[IndexDue]:
    """Return the queued entries, oldest first."""
    return list(session.scalars(select(IndexDue).order_by(IndexDue.id).limit(limit)))


def newest(session: Session) -> int:
    """Return the number of the newest entry; 0 if the queue is empty."""
    return session.scalar(select(func.max(IndexDue.id))) or 0


@contextmanager
def shared_out(database: Engine, limit: int = 1000) -> Iterator[list[IndexDue]]:
    """Yield queued entries, oldest first, of items that no other machine indexes meanwhile.

    The entries are read after the items are locked, so that all that is queued of an item is
    among them. If the locks were lost meanwhile, the items are queued again.
    """
    with reading(database) as locks:
        items: set[str] = set()
        after = 0
        while not items and (rows := _after(locks, after, limit)):
            items = _lock_free_items(locks, {row.item_id for row in rows})
            after = rows[-1].id
        with reading(database) as session:
            waiting = _of_items(session, items)
        yield waiting
        try:
            locks.scalar(select(1))
        except DBAPIError:
            with work(database) as session:
                for item_id in items:
                    requeue(session, item_id)


def _lock_free_items(session: Session, item_ids: set[str]) -> set[str]:
    """Lock the items that no other machine has locked, until the session ends; return them."""
    if session.get_bind().dialect.name == "sqlite":  # the database of one machine
        return item_ids
    return set(session.scalars(_TRY_EACH, {"kind": _ITEM_LOCK, "names": sorted(item_ids)}))


def _after(session: Session, after: int, limit: int) -> list[IndexDue]:
    rows = select(IndexDue).where(IndexDue.id > after).order_by(IndexDue.id)
    return list(session.scalars(rows.limit(limit)))


def _of_items(session: Session, items: set[str]) -> list[IndexDue]:
    rows = select(IndexDue).where(IndexDue.item_id.in_(sorted(items))).order_by(IndexDue.id)
    return list(session.scalars(rows)) if items else []


def size(session: Session) -> int:
    """Return the number of queued entries."""
    return session.scalar(select(func.count()).select_from(IndexDue)) or 0


def remove(session: Session, ids: Iterable[int]) -> None:
    """Delete indexed entries; an item marked again meanwhile has an entry of its own."""
    session.execute(delete(IndexDue).where(IndexDue.id.in_(list(ids))))
