"""Audit trail writer: adds entries in the same transaction as the change."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy.orm import Session

from library import clock
from library.staff.models import AuditEntry

ColumnValues = Mapping[str, object]
"""Column values by column name."""

BULK_ORIGIN, UNDONE_ORIGIN = "sửa hàng loạt số ", "hoàn tác "
"""Beginnings of the origin of entries: the number of the bulk change follows."""

_MAX_VALUE_LENGTH = 500  # characters
_origin: ContextVar[str | None] = ContextVar("origin", default=None)


@contextmanager
def done_through(origin: str) -> Iterator[None]:
    """Name in each entry of the block what the person did it through: a bulk change."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)


def note(
    session: Session,
    who: str,
    action: str,
    subject: str,
    detail: str | None = None,
    *,
    old: ColumnValues | None = None,
    new: ColumnValues | None = None,
    full_length: bool = False,
) -> AuditEntry:
    """Add an entry to the audit trail and return it; with `full_length` no value is shortened.

    Inside an audited action (see `library.staff.audit_watch`) the old and new values are filled in
    from the changes of the same session, unless they are given here.
    """
    detail = _origin.get() if detail is None else detail
    entry = AuditEntry(at=clock.now(), who=who, action=action, subject=subject, detail=detail)
    entry.before = None if old is None else storable(old, full_length=full_length)
    entry.after = None if new is None else storable(new, full_length=full_length)
    session.add(entry)
    return entry


def storable(values: ColumnValues, *, full_length: bool = False) -> dict[str, str | None]:
    """Return values in the stored form: short texts, and None for empty values."""
    shorten = str if full_length else _shorten
    return {name: None if value is None else shorten(value) for name, value in values.items()}


def is_shortened(text: str | None) -> bool:
    """Return True if a stored value may lack its end."""
    return text is not None and len(text) == _MAX_VALUE_LENGTH + 1 and text.endswith("…")


def _shorten(value: object) -> str:
    text = str(value)
    return text if len(text) <= _MAX_VALUE_LENGTH else f"{text[:_MAX_VALUE_LENGTH]}…"
