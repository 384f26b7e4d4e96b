"""Application of a bulk change, all lines or none, and its undo, never over later edits."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import clock
from library.bulk.models import BulkChange, BulkLine, ChangeKind, ChangeState, Verdict
from library.bulk.operations import OPERATIONS, Actor, Operation, rows_operation
from library.bulk.problems import (
    CannotBeAppliedError,
    CannotBeUndoneError,
    ChangedMeanwhileError,
    ChangedSinceError,
    ChangeNotAppliedError,
    ChangeNotFoundError,
    ChangeNotPlannedError,
    NothingToApplyError,
    RefusedLinesError,
)
from library.catalogue.authorities import linking
from library.catalogue.models import Item
from library.errors import LibraryError
from library.exchange.records.draft_copies import COPY_LIST
from library.exchange.records.field_rules import Rules
from library.staff.audit import BULK_ORIGIN, UNDONE_ORIGIN, done_through, note
from library.staff.models import AuditEntry

ACTIONABLE = (Verdict.CHANGE, Verdict.NEW)
_BATCH_SIZE = 500
_MAX_TITLES_NAMED = 3
_NEVER_FORCED = frozenset(("access", "opens", "conditions", COPY_LIST))


def apply(
    session: Session, change_id: int, by: str, rules: Rules, *, without_refused: bool = False
) -> BulkChange:
    """Apply a previewed change, or again what was undone of one.

    An item changed since the preview or the undo stops all of it.
    """
    change = find(session, change_id)
    is_again = change.state is ChangeState.UNDONE and change.kind in OPERATIONS
    if change.state is not ChangeState.PLANNED and not is_again:
        raise ChangeNotPlannedError
    refused_count = _count(session, change_id, (Verdict.REFUSED, Verdict.CLASH))
    if refused_count and not (without_refused or is_again):
        raise RefusedLinesError(refused_count)
    count = _count(session, change_id, ACTIONABLE, is_undone=is_again)
    if not count:
        raise NothingToApplyError
    with done_through(f"{BULK_ORIGIN}{change.id}"):
        stale = _apply_all(session, Actor(by, rules, change))
    if stale:
        raise ChangedMeanwhileError(len(stale), name_titles(stale))
    change.state, change.applied, change.applied_by = ChangeState.APPLIED, clock.now(), by
    change.undone = change.undone_by = None
    facts = {"dòng": count} | ({"SHA-256": change.checksum} if change.checksum else {})
    note(session, by, "bulk.apply", str(change.id), change.told, new=facts)
    return change


def find(session: Session, change_id: int) -> BulkChange:
    """Lock and return a change; raise ChangeNotFoundError."""
    change = session.get(BulkChange, change_id, with_for_update=True)
    if change is None:
        raise ChangeNotFoundError
    return change


def line_batches(
    session: Session, change_id: int, *, is_undone: bool = False
) -> Iterator[list[BulkLine]]:
    """Yield the lines that change something, or were undone, in order, a few hundred at a time."""
    last_id = 0
    while True:
        query = select(BulkLine).where(BulkLine.change_id == change_id, BulkLine.id > last_id)
        query = query.where(BulkLine.verdict.in_(ACTIONABLE), BulkLine.undone == is_undone)
        batch = list(session.scalars(query.order_by(BulkLine.id).limit(_BATCH_SIZE)))
        if not batch:
            return
        last_id = batch[-1].id
        yield batch


def lock_items(session: Session, lines: list[BulkLine]) -> dict[str, Item]:
    """Lock the items of some lines with one query and return them by id."""
    rows = select(Item).where(Item.id.in_([line.item_id for line in lines]))
    locking_query = rows.order_by(Item.id).with_for_update()
    return {item.id: item for item in session.scalars(locking_query)}


def name_titles(titles: list[str]) -> str:
    """Return the first titles as one quoted, comma-separated string."""
    names = ", ".join(f"“{title[:60]}”" for title in titles[:_MAX_TITLES_NAMED])
    return f"{names}…" if len(titles) > _MAX_TITLES_NAMED else names


def _apply_all(session: Session, actor: Actor) -> list[str]:
    """Apply all lines; return the titles of items changed since the preview."""
    change = actor.change
    batches = line_batches(session, change.id, is_undone=change.state is ChangeState.UNDONE)
    operation = OPERATIONS.get(change.kind)
    if operation is None:
        rows_operation(change.kind).apply(session, [*chain.from_iterable(batches)], actor)
        return []
    stale = (_apply_batch(session, operation, batch, actor) for batch in batches)
    return [*chain.from_iterable(stale)]


def _apply_batch(
    session: Session, operation: Operation, lines: list[BulkLine], actor: Actor
) -> list[str]:
    """Apply some lines; return the titles of items changed since the preview."""
    items, stale = lock_items(session, lines), []
    with linking.deferred(session):
        for line in lines:
            item = items.get(line.item_id or "")
            if operation.is_as_planned(session, item, line):
                _apply_line(session, operation, item, line, actor)
            else:
                stale.append(line.title)
    if not stale:
        items = lock_items(session, lines)
        operation.complete(session, {line.item_id: line for line in lines}, actor)
        operation.preload(session, items)
        for line in lines:
            line.after = operation.resulting_state(session, items[line.item_id], line)
            line.undone = False
    session.flush()
    return stale


def _apply_line(
    session: Session, operation: Operation, item: Item | None, line: BulkLine, actor: Actor
) -> None:
    try:
        operation.apply(session, item, line, actor)
    except LibraryError as error:
        raise CannotBeAppliedError(line.title[:80], error) from error


def _count(
    session: Session, change_id: int, verdicts: tuple[Verdict, ...], *, is_undone: bool = False
) -> int:
    lines = BulkLine.change_id == change_id, BulkLine.undone == is_undone
    query = select(func.count(BulkLine.id)).where(*lines, BulkLine.verdict.in_(verdicts))
    return session.scalar(query) or 0


@dataclass(frozen=True, slots=True)
class KeptItem:
    """An item that an undo leaves alone, with the reason."""

    id: str | None
    title: str
    reason: str
    is_free: bool = False
    """True if the values of the change may be restored although somebody edited them since."""


def kept_items(session: Session, change_id: int, by: str, rules: Rules) -> tuple[KeptItem, ...]:
    """Return the items that an undo would leave alone: it is tried and rolled back."""
    change = find(session, change_id)
    if change.state is not ChangeState.APPLIED:
        return ()
    with session.begin_nested() as trial:
        refusals = _restore_all(session, change, Actor(by, rules, change), skip_refused=True)[1]
        trial.rollback()
    return tuple(refusals)


def undo(
    session: Session,
    change_id: int,
    by: str,
    rules: Rules,
    *,
    only_untouched: bool = False,
    edited: Collection[str] = (),
) -> tuple[int, int]:
    """Restore every item; return the number restored and the number left alone.

    Of items in `edited` the values of the change are restored although somebody edited them since.
    """
    change = find(session, change_id)
    if change.state is not ChangeState.APPLIED:
        raise ChangeNotAppliedError
    actor = Actor(by, rules, change)
    with done_through(f"{UNDONE_ORIGIN}{BULK_ORIGIN}{change.id}"):
        count, refusals = _restore_all(
            session, change, actor, skip_refused=only_untouched, edited=edited
        )
    if refusals and not (only_untouched and count):
        raise ChangedSinceError(len(refusals), name_titles([item.title for item in refusals]))
    change.state, change.undone, change.undone_by = ChangeState.UNDONE, clock.now(), by
    facts = {"dòng": count, "dòng để lại": len(refusals)}
    note(session, by, "bulk.undo", str(change.id), change.told, new=facts)
    return count, len(refusals)


def _restore_all(
    session: Session,
    change: BulkChange,
    actor: Actor,
    *,
    skip_refused: bool,
    edited: Collection[str] = (),
) -> tuple[int, list[KeptItem]]:
    operation = OPERATIONS.get(change.kind)
    if operation is None:
        return _restore_rows(session, change, actor)
    count, refusals = 0, []
    for lines in line_batches(session, change.id):
        items = lock_items(session, lines)
        operation.preload(session, items)
        with linking.deferred(session):
            for line in lines:
                item = items.get(line.item_id or "")
                reason = _reason_to_keep(session, operation, item, line, edited)
                refusal = "" if reason else _undo_line(session, operation, item, line, actor)
                if refusal and not skip_refused:
                    raise CannotBeUndoneError(line.title[:80], refusal)
                if reason or refusal:
                    is_free = bool(item and reason) and _can_be_forced(change, line)
                    title = item.title if item else line.title
                    refusals.append(
                        KeptItem(item.id if item else None, title, reason or refusal, is_free)
                    )
                else:
                    line.undone, count = True, count + 1
        session.flush()
    return count, refusals


def _reason_to_keep(
    session: Session,
    operation: Operation,
    item: Item | None,
    line: BulkLine,
    edited: Collection[str],
) -> str:
    """Return the reason why an item was not left as the change left it, or nothing."""
    if item is None:
        return "không còn"
    if operation.resulting_state(session, item, line) == line.after:
        return ""
    change = session.get_one(BulkChange, line.change_id)
    if item.id in edited and _can_be_forced(change, line):
        return ""
    later = select(AuditEntry).where(AuditEntry.subject == item.id, AuditEntry.at > change.applied)
    entry = session.scalar(later.order_by(AuditEntry.id.desc()).limit(1))
    if entry is None:
        return "đã có người sửa tiếp"
    return f"{entry.who} đã sửa tiếp lúc {entry.at.astimezone(clock.HANOI):%H:%M %d/%m/%Y}"


def _can_be_forced(change: BulkChange, line: BulkLine) -> bool:
    """Return True if only values would be lost: no copy, and nothing closed since is opened."""
    is_of_values = change.kind in (ChangeKind.FIELD, ChangeKind.SHEET, ChangeKind.RECORDS)
    is_safe = _NEVER_FORCED.isdisjoint(line.before)
    return is_of_values and line.verdict is Verdict.CHANGE and is_safe


def _restore_rows(session: Session, change: BulkChange, actor: Actor) -> tuple[int, list[KeptItem]]:
    lines = [*chain.from_iterable(line_batches(session, change.id))]
    undone = rows_operation(change.kind).undo(session, lines, actor)
    for line in undone:
        line.undone = True
    return len(undone), [KeptItem(None, line.title, "") for line in lines if not line.undone]


def _undo_line(
    session: Session, operation: Operation, item: Item, line: BulkLine, actor: Actor
) -> str:
    """Restore one item; return the reason why it cannot be restored, or nothing."""
    try:
        with session.begin_nested():
            operation.undo(session, item, line, actor)
    except LibraryError as error:
        return str(error)
    return ""
