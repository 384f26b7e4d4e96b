"""Earlier versions of a description, read from the audit trail, and their restoring."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.catalogue import cataloguing
from library.catalogue.models import Access, Item
from library.errors import WrongStateError
from library.staff.audit import is_shortened
from library.staff.models import AuditEntry

_DESCRIBED = "item.describe"
_DECIDED = ("item.make", "item.give_back", "item.publish")
"""Entries after which a description is written or mended for the next review."""


@dataclass(frozen=True, slots=True)
class FieldVersion:
    """A field of a description in an earlier version and now."""

    name: str
    value: str | None
    current: str | None

    @property
    def can_be_restored(self) -> bool:
        """True if it differs from the current value and the trail holds all of it."""
        return self.value != self.current and not is_shortened(self.value)


def version_after(session: Session, item: Item, entry_id: int) -> tuple[FieldVersion, ...]:
    """Return the description as it was after an entry of the trail, as people type it.

    A later change says what a field held before it; a field without one holds it still.
    """
    current = {
        name: None if value is None else str(cataloguing.as_typed(value))
        for name, value in cataloguing.item_fields(item).items()
    }
    rows = select(AuditEntry.before).where(
        AuditEntry.subject == item.id, AuditEntry.action == _DESCRIBED, AuditEntry.id > entry_id
    )
    values = dict(current)
    for earlier_values in session.scalars(rows.order_by(AuditEntry.id.desc())):
        values |= earlier_values or {}
    return tuple(
        FieldVersion(name, value or None, current.get(name) or None)
        for name, value in values.items()
        if value or current.get(name)
    )


def changes_to_review(session: Session, item: Item) -> tuple[FieldVersion, ...]:
    """Return the fields changed since the item was made, returned or published."""
    rows = select(func.max(AuditEntry.id)).where(
        AuditEntry.subject == item.id, AuditEntry.action.in_(_DECIDED)
    )
    versions = version_after(session, item, session.scalar(rows) or 0)
    return tuple(version for version in versions if version.value != version.current)


def restore_fields(
    session: Session, item: Item, entry_id: int, seen: dict[str, str], by: str
) -> Collection[str]:
    """Give fields the values of an earlier version; `seen` has the current values shown.

    Raises WrongStateError if somebody changed one of them meanwhile.
    """
    versions = {version.name: version for version in version_after(session, item, entry_id)}
    chosen = [versions[name] for name in seen if name in versions]
    if any((version.current or "") != seen[version.name] for version in chosen):
        raise WrongStateError("khôi phục", "người khác vừa sửa ô ấy; hãy xem lại bản này")
    values = {version.name: version.value for version in chosen if version.can_be_restored}
    if not values.get("title", item.title) or not values.get("access", item.access):
        raise WrongStateError("khôi phục", "nhan đề và quyền đọc không để trống được")
    fields: dict[str, object] = dict(values)
    if "access" in fields:
        fields["access"] = Access(values["access"])
    cataloguing.describe(session, item, fields, by)
    return values.keys()
