"""Writes down who did what."""

from sqlalchemy.orm import Session

from library import clock
from library.people.models import AuditEntry


def note(session: Session, who: str, action: str, subject: str, detail: str | None = None) -> None:
    """Add one line to the audit trail, in the same transaction as the thing done."""
    session.add(AuditEntry(at=clock.now(), who=who, action=action, subject=subject, detail=detail))
