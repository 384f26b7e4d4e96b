"""Records already stored, as an import compares itself with them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy.orm import Session

from library.vietnamese.letters import fold
from points.programme.old_books.book_rows import BookRow
from points.programme.registers.schema import Register

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A stored record: its identity, its values, and its point if a row may not move it."""

    target: str
    values: Mapping[str, object]
    revision: int = 1
    point: str | None = None
    tied_to_point: bool = False
    """True if a row that names another point is a mistake."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Author and reason of the records that an import writes."""

    book: Register
    by: str
    reason: str


class RecordStore(Protocol):
    """Storage of one kind of book; rows are written and taken back in batches."""

    not_compared: frozenset[str]
    """Fields of a row that a stored record does not have."""

    def key(self, book: Register, row: BookRow) -> Key:
        """Return the identity of a row among the records of its book."""

    def problems(self, session: Session, rows: Sequence[BookRow]) -> Iterator[dict[str, str]]:
        """Yield the problems of each row that only this kind of book has."""

    def stored(
        self, session: Session, book: Register, rows: Sequence[BookRow]
    ) -> dict[Key, StoredRecord]:
        """Return the records that some of the rows may be about."""

    def write(self, session: Session, writer: Writer, rows: Sequence[BookRow]) -> None:
        """Store new rows and the changed values of stored ones; set `target` and `revision`."""

    def take_back(
        self, session: Session, writer: Writer, rows: Sequence[BookRow]
    ) -> tuple[BookRow, ...]:
        """Undo rows whose record nobody changed since; return those rows."""


def plain(value: object) -> str:
    """Return a value as it is compared: without marks, case and surplus spaces."""
    return " ".join(fold(str("" if value is None else value)).split()).strip(" .")


def days_of(rows: Iterable[BookRow]) -> tuple[date, date] | None:
    """Return the first and the last day of the rows."""
    days = [row.day for row in rows if row.day is not None]
    return (min(days), max(days)) if days else None


def merged(record: StoredRecord, row: BookRow) -> dict[str, object]:
    """Return the stored values with those of the row; empty cells change nothing."""
    return {**record.values, **row.values}
