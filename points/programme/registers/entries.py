"""Register entries: each change adds a revision, and no revision is lost."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from library import clock
from library.staff import bin_entries
from library.staff.audit import note
from library.staff.bin_entries import BinEntry, BinKind
from library.staff.permissions import Permission
from library.vietnamese.letters import compose
from points.access_points.models import AccessPoint
from points.programme.models import RegisterEntry
from points.programme.problems import EntryChangedError, EntryNotFoundError, EntryWithoutPointError
from points.programme.registers.schema import Register, Value, register_of


@dataclass(frozen=True, slots=True)
class Entry:
    """Register entry at one of its revisions."""

    register: str
    number: int
    revision: int
    point: str | None
    day: date
    fields: dict[str, Value]
    taken_back: bool
    reason: str | None
    recorded: datetime
    recorded_by: str

    def get(self, name: str) -> Value | None:
        """Return the value of a field, or None."""
        return self.fields.get(name)

    def day_in(self, name: str) -> date | None:
        """Return the date in a field, or None."""
        value = self.fields.get(name)
        return date.fromisoformat(value) if isinstance(value, str) else None

    def is_open(self, on: date) -> bool:
        """Return True if the entry still waits to be settled on a day."""
        waits_for = register_of(self.register).open
        if waits_for is None or self.day > on:
            return False
        settlement_day = self.day_in(waits_for)
        return settlement_day is None or settlement_day > on

    def is_late(self, on: date) -> bool:
        """Return True if it is open and its deadline has passed."""
        due = register_of(self.register).due
        deadline = self.day_in(due) if due else None
        return deadline is not None and deadline < on and self.is_open(on)


def enter(
    session: Session,
    register: Register,
    *,
    point: str | None,
    day: date,
    details: dict[str, Value],
    by: str,
) -> Entry:
    """Add a new entry."""
    last = session.scalar(
        select(func.max(RegisterEntry.number)).where(RegisterEntry.register == register.code)
    )
    return _write(session, register, (last or 0) + 1, 1, point, day, details, by)


def change(
    session: Session,
    previous: Entry,
    *,
    point: str | None,
    day: date,
    values: dict[str, Value],
    by: str,
    reason: str = "",
) -> Entry:
    """Add a revision to an entry; raise EntryChangedError if `previous` is not the newest one."""
    register = register_of(previous.register)
    _require_newest(session, previous)
    return _write(
        session,
        register,
        previous.number,
        previous.revision + 1,
        point,
        day,
        values,
        by,
        reason=reason,
    )


def withdraw(session: Session, previous: Entry, *, by: str, reason: str) -> Entry:
    """Withdraw an entry; raise EntryChangedError if `previous` is not the newest revision."""
    _require_newest(session, previous)
    return _write(
        session,
        register_of(previous.register),
        previous.number,
        previous.revision + 1,
        previous.point,
        previous.day,
        previous.fields,
        by,
        reason=reason,
        taken_back=True,
    )


def restore_revision(session: Session, code: str, number: int, revision: int, *, by: str) -> Entry:
    """Add a revision with the values of an earlier one; raise EntryNotFoundError."""
    revisions = history(session, code, number)
    earlier_entry = next((entry for entry in revisions if entry.revision == revision), None)
    if earlier_entry is None:
        raise EntryNotFoundError(f"{number}.{revision}")
    newest = revisions[-1]
    reason = f"lấy lại bản ghi thứ {revision}"
    return change(
        session,
        newest,
        point=earlier_entry.point,
        day=earlier_entry.day,
        values=earlier_entry.fields,
        by=by,
        reason=reason,
    )


def entry_of(session: Session, code: str, number: int) -> Entry:
    """Return the newest revision of an entry; raise EntryNotFoundError."""
    return history(session, code, number)[-1]


def history(session: Session, code: str, number: int) -> tuple[Entry, ...]:
    """Return all revisions of an entry, oldest first; raise EntryNotFoundError."""
    register_of(code)
    rows = _rows().where(RegisterEntry.register == code, RegisterEntry.number == number)
    revisions = _read(session, rows.order_by(RegisterEntry.revision))
    if not revisions:
        raise EntryNotFoundError(number)
    return revisions


def entries(
    session: Session,
    *codes: str,
    since: date = date.min,
    until: date = date.max,
    points: Iterable[str] | None = None,
    with_taken_back: bool = False,
) -> tuple[Entry, ...]:
    """Return the entries of registers between two days (inclusive), oldest day first."""
    newest = select(func.max(RegisterEntry.id)).group_by(
        RegisterEntry.register, RegisterEntry.number
    )
    if codes:
        newest = newest.where(RegisterEntry.register.in_(codes))
    rows = _rows().where(RegisterEntry.id.in_(newest))
    rows = rows.where(RegisterEntry.day >= since, RegisterEntry.day <= until)
    if points is not None:
        rows = rows.where(AccessPoint.code.in_(tuple(points)))
    if not with_taken_back:
        rows = rows.where(RegisterEntry.taken_back.is_(False))
    return _read(session, rows.order_by(RegisterEntry.day, RegisterEntry.id))


def open_on(register_entries: Iterable[Entry], day: date) -> tuple[Entry, ...]:
    """Return the open entries on a day, late ones first."""
    waiting = [entry for entry in register_entries if entry.is_open(day)]
    return tuple(sorted(waiting, key=lambda entry: (not entry.is_late(day), entry.day)))


def _rows() -> Select[tuple[RegisterEntry, str | None]]:
    return select(RegisterEntry, AccessPoint.code).outerjoin(
        AccessPoint, AccessPoint.id == RegisterEntry.point_id
    )


def _read(session: Session, rows: Select[tuple[RegisterEntry, str | None]]) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            register=row.register,
            number=row.number,
            revision=row.revision,
            point=point,
            day=row.day,
            fields=row.told,
            taken_back=row.taken_back,
            reason=row.reason,
            recorded=row.recorded,
            recorded_by=row.recorded_by,
        )
        for row, point in session.execute(rows)
    )


def _require_newest(session: Session, entry: Entry) -> None:
    if entry_of(session, entry.register, entry.number).revision != entry.revision:
        raise EntryChangedError


def _write(
    session: Session,
    register: Register,
    number: int,
    revision: int,
    point: str | None,
    day: date,
    values: dict[str, Value],
    by: str,
    *,
    reason: str = "",
    taken_back: bool = False,
) -> Entry:
    point_id = session.scalar(select(AccessPoint.id).where(AccessPoint.code == point))
    if point_id is None and not (register.point_optional and point is None):
        raise EntryWithoutPointError(register.title)
    row = RegisterEntry(
        register=register.code,
        number=number,
        revision=revision,
        point_id=point_id,
        day=day,
        told=values,
        taken_back=taken_back,
        reason=compose(reason).strip() or None,
        recorded=clock.now(),
        recorded_by=by,
    )
    session.add(row)
    act = "take-back" if taken_back else "enter" if revision == 1 else "change"
    subject = f"{register.code} {number}"
    if taken_back:
        title = f"{register.title}, mục {number}"
        bin_entries.put(session, "register-row", subject, title, by, reason=row.reason or "")
    else:
        bin_entries.take_out(session, "register-row", subject)
    note(session, by, f"register.{act}", subject, row.reason)
    session.flush()
    return entry_of(session, register.code, number)


def _restore_entry(session: Session, entry: BinEntry, by: str) -> None:
    code, number = entry.subject.split()
    *_, previous, _withdrawal = history(session, code, int(number))
    restore_revision(session, code, int(number), previous.revision, by=by)


BIN_KIND = BinKind(
    "register-row",
    "mục của sổ chương trình",
    Permission.PROGRAMME,
    _restore_entry,
    lambda _session, _entry, _by: True,  # the register keeps every revision
)
