"""Writes down who did what, in the same transaction as the thing done."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from library import clock
from library.staff.models import AuditEntry

Values = Mapping[str, object]
"""What stood in which column, by name."""

_LONGEST = 500


def note(
    session: Session,
    who: str,
    action: str,
    subject: str,
    detail: str | None = None,
    *,
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    """Add one line to the audit trail.

    Inside an act of the office (see `library.staff.audit_watch`) what was before and after is
    filled in from what the same session changes, unless it is told here.
    """
    entry = AuditEntry(at=clock.now(), who=who, action=action, subject=subject, detail=detail)
    entry.before = None if before is None else plain(before)
    entry.after = None if after is None else plain(after)
    session.add(entry)


def plain(values: Values) -> dict[str, str | None]:
    """Return values as they are kept: short texts, and None for what was empty."""
    return {name: None if value is None else _short(str(value)) for name, value in values.items()}


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
