"""Batches of documents: a box, a shelf, a donation or a newspaper year, and its documents."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import Accession
from library.catalogue.models import Item
from library.planning.models import BatchDocument, BatchKind, WorkBatch
from library.planning.problems import (
    BatchClosedError,
    BatchNameTakenError,
    BatchNotFoundError,
    BatchNotNamedError,
    DocumentElsewhereError,
    DocumentNotKnownError,
    TooManyDocumentsError,
)
from library.staff.audit import note

MAX_COUNT = 1_000_000
MAX_DOCUMENTS = 2_000
"""Documents that one request adds to a batch."""

_RANGE = re.compile(r"(\d{4})-(\d{5,})\s*(?:–|-|đến|\.\.)\s*(\d{4})-(\d{5,})")
_BETWEEN = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class BatchDetails:
    """All that people type about a batch."""

    name: str
    kind: BatchKind
    expected: int | None = None
    absent: int = 0
    scanned: int | None = None
    remark: str = ""
    holder: str = ""
    deadline: str | None = None


def find(session: Session, batch_id: int) -> WorkBatch:
    """Return a batch; raise BatchNotFoundError."""
    row = session.get(WorkBatch, batch_id)
    if row is None:
        raise BatchNotFoundError
    return row


def open_batches(session: Session) -> tuple[WorkBatch, ...]:
    """Return the batches that are not closed, by name."""
    rows = select(WorkBatch).where(WorkBatch.closed.is_(None)).order_by(WorkBatch.name)
    return tuple(session.scalars(rows))


def make(session: Session, details: BatchDetails, by: str) -> WorkBatch:
    """Create a batch; raise BatchNameTakenError if one has this name."""
    _check_name(session, details.name, None)
    row = WorkBatch(**asdict(details), created=clock.now(), created_by=by)
    session.add(row)
    session.flush()
    note(session, by, "batch.make", str(row.id), row.name)
    return row


def change(session: Session, batch_id: int, details: BatchDetails, by: str) -> None:
    """Change what people typed about a batch."""
    row = find(session, batch_id)
    _check_name(session, details.name, batch_id)
    changes = {
        name: value for name, value in asdict(details).items() if getattr(row, name) != value
    }
    for name, value in changes.items():
        setattr(row, name, value)
    if changes:
        note(session, by, "batch.change", str(batch_id), row.name)


def set_closed(session: Session, batch_id: int, by: str, *, closed: bool) -> None:
    """Close a batch, or open it again."""
    row = find(session, batch_id)
    row.closed, row.closed_by = (clock.now(), by) if closed else (None, None)
    note(session, by, "batch.close" if closed else "batch.reopen", str(batch_id), row.name)


def add(
    session: Session, batch_id: int, text: str, by: str, *, takes_from_others: bool = True
) -> int:
    """Put deliveries and items into a batch, and take them out of others; all of them or none.

    `text` holds accession numbers, ranges of them (2026-00017 đến 2026-00030) and item ids. Raises
    DocumentElsewhereError for a document of another batch unless one may take it from there.
    """
    _check_open(session, batch_id)
    named = tuple(islice(_documents(session, text), MAX_DOCUMENTS + 1))
    if len(named) > MAX_DOCUMENTS:
        raise TooManyDocumentsError(MAX_DOCUMENTS)
    documents = tuple(dict.fromkeys(named))
    for accession_id, item_id in documents:
        if not takes_from_others:
            _refuse_elsewhere(session, batch_id, accession_id, item_id)
        place(session, batch_id, accession_id=accession_id, item_id=item_id)
    if documents:
        note(session, by, "batch.add", str(batch_id), f"{len(documents)} tài liệu")
    return len(documents)


def place(
    session: Session, batch_id: int, *, accession_id: int | None = None, item_id: str | None = None
) -> None:
    """Put one document into a batch; it stands in one batch only."""
    by_accession, by_item = (
        BatchDocument.accession_id == accession_id,
        BatchDocument.item_id == item_id,
    )
    row = session.scalar(
        select(BatchDocument).where(by_item if accession_id is None else by_accession)
    )
    if row is None:
        row = BatchDocument(accession_id=accession_id, item_id=item_id)
        session.add(row)
    row.batch_id = batch_id
    session.flush()


def remove(session: Session, batch_id: int, document_ids: Iterable[int], by: str) -> int:
    """Take documents out of a batch; nothing else of them changes."""
    _check_open(session, batch_id)
    rows = session.scalars(
        select(BatchDocument).where(
            BatchDocument.batch_id == batch_id, BatchDocument.id.in_(tuple(document_ids))
        )
    ).all()
    for row in rows:
        session.delete(row)
    if rows:
        note(session, by, "batch.remove", str(batch_id), f"{len(rows)} tài liệu")
    return len(rows)


def batch_of(session: Session, accession_id: int) -> WorkBatch | None:
    """Return the batch of a delivery."""
    rows = select(WorkBatch).join(BatchDocument, BatchDocument.batch_id == WorkBatch.id)
    return session.scalar(rows.where(BatchDocument.accession_id == accession_id))


def pass_on(session: Session, parent: Accession, parts: Iterable[Accession]) -> None:
    """Put the parts of a delivery into its batch, in its place."""
    document = session.scalar(select(BatchDocument).where(BatchDocument.accession_id == parent.id))
    if document is None:
        return
    for part in parts:
        place(session, document.batch_id, accession_id=part.id)
    session.delete(document)


def _refuse_elsewhere(
    session: Session, batch_id: int, accession_id: int | None, item_id: str | None
) -> None:
    other = select(WorkBatch.name).join(BatchDocument, BatchDocument.batch_id == WorkBatch.id)
    is_document = (
        BatchDocument.item_id == item_id
        if accession_id is None
        else BatchDocument.accession_id == accession_id
    )
    name = session.scalar(other.where(is_document, WorkBatch.id != batch_id))
    if name is not None:
        raise DocumentElsewhereError(name)


def _check_name(session: Session, name: str, batch_id: int | None) -> None:
    if not name:
        raise BatchNotNamedError
    taken_by = session.scalar(select(WorkBatch.id).where(WorkBatch.name == name))
    if taken_by not in (None, batch_id):
        raise BatchNameTakenError(name)


def _check_open(session: Session, batch_id: int) -> None:
    if find(session, batch_id).closed is not None:
        raise BatchClosedError


def _documents(session: Session, text: str) -> Iterator[tuple[int | None, str | None]]:
    """Yield the accession or item of each number: `(accession_id, item_id)`."""
    for match in _RANGE.finditer(text):
        yield from _range(session, f"{match[1]}-{match[2]}", f"{match[3]}-{match[4]}")
    numbers = list(filter(None, _BETWEEN.split(_RANGE.sub(" ", text))))
    if len(numbers) > MAX_DOCUMENTS:
        raise TooManyDocumentsError(MAX_DOCUMENTS)
    for number in numbers:
        yield _document(session, number)


def _range(session: Session, first: str, last: str) -> Iterator[tuple[int, None]]:
    numbers = select(Accession.id).where(
        Accession.number.between(first, last), Accession.amends.is_(None)
    )
    ids = session.scalars(numbers.order_by(Accession.id).limit(MAX_DOCUMENTS + 1)).all()
    if not ids:
        raise DocumentNotKnownError(f"{first} đến {last}")
    if len(ids) > MAX_DOCUMENTS:
        raise TooManyDocumentsError(MAX_DOCUMENTS)
    yield from ((accession_id, None) for accession_id in ids)


def _document(session: Session, number: str) -> tuple[int | None, str | None]:
    accession_id = session.scalar(select(Accession.id).where(Accession.number == number))
    if accession_id is not None:
        return accession_id, None
    item = session.get(Item, number)
    if item is None:
        raise DocumentNotKnownError(number[:60])
    return (item.accession_id, None) if item.accession_id else (None, item.id)
