"""Audit trail reader: lists entries with their old and new values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from sqlalchemy import Engine, Select, func, select
from sqlalchemy.orm import Session

from library.database import reading
from library.staff.audit_labels import action_label
from library.staff.models import AuditEntry
from library.vietnamese.letters import compose

_HANOI = timezone(timedelta(hours=7))
_BATCH_ROWS = 1000


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Filter of audit lines; an empty field matches everything."""

    who: str = ""
    kind: str = ""
    subject: str = ""
    other_subjects: tuple[str, ...] = ()
    """Subjects of which entries are matched besides."""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ValueChange:
    """Change of one value; None is empty."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """Line of the audit trail."""

    id: int
    at: datetime
    who: str
    action: str
    subject: str
    detail: str | None
    alterations: tuple[ValueChange, ...]
    change: str | None = None
    """Name of the change of rows that it tells of."""

    @property
    def name(self) -> str:
        """Label of the action."""
        return action_label(self.action)

    @property
    def before(self) -> str:
        """Old values, one per line."""
        return _format_values((change.name, change.before) for change in self.alterations)

    @property
    def after(self) -> str:
        """New values, one per line."""
        return _format_values((change.name, change.after) for change in self.alterations)


def list_lines(
    session: Session, criteria: AuditFilter, *, first: int, count: int
) -> tuple[AuditLine, ...]:
    """Return a slice of the matching lines, newest first."""
    query = _apply_filter(select(AuditEntry), criteria).order_by(AuditEntry.id.desc())
    return tuple(map(_line, session.scalars(query.offset(first).limit(count))))


def count_lines(session: Session, criteria: AuditFilter) -> int:
    """Return the number of matching lines."""
    return session.scalar(_apply_filter(select(func.count(AuditEntry.id)), criteria)) or 0


def lines_of_subject(session: Session, subject: str) -> tuple[AuditLine, ...]:
    """Return all lines about one subject, oldest first."""
    query = select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.id)
    return tuple(map(_line, session.scalars(query)))


def iterate_lines(database: Engine, criteria: AuditFilter) -> Iterator[AuditLine]:
    """Yield every matching line, oldest first, loading one batch at a time."""
    query, last_id = (
        _apply_filter(select(AuditEntry), criteria).order_by(AuditEntry.id).limit(_BATCH_ROWS),
        0,
    )
    while True:
        with reading(database) as session:
            rows = session.scalars(query.where(AuditEntry.id > last_id)).all()
            batch = [_line(row) for row in rows]
        yield from batch
        if len(batch) < _BATCH_ROWS:
            return
        last_id = batch[-1].id


def list_actors(session: Session) -> tuple[str, ...]:
    """Return the names of all people in the trail."""
    return tuple(session.scalars(select(AuditEntry.who).distinct().order_by(AuditEntry.who)))


def _apply_filter(query: Select, criteria: AuditFilter) -> Select:
    if criteria.who:
        query = query.where(AuditEntry.who == compose(criteria.who))
    if criteria.kind:
        query = query.where(AuditEntry.action.startswith(f"{criteria.kind}.", autoescape=True))
    if criteria.subject:
        subjects = compose(criteria.subject), *criteria.other_subjects
        query = query.where(AuditEntry.subject.in_(subjects))
    if criteria.since:
        query = query.where(AuditEntry.at >= _start_of_day(criteria.since))
    if criteria.until:
        query = query.where(AuditEntry.at < _start_of_day(criteria.until) + timedelta(days=1))
    return query


def _start_of_day(day: date) -> datetime:
    return datetime.combine(day, time(), _HANOI)


def _line(row: AuditEntry) -> AuditLine:
    old, new = row.before or {}, row.after or {}
    names = dict.fromkeys((*old, *new))
    changes = tuple(ValueChange(name, old.get(name), new.get(name)) for name in names)
    return AuditLine(
        row.id, row.at, row.who, row.action, row.subject, row.detail, changes, row.change
    )


def _format_values(values: Iterator[tuple[str, str | None]]) -> str:
    return "\n".join(f"{name} = {value}" for name, value in values if value is not None)
