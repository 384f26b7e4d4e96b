"""Changes of published items that wait for a second person, whichever door they came through.

The transaction of a request is looked at before it is committed. If it changes rows that strangers
see, of items that need two people, it is rolled back, and its rows are kept until somebody else
approves them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice

from sqlalchemy import event, func, or_, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import Accession
from library.catalogue import index_queue, profile_versions
from library.catalogue.access import openings
from library.catalogue.access.models import Publication
from library.catalogue.authorities.models import Authority, ItemAuthority
from library.catalogue.models import Condition, Item, ItemState, Page
from library.catalogue.profile_versions import ProfileVersion
from library.changes import row_changes
from library.changes.models import ChangeSet, ChangeState
from library.changes.problems import DecidedChangeError, StaleChangeError
from library.changes.row_changes import RowChange
from library.changes.row_words import column_words, table_words, value_words
from library.database import Base
from library.errors import NotYoursError, OwnOpeningError
from library.staff.audit import note
from library.staff.audit_labels import action_label
from library.staff.audit_watch import AuditedAction
from library.work_queues import WorkQueue, queue_size

_IDS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class SeenRows:
    """Rows of one table that strangers see."""

    columns: tuple[str, ...]
    opens: Callable[[RowChange], bool] = lambda _change: True
    """Returns False for a change that only closes something: it never waits."""


def _shows(change: RowChange) -> bool:
    """Return False for a page that is only hidden."""
    old, new = change.before or {}, change.after or {}
    names = {name for name in SEEN["page"].columns if new.get(name) != old.get(name)}
    return bool(names - {"left_out"}) or new.get("left_out") is False


def _adds_copy(change: RowChange) -> bool:
    """Return False for a copy that is only removed or lost."""
    return bool(change.after) and change.after.get("condition") != Condition.LOST


def _adds(change: RowChange) -> bool:
    return change.after is not None


def _goes_on(change: RowChange) -> bool:
    """Return True for a delivery that is not paused any longer."""
    return bool((change.before or {}).get("paused"))


def _publishes(change: RowChange) -> bool:
    """Return False for an answer that is only taken from the public."""
    return change.after is not None and change.after.get("published", True) is not None


SEEN = {
    "authority": SeenRows(("name", "kind", "begins", "ends", "note", "merged_into")),
    "item_authority": SeenRows(("authority_id",)),
    "revision": SeenRows(("undone", "changes")),
    "item": SeenRows(("part_of", "collection", "state")),
    "page": SeenRows(("left_out", "place", "numbered", "kind", "passed", "languages"), _shows),
    "instruction": SeenRows(("value",)),
    "transcript": SeenRows(("cues",)),
    "silenced_span": SeenRows(("lifted",), lambda change: change.before is not None),
    "picture": SeenRows(("caption", "place", "date", "photographer", "negative", "back_of")),
    "named_person": SeenRows(("name", "left"), _adds),
    "map_placement": SeenRows(("points",), _adds),
    "article_list": SeenRows(("articles",)),
    "holding": SeenRows(("call_number", "location", "shelf", "condition", "remark"), _adds_copy),
    "accession": SeenRows(("paused",), _goes_on),
    "place_decision": SeenRows(("meaning", "unit", "undone")),
    "question": SeenRows(("published", "public_question", "public_answer"), _publishes),
    "profile_version": SeenRows(("text", "introduction")),
}
"""Tables with rows that strangers see, and what of them."""


def deciding(changes: Iterable[RowChange]) -> list[RowChange]:
    """Return the changes after which a stranger would see something else, or more.

    A row that another one with the same values replaces stays as it was.
    """
    seen = [change for change in changes if change.table in SEEN and _is_seen(change)]
    removed = Counter(_seen_values(change) for change in changes if change.after is None)
    changed: list[RowChange] = []
    for change in seen:
        if change.before is None and removed[values := _seen_values(change)]:
            removed[values] -= 1
        else:
            changed.append(change)
    return changed


def mark_items(session: Session, changes: Iterable[RowChange]) -> None:
    """Queue the items of which strangers see changed rows to be indexed."""
    shown = (change for change in changes if change.table in SEEN)
    for item_id in sorted({item for change in shown for item in items_of(session, change)}):
        index_queue.mark(session, item_id)


def items_held(session: Session, changes: Iterable[RowChange], by: str) -> list[str]:
    """Return the published items of changes for which this person needs a second one."""
    ids = sorted({item_id for change in changes for item_id in items_of(session, change)})
    held: list[str] = []
    for first in range(0, len(ids), _IDS_AT_ONCE):
        rows = select(Item).outerjoin(Publication, Publication.item_id == Item.id)
        is_public = or_(Item.state == ItemState.PUBLISHED, Publication.publish_on.is_not(None))
        rows = rows.where(Item.id.in_(ids[first : first + _IDS_AT_ONCE]), is_public)
        items = session.scalars(rows.order_by(Item.id))
        held += (item.id for item in openings.needing_second_person(session, items, by))
    return held


def _seen_values(change: RowChange) -> tuple[object, ...]:
    """Return the table of a new or removed row with the values that strangers see."""
    row, seen = change.after or change.before or {}, SEEN.get(change.table)
    owners = tuple(str(row.get(name)) for name in ("item_id", "page_id"))
    return change.table, *owners, *(str(row.get(name)) for name in (seen.columns if seen else ()))


def _is_seen(change: RowChange) -> bool:
    seen = SEEN[change.table]
    old, new = change.before or {}, change.after or {}
    is_changed = any(old.get(name) != new.get(name) for name in seen.columns)
    return is_changed and seen.opens(change)


def items_of(session: Session, change: RowChange) -> Iterable[str]:
    """Return the items of a row, by its own reference, its page, or the links of a name."""
    values = (change.before or {}) | (change.after or {})
    table = Base.metadata.tables[change.table]
    if change.table == "authority":
        links = select(ItemAuthority.item_id).where(ItemAuthority.authority_id == change.key[0])
        return session.scalars(links.distinct())
    if change.table == "item":
        return _items_shown_by(session, change)
    if change.table == "profile_version":
        return _items_of_profile(session, str(values["collection"]))
    if change.table == "accession":
        row = session.get_one(Accession, change.key[0])
        is_read = select(Page.id).where(Page.item_id == row.item_id).exists()
        item_id = row.amends or (None if session.scalar(select(is_read)) else row.item_id)
        return filter(None, (item_id,))
    if change.table == "place_decision":
        doubts = Base.metadata.tables["place_doubt"].c
        for row in session.execute(select(table).where(table.c.id == change.key[0])):
            named = select(doubts.item_id).where(doubts.name == row.name).distinct()
            return (row.item_id,) if row.item_id else session.scalars(named)
    name = next(name for name in ("item_id", "page_id", "accession_id") if name in table.c)
    reference = values.get(name) or session.scalar(
        select(table.c[name]).where(
            *(c == part for c, part in zip(table.primary_key, change.key, strict=True))
        )
    )
    if name != "item_id":
        model = Page if name == "page_id" else Accession
        reference = session.scalar(select(model.item_id).where(model.id == reference))
    return (reference,) if reference else ()


def _items_of_profile(session: Session, collection: str) -> Iterable[str]:
    if profile_versions.changes_only_review(session, collection):
        return ()
    published = Item.collection == collection, Item.state == ItemState.PUBLISHED
    return session.scalars(select(Item.id).where(*published))


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


class ChangeHeldError(Exception):
    """A transaction that a second person has to approve; nothing of it is written."""

    def __init__(self, action: AuditedAction, changes: list[RowChange], items: list[str]) -> None:
        super().__init__(action.action)
        self.action, self.changes, self.items = action, changes, items


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


@event.listens_for(Session, "before_commit")
def _hold_back(session: Session) -> None:
    action = row_changes.watched_action()
    if action is None or session.in_nested_transaction():
        return
    session.flush()
    columns = {table: seen.columns for table, seen in SEEN.items()}
    changes = deciding(row_changes.changes_of(session, columns))
    items = items_held(session, changes, action.who) if changes else []
    if items:
        raise ChangeHeldError(action, row_changes.changes_of(session), items)


def _items_shown_by(session: Session, change: RowChange) -> set[str]:
    """Return the items that show another one among their parts, and one that is moved.

    A part that two people publish has been seen by both.
    """
    item = session.get(Item, change.key[0])
    if item is None or item.state is not ItemState.PUBLISHED:
        return set()
    old, new = change.before or {}, change.after or {}
    hosts = {old.get("part_of"), new.get("part_of"), item.part_of} - {None}
    if openings.needs_second_person(session, item, ""):
        hosts = set()
    return hosts | ({item.id} if old.get("collection") != new.get("collection") else set())


def pause_until_approved(session: Session, item: Item, delivery: Accession) -> None:
    """Pause a delivery of pages for a published item until a second person lets it go on."""
    moment = clock.now()
    change = RowChange("accession", (delivery.id,), {"paused": moment}, {"paused": None})
    if set_apart(session, item, change):
        delivery.paused = moment


def set_apart(session: Session, item: Item, change: RowChange) -> bool:
    """Keep one row of an item for a second person if it has to wait; return True then.

    The rest of the transaction, with what `openings.hold_back` lets through, is written at once.
    """
    action = row_changes.watched_action()
    if action is None or not openings.waits(session, item, action.who):
        return False
    keep(session, ChangeHeldError(action, [change], [item.id]))
    return True


def keep(session: Session, held: ChangeHeldError) -> None:
    """Keep the rows of a transaction that was held back, for a second person."""
    who = held.action.who
    row = ChangeSet(at=clock.now(), by=who, state=ChangeState.WAITING)
    row.action, change = _entry_of(held)
    if row_changes.undoable(held.changes):
        row.change, row.permission = change, held.action.permission
    row.rows, row.items = row_changes.to_json(held.changes), held.items
    session.add(row)
    for item_id in held.items[:_MAX_ITEMS]:
        note(session, who, "change.propose", item_id, action_label(row.action))


def waiting(session: Session, count: int, *, item_id: str = "") -> tuple[WaitingSet, ...]:
    """Return the sets that wait, the longest wait first; with `item_id` those that change it."""
    rows = select(ChangeSet).where(ChangeSet.state == ChangeState.WAITING).order_by(ChangeSet.id)
    sets = (row for row in session.scalars(rows) if not item_id or item_id in row.items)
    return tuple(_shown(session, row) for row, _ in zip(sets, range(count), strict=False))


def returned(session: Session, by: str) -> tuple[WaitingSet, ...]:
    """Return the sets of a person that a reviewer returned."""
    rows = select(ChangeSet).where(ChangeSet.state == ChangeState.RETURNED, ChangeSet.by == by)
    return tuple(_shown(session, row) for row in session.scalars(rows.order_by(ChangeSet.id)))


def waiting_queue(session: Session) -> WorkQueue:
    """Return the queue of sets that wait for a second person."""
    columns = select(func.count(ChangeSet.id), func.min(ChangeSet.at))
    return queue_size(session, columns.where(ChangeSet.state == ChangeState.WAITING))


def approve(session: Session, set_id: int, by: str) -> None:
    """Write the rows of a set; raise OwnOpeningError for its author, or StaleChangeError."""
    row = _undecided(session, set_id)
    if row.by == by:
        raise OwnOpeningError
    changes = [_from_now(change) for change in row_changes.of_json(row.rows)]
    profiles = [change.after for change in changes if change.table == "profile_version"]
    for values in profiles:
        later = ProfileVersion.collection == values["collection"], ProfileVersion.saved > row.at
        if session.scalar(select(ProfileVersion.id).where(*later).limit(1)):
            raise StaleChangeError
    row_changes.write(session, changes, {*SEEN, "original_record"})
    for item_id in () if profiles else row.items:
        index_queue.mark(session, item_id)
    _decide(session, row, ChangeState.APPROVED, by, "change.approve")


def give_back(session: Session, set_id: int, by: str, reason: str) -> None:
    """Return a set to its author, who sees the reason."""
    row = _undecided(session, set_id)
    if row.by == by:
        raise OwnOpeningError
    row.remark = reason
    _decide(session, row, ChangeState.RETURNED, by, "change.return")


def drop(session: Session, set_id: int, by: str) -> None:
    """Take back one's own set, waiting or returned."""
    row = _undecided(session, set_id, ChangeState.WAITING, ChangeState.RETURNED)
    if row.by != by:
        raise NotYoursError(row.by)
    _decide(session, row, ChangeState.DROPPED, by, "change.drop")


def _undecided(session: Session, set_id: int, *states: ChangeState) -> ChangeSet:
    row = session.get(ChangeSet, set_id, with_for_update=True)
    if row is None or row.state not in (states or (ChangeState.WAITING,)):
        raise DecidedChangeError
    return row


def _decide(session: Session, row: ChangeSet, state: ChangeState, by: str, action: str) -> None:
    row.state, row.decided, row.decided_by = state, clock.now(), by
    for item_id in row.items[:_MAX_ITEMS]:
        note(session, by, action, item_id, f"{row.by}: {action_label(row.action)}")


def _entry_of(held: ChangeHeldError) -> tuple[str, str | None]:
    """Return the code of what was done and its name in the trail, from the first entry if any."""
    for change in held.changes:
        if change.table == "audit_entry" and change.after is not None:
            return str(change.after["action"]), change.after.get("change")
    return held.action.action, None


_MADE_NOW = {"audit_entry": "at", "profile_version": "saved"}  # in the order of their time


def _from_now(change: RowChange) -> RowChange:
    """Return a row with its time as one of now: its change is made now."""
    column = _MADE_NOW.get(change.table)
    if column is None or change.after is None:
        return change
    return RowChange(change.table, change.key, None, {**change.after, column: clock.now()})


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
