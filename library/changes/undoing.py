"""Undo of one change, from the old and new values that its entry in the audit trail holds.

The values go the way of every other edit: they are linked, indexed, held for a second person and
noted, so an undo can be undone.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue import cataloguing
from library.catalogue.access import openings
from library.catalogue.authorities import edit_records
from library.catalogue.authorities.edit_records import AuthorityDetails
from library.catalogue.authorities.models import AuthorityKind
from library.catalogue.models import Access, Item
from library.catalogue.pictures import describing
from library.staff.audit import UNDONE_ORIGIN, done_through, is_shortened
from library.staff.models import AuditEntry
from library.staff.problems import AuditEntryNotFoundError

Values = Mapping[str, str | None]
Write = Callable[[Values], object]
_PAGE = re.compile(r"trang (\d+)")


@dataclass(frozen=True, slots=True)
class UndoneChange:
    """The change that was undone, and what became of each of its values, by name."""

    action: str
    subject: str
    restored: list[str]
    waiting: list[str]
    """Names of values that a second person has to approve."""
    kept: dict[str, str]
    """Reasons why values stay as they are, by name."""


def undo(session: Session, entry_id: int, by: str) -> UndoneChange:
    """Give the values of a change back, but for those that somebody changed since.

    Raises AuditEntryNotFoundError for an entry that cannot be undone.
    """
    entry = session.get(AuditEntry, entry_id)
    if entry is None or entry.action not in UNDOABLE:
        raise AuditEntryNotFoundError
    current, write = UNDOABLE[entry.action](session, entry, by)
    old, new = entry.before or {}, entry.after or {}
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    reasons = {
        name: reason
        for name in names
        if (reason := _reason_to_keep(session, entry, name, current.get(name) or None))
    }
    values = {name: old.get(name) for name in names if name not in reasons}
    if values:
        with done_through(f"{UNDONE_ORIGIN}lần sửa lúc {_moment(entry.at)}"):
            write(values)
    proposed = openings.proposed_values(session, [entry.subject]).get(entry.subject, {})
    restored_names = [name for name in values if name not in proposed]
    waiting_names = [name for name in values if name in proposed]
    return UndoneChange(entry.action, entry.subject, restored_names, waiting_names, reasons)


def _reason_to_keep(session: Session, entry: AuditEntry, name: str, current: str | None) -> str:
    """Return the reason why a value cannot be given back, or nothing."""
    old, new = ((values or {}).get(name) or None for values in (entry.before, entry.after))
    if current == new:
        is_lost = is_shortened(old) or (name in ("title", "name", "access") and old is None)
        return "nhật ký không giữ đủ giá trị cũ" if is_lost else ""
    rows = select(AuditEntry).filter_by(subject=entry.subject, action=entry.action)
    later = rows.where(AuditEntry.id > entry.id).order_by(AuditEntry.id.desc())
    for row in session.scalars(later):
        if name in (row.after or {}) and (row.after[name] or None) == current:
            return f"{row.who} đã sửa lúc {_moment(row.at)}"
    return "đã đổi theo một việc khác"


def _moment(when: datetime) -> str:
    return f"{when.astimezone(clock.HANOI):%H:%M %d/%m/%Y}"


def _description(session: Session, entry: AuditEntry, by: str) -> tuple[Values, Write]:
    item = cataloguing.find_item(session, entry.subject)

    def write(values: Values) -> None:
        fields: dict[str, object] = dict(values)
        if "access" in fields:
            fields["access"] = Access(values["access"])
        cataloguing.describe(session, item, fields, by)

    fields = cataloguing.item_fields(item).items()
    return {name: _typed(value) for name, value in fields}, write


def _name(session: Session, entry: AuditEntry, by: str) -> tuple[Values, Write]:
    record = edit_records.find(session, int(entry.subject.rpartition(":")[2]))
    current = edit_records.summary(session, record)

    def write(values: Values) -> None:
        fields: dict[str, object] = {**current, **values}
        fields["kind"] = AuthorityKind(fields["kind"])
        fields["variants"] = tuple(filter(None, str(fields["variants"] or "").split(" | ")))
        edit_records.edit(session, record, AuthorityDetails(**fields), by)

    return current, write


def _picture(session: Session, entry: AuditEntry, by: str) -> tuple[Values, Write]:
    number = _PAGE.match(entry.detail or "")
    page = describing.page_of(session, entry.subject, int(number[1]) if number else 0)

    def write(values: Values) -> None:
        texts = {name: value or "" for name, value in values.items()}
        describing.describe(session, page, texts, by)

    return describing.typed_fields(session, page), write


UNDOABLE = {
    "item.describe": _description,
    "authority.edit": _name,
    describing.ACTION: _picture,
}
"""Readers of present values, with writers of others, by action in the audit trail."""


_DECIDED = ("item.make", "item.give_back", "item.publish")
"""Entries after which a description is written or mended for the next review."""


@dataclass(frozen=True, slots=True)
class FieldVersion:
    """A field of a description in an earlier version and now."""

    name: str
    value: str | None
    current: str | None


def changes_to_review(session: Session, item: Item) -> tuple[FieldVersion, ...]:
    """Return the fields changed since the item was made, returned or published.

    The first later change of a field says what it held then.
    """
    entries = AuditEntry.subject == item.id
    decided = select(func.max(AuditEntry.id)).where(entries, AuditEntry.action.in_(_DECIDED))
    rows = select(AuditEntry.before).where(
        entries,
        AuditEntry.action == "item.describe",
        AuditEntry.id > (session.scalar(decided) or 0),
    )
    values: dict[str, str | None] = {}
    for earlier_values in session.scalars(rows.order_by(AuditEntry.id.desc())):
        values |= earlier_values or {}
    fields = cataloguing.item_fields(item)
    versions = (
        FieldVersion(name, value or None, _typed(fields.get(name)))
        for name, value in values.items()
    )
    return tuple(version for version in versions if version.value != version.current)


def _typed(value: object) -> str | None:
    return str(cataloguing.as_typed(value)) or None if value is not None else None
