"""Tells the history of a delivery: who handed it in, what was ordered, what each stage did."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accessions import register_queries
from library.accessions.register_queries import Entry, StageSummary
from library.staff.audit_labels import act_name
from library.staff.models import AuditEntry

RECEIVED, STAGE, SETTLED = "received", "stage", "settled"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a history; `kind` is received, stage, settled, or what somebody ordered."""

    at: datetime
    kind: str
    who: str | None = None
    detail: str | None = None
    stage: StageSummary | None = None

    @property
    def name(self) -> str:
        """What was ordered, in words."""
        return act_name(self.kind)


def of_delivery(session: Session, entry: Entry) -> tuple[Event, ...]:
    """Return what happened to a delivery, oldest first; a stage is one line from its first page."""
    told = select(AuditEntry).where(AuditEntry.subject == entry.number)
    events = [Event(entry.received, RECEIVED, entry.received_by)]
    events += (Event(row.at, row.action, row.who, row.detail) for row in session.scalars(told))
    events += (
        Event(stage.first, STAGE, stage=stage)
        for stage in register_queries.stages(session, entry.id)
    )
    if entry.settled is not None:
        events.append(Event(entry.settled, SETTLED, detail=entry.message))
    return tuple(sorted(events, key=lambda event: event.at))
