"""Undo of one change, found by its entry in the audit trail.

Values of descriptions, names and pictures go the way of every other edit. Of other changes the
rows are kept for 90 days and written back. Either way they are linked, indexed, held for a second
person and noted, so an undo can be undone.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import delete, event, func, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import Accession, AccessionState
from library.accessions.requeue import requeue
from library.catalogue import cataloguing
from library.catalogue.access import openings
from library.catalogue.authorities import edit_records
from library.catalogue.models import Access, Item, Page
from library.catalogue.pages.page_order import cover_of
from library.catalogue.pictures import describing
from library.changes import row_changes, seen_rows
from library.changes.models import ChangeSet, ChangeState
from library.changes.problems import UndoneBeforeError
from library.changes.row_changes import RowChange
from library.changes.row_words import column_words, table_words
from library.database import Base
from library.errors import WrongStateError
from library.recordings import transcribing
from library.recordings.models import Transcript
from library.staff import audit_watch, bin_entries
from library.staff.audit import UNDONE_ORIGIN, done_through, is_shortened, note
from library.staff.audit_labels import action_label
from library.staff.audit_log import AuditLine
from library.staff.models import AuditEntry
from library.staff.permissions import Permission, may
from library.staff.problems import AuditEntryNotFoundError

_DAYS_KEPT, _MAX_ROWS_NOTED = 90, 20
_OF_NAMES = {"authority", "authority_variant", "authority_distinct", "item_authority"}
_OF_PAGES = {"page", "instruction", "mending"}
_OTHERWISE = "đã đổi theo một việc khác"

Values = Mapping[str, str | None]
Write = Callable[[Values], object]
_PAGE = re.compile(r"\(ảnh (\d+)\)")


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


def undo(session: Session, entry_id: int, by: str, role: str) -> UndoneChange:
    """Give the values of a change back, but for those that somebody changed since.

    Raises AuditEntryNotFoundError for an entry that cannot be undone, or not by this role, and
    UndoneBeforeError.
    """
    entry = session.get(AuditEntry, entry_id)
    if entry is None:
        raise AuditEntryNotFoundError
    if entry.action not in UNDOABLE:
        return _undo_rows(session, entry, by, role)
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
    for row in _later(session, entry, entry.action):
        if name in (row.after or {}) and (row.after[name] or None) == current:
            return f"{row.who} đã sửa lúc {_moment(row.at)}"
    return _OTHERWISE


def _later(session: Session, entry: AuditEntry, action: str = "") -> Iterable[AuditEntry]:
    """Return the later entries about the same thing, of an action if given, the last one first."""
    rows = select(AuditEntry).where(AuditEntry.subject == entry.subject, AuditEntry.id > entry.id)
    rows = rows.where(AuditEntry.action == action) if action else rows
    return session.scalars(rows.order_by(AuditEntry.id.desc()))


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


def _picture(session: Session, entry: AuditEntry, by: str) -> tuple[Values, Write]:
    key = _PAGE.search(entry.detail or "")
    page = session.get(Page, int(key[1])) if key else None
    if page is None:
        raise AuditEntryNotFoundError

    def write(values: Values) -> None:
        texts = {name: value or "" for name, value in values.items()}
        describing.describe(session, page, texts, by)

    return describing.typed_fields(session, page), write


UNDOABLE = {
    "item.describe": _description,
    describing.ACTION: _picture,
}
"""Readers of present values, with writers of others, by action in the audit trail."""


@event.listens_for(Session, "before_commit")
def keep_rows(session: Session) -> None:
    """Keep the rows of a change in the transaction that makes it, if they can be written back."""
    action = row_changes.watched_action()
    if action is None or session.in_nested_transaction():
        return
    session.flush()
    change, rows = audit_watch.change_of(session), row_changes.undoable_changes(session, UNDOABLE)
    if change is None or not rows:
        return
    now, states = clock.now(), (ChangeState.APPROVED, ChangeState.DROPPED)
    row_set = ChangeSet(at=now, by=action.who, action=action.action, items=[], change=change)
    row_set.state, row_set.permission = ChangeState.APPROVED, action.permission
    for row in rows:
        if row.table == "bin_entry" and (values := (row.after or row.before or {})).get("kind"):
            row_set.permission = bin_entries.kinds()[str(values["kind"])].permission
    row_set.rows = row_changes.to_json(rows)
    session.add(row_set)
    is_old = ChangeSet.at < now - timedelta(days=_DAYS_KEPT)
    session.execute(delete(ChangeSet).where(is_old, ChangeSet.state.in_(states)))


def undo_whole(session: Session, entry: AuditEntry, by: str, role: str) -> None:
    """Undo a change; raise WrongStateError if something of it would stay."""
    if reasons := undo(session, entry.id, by, role).kept:
        raise WrongStateError("hoàn tác", "; ".join(reasons.values()))


def last_entry(
    session: Session, subject: str, actions: Iterable[str], detail: str | None = None
) -> AuditEntry | None:
    """Return the latest entry of some actions about a thing of which the change is not undone."""
    names = [name for action in actions for name in (action, f"{action}.redo")]
    sets = select(ChangeSet.id).where(
        ChangeSet.change == AuditEntry.change, ChangeSet.state == ChangeState.APPROVED
    )
    rows = select(AuditEntry).where(AuditEntry.subject == subject, AuditEntry.action.in_(names))
    rows = rows.where(sets.exists(), detail is None or AuditEntry.detail == detail)
    return session.scalar(rows.order_by(AuditEntry.id.desc()).limit(1))


def undoable_lines(session: Session, lines: Iterable[AuditLine], role: str) -> set[int]:
    """Return the ids of the lines of the trail whose changes this role may undo."""
    names = [line.change for line in lines if line.change]
    sets = select(ChangeSet.change, ChangeSet.permission).where(
        ChangeSet.change.in_(names), ChangeSet.state == ChangeState.APPROVED
    )
    changes = {change for change, permission in session.execute(sets) if may(role, permission)}
    by_values = {line.id for line in lines if line.action in UNDOABLE and line.alterations}
    return by_values | {line.id for line in lines if line.change in changes}


def _undo_rows(session: Session, entry: AuditEntry, by: str, role: str) -> UndoneChange:
    """Write the rows of a change back, but for things of which somebody changed rows since."""
    states = ChangeState.APPROVED, ChangeState.DROPPED
    sets = select(ChangeSet).where(ChangeSet.change == entry.change, ChangeSet.state.in_(states))
    row_set = session.scalar(sets.with_for_update()) if entry.change else None
    if row_set is None or row_set.permission is None or not may(role, row_set.permission):
        raise AuditEntryNotFoundError
    if row_set.state is ChangeState.DROPPED:
        raise UndoneBeforeError(row_set.decided_by, _moment(row_set.decided))
    audit_watch.need(Permission(row_set.permission))
    rows = row_changes.undoable(row_changes.of_json(row_set.rows))
    own = {(row.table, row.key) for row in rows}
    touched = {
        _thing(session, row): row
        for row in rows
        if _is_touched(session, row)
        or (
            row.before is None
            and row.table not in row_changes.NEVER_DELETED
            and row_changes.users_of(session, row.table, row.key) - own
        )
    }
    back = [row_changes.reverse(row) for row in rows if _thing(session, row) not in touched]
    label = action_label(entry.action)
    if back:
        row_changes.write(session, back, ())
        _make_again(session, back, by)
        row_set.state, row_set.decided, row_set.decided_by = ChangeState.DROPPED, clock.now(), by
        old, new = _named(back, "before"), _named(back, "after")
        first = entry.action.removesuffix(".redo")
        action = first.removesuffix(".undo") + (".redo" if first.endswith(".undo") else ".undo")
        detail = entry.detail or f"việc lúc {_moment(entry.at)}"
        note(session, by, action, entry.subject, detail, old=old, new=new)
    who = next(iter(_later(session, entry)), None)
    reason = f"{who.who} đã sửa lúc {_moment(who.at)}" if who else _OTHERWISE
    reasons = dict.fromkeys((table_words(row.table) for row in touched.values()), reason)
    return UndoneChange(entry.action, entry.subject, [label] if back else [], [], reasons)


def _named(rows: Iterable[RowChange], side: str) -> dict[str, object]:
    """Return the values of rows on one side, as the trail names them, of the first rows."""
    return {
        f"{row.table} {'-'.join(map(str, row.key))}: {name}": value
        for row in islice(rows, _MAX_ROWS_NOTED)
        for name, value in (getattr(row, side) or {}).items()
    }


def _is_touched(session: Session, change: RowChange) -> bool:
    """Return True if a row is not as the change left it, in what people see of it."""
    if change.after is None:
        return False
    present = row_changes.stored(session, Base.metadata.tables[change.table], change.key)
    is_compared = change.before is None and change.table not in {*_OF_PAGES, "map_placement"}
    names = [name for name in change.after if is_compared or column_words(change.table, name)]
    return present is None or any(
        row_changes.plain(present[name]) != row_changes.plain(change.after[name]) for name in names
    )


def _thing(session: Session, change: RowChange) -> object:
    """Return the thing of a row: its rows go back together or stay together."""
    if change.table in _OF_NAMES:
        return "names"
    if change.table in _OF_PAGES:
        return "pages"
    table = Base.metadata.tables[change.table]
    values = row_changes.stored(session, table, change.key) or change.before or change.after or {}
    owners = (column for column in table.c if column.foreign_keys and not column.nullable)
    owner = next(owners, None)
    if owner is None:
        return change.table, change.key[0]
    (key,) = owner.foreign_keys
    return key.column.table.name, values.get(owner.name)


def _make_again(session: Session, rows: Iterable[RowChange], by: str) -> None:
    """Make what follows from rows: names in descriptions, words of recordings, the index."""
    session.flush()
    names: set[object] = set()
    for row in rows:
        values = (row.before or {}) | (row.after or {})
        if row.table == "authority":
            names.add(row.key[0])
        elif row.table in _OF_NAMES:
            names |= {(side or {}).get("authority_id") for side in (row.before, row.after)}
        elif row.table == "transcript":
            values |= row_changes.stored(session, Transcript.__table__, row.key) or {}
            transcribing.write_texts(session, values["item_id"], values["file"])
    edit_records.update_items(session, names - {None})
    _make_pages_again(session, [row for row in rows if row.table in _OF_PAGES], by)
    seen_rows.mark_items(session, (row for row in rows if row.table not in _OF_NAMES))


def _make_pages_again(session: Session, rows: list[RowChange], by: str) -> None:
    """Let the item of pages follow: its delivery is made again, its cover chosen again."""
    columns = {name for row in rows for name in {**(row.before or {}), **(row.after or {})}}
    for item_id in {item_id for row in rows for item_id in seen_rows.items_of(session, row)}:
        item = session.get_one(Item, item_id)
        delivery = session.get(Accession, item.accession_id) if item.accession_id else None
        if delivery and columns - {"place", "numbered", "label"}:
            if delivery.state is AccessionState.WORKING and any(r.table != "page" for r in rows):
                raise WrongStateError(
                    "hoàn tác", "tài liệu đang được xử lý; hãy đợi xong rồi làm lại"
                )
            requeue(delivery)
        if any((row.after or {}).get("left_out") is False for row in rows):
            openings.send_again(session, item, by)
        item.cover = cover_of(item.pages) or item.cover


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
    now = {name: _typed(value) for name, value in cataloguing.item_fields(item).items()}
    versions = (FieldVersion(name, old or None, now.get(name)) for name, old in values.items())
    return tuple(version for version in versions if version.value != version.current)


def _typed(value: object) -> str | None:
    return str(cataloguing.as_typed(value)) or None if value is not None else None
