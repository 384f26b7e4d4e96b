"""Work of the members of staff: how many documents each took through which step."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import USELESS, Accession
from library.planning.forecasts import WEEKS, weekly_counts
from library.staff.models import AuditEntry, StaffMember

WORK_NAMES = {
    "deliver": "nộp",
    "item.describe": "sửa biểu ghi",
    "item.send": "gửi duyệt",
    "item.publish": "công bố",
    "item.give_back": "trả lại",
    "page.correct": "sửa chữ",
}
"""Caption of each kind of work; the actions of the audit trail by which it is counted."""

_DELIVER = "deliver"


@dataclass(frozen=True, slots=True)
class PersonWeek:
    """The documents on which one person worked in a week, by kind of work."""

    name: str
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """Sum over all kinds of work."""
        return sum(self.counts.values())


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def people_of_week(
    session: Session, monday: date, only: str | None = None
) -> tuple[PersonWeek, ...]:
    """Return the work of a week by person, most first; `only` names the one to return.

    Each document counts once for each kind of work, however often it was saved.
    """
    begin, end = _midnight(monday), _midnight(monday + timedelta(days=7))
    names = {only} if only else set(session.scalars(select(StaffMember.name)))
    counts: dict[str, dict[str, int]] = {}
    for name, kind, count in (*_acts(session, begin, end), *_deliveries(session, begin, end)):
        if name in names:
            counts.setdefault(name, {})[kind] = count
    people = [PersonWeek(name, row) for name, row in counts.items()]
    return tuple(sorted(people, key=lambda person: (-person.total, person.name)))


def described_weekly(session: Session, only: str | None = None) -> tuple[int, ...]:
    """Return the descriptions that were finished in each of the last weeks, oldest first."""
    since = clock.now() - timedelta(weeks=WEEKS)
    query = select(*weekly_counts(AuditEntry.at)).where(
        AuditEntry.at > since, AuditEntry.action == "item.send"
    )
    if only:
        query = query.where(AuditEntry.who == only)
    return tuple(map(int, session.execute(query).one()))


def _acts(session: Session, begin: datetime, end: datetime) -> Iterable[tuple[str, str, int]]:
    actions = tuple(kind for kind in WORK_NAMES if kind != _DELIVER)
    query = select(
        AuditEntry.who,
        AuditEntry.action,
        func.count(distinct(AuditEntry.subject)),
    ).where(AuditEntry.at >= begin, AuditEntry.at < end, AuditEntry.action.in_(actions))
    return session.execute(query.group_by(AuditEntry.who, AuditEntry.action))


def _deliveries(session: Session, begin: datetime, end: datetime) -> Iterable[tuple[str, str, int]]:
    query = select(Accession.received_by, func.count()).where(
        Accession.received >= begin,
        Accession.received < end,
        Accession.state.not_in(USELESS),
    )
    rows = session.execute(query.group_by(Accession.received_by))
    return ((name, _DELIVER, count) for name, count in rows)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.HANOI).astimezone(UTC)
