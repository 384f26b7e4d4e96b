"""Changes that wait for a second person, in the words in which people compare them."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accessions.models import Accession
from library.catalogue import profile_versions
from library.catalogue.authorities.models import Authority
from library.catalogue.models import Item, Page
from library.changes import row_changes
from library.changes.models import ChangeSet, ChangeState
from library.changes.row_changes import RowChange
from library.changes.row_words import column_words, table_words, value_words
from library.changes.seen_rows import SEEN, SeenRows
from library.staff.audit_labels import action_label

_MAX_LINES, _MAX_ITEMS, _MAX_LETTERS = 20, 10, 2_000
_SHOWN = {
    **SEEN,
    "page_text": SeenRows(("text",)),
    "original_record": SeenRows(("content",)),
}
_SHOWN_BY = {
    "revision": {"page_text"},
    "page_text": {"transcript", "picture", "silenced_span"},
    "item_authority": {"authority"},
}
"""Tables whose rows need not be shown where the set has rows of these."""

_OF_PAGES = ("page", "page_text", "picture", "map_placement", "article_list")
"""Tables whose key is the id of a page."""


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """A value of a row that strangers see: the row, the column, what it was and would be."""

    row: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class WaitingSet:
    """A set that waits or was returned, as its reviewer and its author see it."""

    id: int
    by: str
    action: str
    """Label of what the author did: sửa tên trong danh mục."""
    values: tuple[ChangedValue, ...]
    items: tuple[tuple[str, str], ...]
    """Ids and titles of the first items that it changes."""
    item_count: int
    remark: str | None
    decided_by: str | None


def waiting(session: Session, count: int, *, item_id: str = "") -> tuple[WaitingSet, ...]:
    """Return the sets that wait, the longest wait first; with `item_id` those that change it."""
    rows = select(ChangeSet).where(ChangeSet.state == ChangeState.WAITING).order_by(ChangeSet.id)
    sets = (row for row in session.scalars(rows) if not item_id or item_id in row.items)
    return tuple(_shown(session, row) for row, _ in zip(sets, range(count), strict=False))


def returned(session: Session, by: str) -> tuple[WaitingSet, ...]:
    """Return the sets of a person that a reviewer returned."""
    rows = select(ChangeSet).where(ChangeSet.state == ChangeState.RETURNED, ChangeSet.by == by)
    return tuple(_shown(session, row) for row in session.scalars(rows.order_by(ChangeSet.id)))


def _shown(session: Session, row: ChangeSet) -> WaitingSet:
    changes = row_changes.of_json(row.rows)
    titles = select(Item.id, Item.title).where(Item.id.in_(row.items[:_MAX_ITEMS]))
    return WaitingSet(
        id=row.id,
        by=row.by,
        action=action_label(row.action),
        values=tuple(islice(_values(session, changes), _MAX_LINES)),
        items=tuple((item_id, title) for item_id, title in session.execute(titles)),
        item_count=len(row.items),
        remark=row.remark,
        decided_by=row.decided_by,
    )


def _values(session: Session, changes: list[RowChange]) -> Iterator[ChangedValue]:
    tables = {change.table for change in changes}
    for change in changes:
        seen = _SHOWN.get(change.table)
        if seen is None or tables & _SHOWN_BY.get(change.table, set()):
            continue
        label = _name_of(session, change) or table_words(change.table)
        old_values = change.before
        if change.table == "profile_version":
            old_values = asdict(profile_versions.read(session, str(change.after["collection"])))
        for column in seen.columns:
            old, new = (
                _words(session, column, (values or {}).get(column))
                for values in (old_values, change.after)
            )
            if old != new:
                words = column_words(change.table, column)
                yield ChangedValue(label, words, *_changed_lines(old, new))


def _name_of(session: Session, change: RowChange) -> str:
    """Return the name of a changed authority, or the number of a changed page."""
    if change.table == "authority":
        record = session.get(Authority, change.key[0])
        return f"“{record.name}”" if record else ""
    if change.table == "accession":
        delivery = session.get(Accession, change.key[0])
        return f"Lần nhập {delivery.number}, “{delivery.source}”" if delivery else ""
    values = (change.before or {}) | (change.after or {})
    page_id = change.key[0] if change.table in _OF_PAGES else values.get("page_id")
    page = session.get(Page, page_id) if page_id else None
    return f"{table_words(change.table)}, trang {page.number}" if page else ""


def _words(session: Session, column: str, value: object) -> str:
    """Return a stored value as people read it."""
    if value is not None and column in ("merged_into", "authority_id"):
        record = session.get(Authority, value)
        return record.name if record else ""
    return value_words(value)


def _changed_lines(old: str, new: str) -> tuple[str, str]:
    """Return the lines of two texts that differ, not more than a reviewer reads."""
    lines = old.splitlines(), new.splitlines()
    parts = (
        "\n".join(line for line in mine if line not in theirs)
        for mine, theirs in (lines, lines[::-1])
    )
    old_part, new_part = (part[:_MAX_LETTERS] for part in parts)
    return old_part, new_part
