"""Work of the members of staff: how many documents each took through which step."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import case, distinct, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from library import clock
from library.accessions.models import USELESS, Accession
from library.planning.forecasts import WEEKS, weekly_counts
from library.staff.audit import BULK_ORIGIN, UNDONE_ORIGIN
from library.staff.models import AuditEntry, StaffMember

WORK_NAMES = {
    "deliver": "nộp",
    "item.describe": "sửa biểu ghi",
    "item.send": "gửi duyệt",
    "item.publish": "công bố",
    "item.give_back": "trả lại",
    "page.correct": "sửa chữ",
    "bulk": "nhập, sửa hàng loạt",
    "undone": "trong đó đã hoàn tác",
}
"""Caption of each kind of work; the actions of the audit trail by which it is counted."""

_DELIVER, _BULK, _UNDONE = "deliver", "bulk", "undone"


@dataclass(frozen=True, slots=True)
class PersonWork:
    """The documents on which one person worked in a week or month, by kind of work."""

    name: str
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """Sum over all kinds of work."""
        return sum(self.counts.values()) - self.counts.get(_UNDONE, 0)


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def people_of_week(
    session: Session, monday: date, only: str | None = None
) -> tuple[PersonWork, ...]:
    """Return the work of a week by person."""
    return people_between(session, monday, monday + timedelta(days=7), only)


def people_between(
    session: Session, first: date, following: date, only: str | None = None
) -> tuple[PersonWork, ...]:
    """Return the work until a following day by person, most first; `only` names who to return.

    Each document counts once for each kind of work, however often it was saved; what bulk changes
    and imports wrote counts apart.
    """
    begin, end = _midnight(first), _midnight(following)
    names = {only} if only else set(session.scalars(select(StaffMember.name)))
    counts: dict[str, dict[str, int]] = {}
    rows = *_acts(session, begin, end), *_undone(session, begin, end)
    for name, kind, count in (*rows, *_deliveries(session, begin, end)):
        if name in names:
            counts.setdefault(name, {})[kind] = count
    people = [PersonWork(name, row) for name, row in counts.items()]
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
    actions = tuple(kind for kind in WORK_NAMES if "." in kind)
    is_bulk = AuditEntry.detail.startswith(BULK_ORIGIN)
    kind = case((is_bulk, _BULK), else_=AuditEntry.action)
    query = select(AuditEntry.who, kind, func.count(distinct(AuditEntry.subject)))
    query = query.where(AuditEntry.at >= begin, AuditEntry.at < end)
    is_undoing = AuditEntry.detail.startswith(UNDONE_ORIGIN + BULK_ORIGIN)
    query = query.where(is_undoing.is_not(True), or_(AuditEntry.action.in_(actions), is_bulk))
    return session.execute(query.group_by(AuditEntry.who, kind))


def _undone(session: Session, begin: datetime, end: datetime) -> Iterable[tuple[str, str, int]]:
    """Return the documents of bulk changes of the time that were put back since, by person."""
    undoing = aliased(AuditEntry)
    query = select(AuditEntry.who, literal(_UNDONE), func.count(distinct(AuditEntry.subject)))
    query = query.join(undoing, undoing.subject == AuditEntry.subject)
    query = query.where(AuditEntry.at >= begin, AuditEntry.at < end)
    query = query.where(undoing.detail == literal(UNDONE_ORIGIN) + AuditEntry.detail)
    query = query.where(AuditEntry.detail.startswith(BULK_ORIGIN))
    return session.execute(query.group_by(AuditEntry.who))


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
