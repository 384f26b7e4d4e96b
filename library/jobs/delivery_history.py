"""History of a delivery: receipt, staff orders and pipeline stages."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accessions import register_queries
from library.accessions.register_queries import Entry, StageSummary
from library.staff.audit_labels import action_label
from library.staff.models import AuditEntry

RECEIVED, STAGE, SETTLED = "received", "stage", "settled"


@dataclass(frozen=True, slots=True)
class Event:
    """A line of a history; `kind` is received, stage, settled or an audit action."""

    at: datetime
    kind: str
    who: str | None = None
    detail: str | None = None
    stage: StageSummary | None = None

    @property
    def name(self) -> str:
        """The action in Vietnamese."""
        return action_label(self.kind)


def of_delivery(session: Session, entry: Entry) -> tuple[Event, ...]:
    """Return the history of a delivery, oldest first; a stage is dated by its first page."""
    audit_entries = select(AuditEntry).where(AuditEntry.subject == entry.number)
    events = [Event(entry.received, RECEIVED, entry.received_by)]
    events += (
        Event(row.at, row.action, row.who, row.detail) for row in session.scalars(audit_entries)
    )
    events += (
        Event(stage.first, STAGE, stage=stage)
        for stage in register_queries.stages(session, entry.id)
    )
    if entry.settled is not None:
        events.append(Event(entry.settled, SETTLED, detail=entry.message))
    return tuple(sorted(events, key=lambda event: event.at))
