"""Reads the audit trail: who did what, when, to what, and what was before and after."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from sqlalchemy import Engine, Select, func, select
from sqlalchemy.orm import Session

from library.database import reading
from library.staff.audit_labels import act_name
from library.staff.models import AuditEntry
from library.vietnamese.letters import compose

_HANOI = timezone(timedelta(hours=7))
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines of the trail are asked for; what is empty narrows nothing."""

    who: str = ""
    kind: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Alteration:
    """One value that became another; None is empty."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the trail."""

    id: int
    at: datetime
    who: str
    action: str
    subject: str
    detail: str | None
    alterations: tuple[Alteration, ...]

    @property
    def name(self) -> str:
        """What was done, in words."""
        return act_name(self.action)

    @property
    def before(self) -> str:
        """What was before, a value a line."""
        return _listed((one.name, one.before) for one in self.alterations)

    @property
    def after(self) -> str:
        """What was after, a value a line."""
        return _listed((one.name, one.after) for one in self.alterations)


def lines(session: Session, wanted: Wanted, *, first: int, count: int) -> tuple[Line, ...]:
    """Return some of the lines, the newest first."""
    asked = _asked(select(AuditEntry), wanted).order_by(AuditEntry.id.desc())
    return tuple(map(_line, session.scalars(asked.offset(first).limit(count))))


def how_many(session: Session, wanted: Wanted) -> int:
    """Count the lines."""
    return session.scalar(_asked(select(func.count(AuditEntry.id)), wanted)) or 0


def of_subject(session: Session, subject: str) -> tuple[Line, ...]:
    """Return what was done to one thing, oldest first."""
    told = select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.id)
    return tuple(map(_line, session.scalars(told)))


def all_lines(database: Engine, wanted: Wanted) -> Iterator[Line]:
    """Give every line, the oldest first, and hold no more than some of them."""
    asked, last = _asked(select(AuditEntry), wanted).order_by(AuditEntry.id).limit(_BATCH), 0
    while True:
        with reading(database) as session:
            rows = session.scalars(asked.where(AuditEntry.id > last)).all()
            found = [_line(row) for row in rows]
        yield from found
        if len(found) < _BATCH:
            return
        last = found[-1].id


def people(session: Session) -> tuple[str, ...]:
    """Return everybody who stands in the trail."""
    return tuple(session.scalars(select(AuditEntry.who).distinct().order_by(AuditEntry.who)))


def _asked(query: Select, wanted: Wanted) -> Select:
    if wanted.who:
        query = query.where(AuditEntry.who == compose(wanted.who))
    if wanted.kind:
        query = query.where(AuditEntry.action.startswith(f"{wanted.kind}.", autoescape=True))
    if wanted.subject:
        query = query.where(AuditEntry.subject == compose(wanted.subject))
    if wanted.since:
        query = query.where(AuditEntry.at >= _begin(wanted.since))
    if wanted.until:
        query = query.where(AuditEntry.at < _begin(wanted.until) + timedelta(days=1))
    return query


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), _HANOI)


def _line(row: AuditEntry) -> Line:
    before, after = row.before or {}, row.after or {}
    names = dict.fromkeys((*before, *after))
    told = tuple(Alteration(name, before.get(name), after.get(name)) for name in names)
    return Line(row.id, row.at, row.who, row.action, row.subject, row.detail, told)


def _listed(values: Iterator[tuple[str, str | None]]) -> str:
    return "\n".join(f"{name} = {value}" for name, value in values if value is not None)
