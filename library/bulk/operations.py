"""Operations of each kind of bulk change on one item: check, apply and undo."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from library import clock, extensions
from library.bulk import item_plans
from library.bulk.models import BulkChange, BulkLine, ChangeKind, Verdict
from library.catalogue import cataloguing, index_queue
from library.catalogue.access import openings, publishing
from library.catalogue.description import holdings
from library.catalogue.models import Item, ItemState
from library.exchange.records import draft_copies, item_values, record_drafts
from library.exchange.records.draft_copies import COPY_LIST
from library.exchange.records.field_rules import Rules
from library.exchange.records.item_values import COLLECTION
from library.staff.audit import note

_PROPOSED = "operations.proposed"


@dataclass(frozen=True, slots=True)
class Actor:
    """The user who applies a change, with the rules and the change itself."""

    by: str
    rules: Rules
    change: BulkChange


@dataclass(frozen=True, slots=True)
class Operation:
    """Functions that check, apply and undo a change to one item, and read its resulting state."""

    is_as_planned: Callable[[Session, Item | None, BulkLine], bool]
    apply: Callable[[Session, Item | None, BulkLine, Actor], None]
    resulting_state: Callable[[Session, Item, BulkLine], dict[str, object]]
    undo: Callable[[Session, Item, BulkLine, Actor], None]
    complete: Callable[[Session, Mapping[str, BulkLine], Actor], None] = lambda *_: None
    """Completes the applied lines of a batch, by item id, once names are linked."""
    preload: Callable[[Session, Iterable[str]], None] = lambda _session, _ids: None
    """Loads at once what `resulting_state` reads of many items."""


@dataclass(frozen=True, slots=True)
class RowsOperation:
    """Functions that write lines that are no items, and undo those that nobody changed since."""

    apply: Callable[[Session, Sequence[BulkLine], Actor], None]
    undo: Callable[[Session, Sequence[BulkLine], Actor], Collection[BulkLine]]
    """Returns the lines that were undone."""


def rows_operation(kind: ChangeKind) -> RowsOperation:
    """Return the operation of a kind of change of another package (see `diachi.changes`)."""
    return extensions.load("diachi.changes", kind)


def write_cells(session: Session, item: Item, cells: Mapping[str, object], by: str) -> None:
    """Set cells of an item to stored values; the audit log records each change."""
    field_values = {name: cells[name] for name in cells if name != COLLECTION}
    if field_values:
        cataloguing.describe(session, item, record_drafts.column_values(field_values), by)
    if COLLECTION in cells and cells[COLLECTION] != item.collection:
        if openings.needs_second_person(session, item, by):
            publishing.publication_of(session, item).two_people = True
        _change_collection(session, item, str(cells[COLLECTION]), by)


def _change_collection(session: Session, item: Item, collection: str, by: str) -> None:
    old_cells, new_cells = {COLLECTION: item.collection}, {COLLECTION: collection}
    note(session, by, "item.move", item.id, old=old_cells, new=new_cells)
    item.collection, item.changed = collection, clock.now()
    index_queue.mark(session, item.id)


def _cells_as_planned(_session: Session, item: Item | None, line: BulkLine) -> bool:
    return item is not None and all(
        item_values.read(item, name) == value for name, value in line.before.items()
    )


def _apply_cells(session: Session, item: Item, line: BulkLine, actor: Actor) -> None:
    write_cells(session, item, line.after, actor.by)


def _cells(session: Session, item: Item, line: BulkLine) -> dict[str, object]:
    cells = {name: item_values.read(item, name) for name in line.after}
    return _with_proposed(session, item, cells)


def _preload_proposed(session: Session, item_ids: Iterable[str]) -> None:
    session.info[_PROPOSED] = openings.proposed_values(session, item_ids)


def _with_proposed(session: Session, item: Item, cells: Mapping[str, object]) -> dict[str, object]:
    """Return cells as they are once a second person approves: then, too, they can be undone."""
    proposed = session.info.get(_PROPOSED, {}).get(item.id, {})
    return {name: proposed.get(name, value) for name, value in cells.items()}


def _cancel_proposals(session: Session, item: Item, line: BulkLine, actor: Actor) -> None:
    if item.id in session.info[_PROPOSED]:
        openings.cancel(session, item.id, line.before, actor.change.applied_by)


def _restore_cells(session: Session, item: Item, line: BulkLine, actor: Actor) -> None:
    _cancel_proposals(session, item, line, actor)
    write_cells(session, item, line.before, actor.by)


def _move(session: Session, item: Item, line: BulkLine, actor: Actor) -> None:
    item_plans.check_movable(session, item, str(line.after[COLLECTION]), actor.rules, actor.by)
    _apply_cells(session, item, line, actor)


def _move_back(session: Session, item: Item, line: BulkLine, actor: Actor) -> None:
    item_plans.check_movable(session, item, str(line.before[COLLECTION]), actor.rules, actor.by)
    _restore_cells(session, item, line, actor)


def _state_as_planned(_session: Session, item: Item | None, line: BulkLine) -> bool:
    return item is not None and item.state.value == line.before["state"]


def _change_state(
    kind: ChangeKind, session: Session, item: Item, line: BulkLine, actor: Actor
) -> None:
    line.before = item_plans.snapshot(session, item)
    item_plans.TRANSITIONS[kind](session, item, actor.by, actor.rules, actor.change.reason or "")


def _state_snapshot(session: Session, item: Item, _line: BulkLine) -> dict[str, object]:
    return item_plans.snapshot(session, item)


def _restore_state(session: Session, item: Item, line: BulkLine, actor: Actor) -> None:
    item_plans.restore(session, item, line.before, actor.by)


def _record_as_planned(session: Session, item: Item | None, line: BulkLine) -> bool:
    if line.verdict is Verdict.NEW:
        return item is None
    if item is None or item.state is ItemState.WITHDRAWN:
        return False
    return _values(session, item, line.before) == line.before


def _apply_record(session: Session, item: Item | None, line: BulkLine, actor: Actor) -> None:
    if line.verdict is Verdict.NEW:
        record_drafts.make_draft(session, line.item_id, line.title, line.after, actor.by)
    else:
        _write_values(session, item, line.after, actor.by)


def _complete_records(session: Session, lines: Mapping[str, BulkLine], actor: Actor) -> None:
    new = {id_: line.after for id_, line in lines.items() if line.verdict is Verdict.NEW}
    record_drafts.complete_drafts(session, new, actor.by)


def _record_state(session: Session, item: Item, line: BulkLine) -> dict[str, object]:
    if line.verdict is Verdict.NEW:
        return record_drafts.draft_content(session, item)
    return _with_proposed(session, item, _values(session, item, line.after))


def _preload_records(session: Session, item_ids: Iterable[str]) -> None:
    _preload_proposed(session, item_ids)
    record_drafts.preload(session, item_ids)


def _undo_record(session: Session, item: Item, line: BulkLine, actor: Actor) -> None:
    if line.verdict is Verdict.NEW:
        record_drafts.delete_draft(session, item, actor.by)
    else:
        _cancel_proposals(session, item, line, actor)
        _write_values(session, item, line.before, actor.by)


def _values(session: Session, item: Item, names: Iterable[str]) -> dict[str, object]:
    """Return the values of an item, its copies among them."""
    return {
        name: draft_copies.as_cells(holdings.of_item(session, item.id))
        if name == COPY_LIST
        else item_values.read(item, name)
        for name in names
    }


def _write_values(session: Session, item: Item, values: Mapping[str, object], by: str) -> None:
    write_cells(session, item, {n: values[n] for n in values if n != COPY_LIST}, by)
    if COPY_LIST in values:
        copies = draft_copies.from_cells(values[COPY_LIST])
        # the plan compared all letters' cases at once; here each comparison would read all copies
        holdings.replace_copies(session, item, copies, by, as_written=True)


_CELL_OPERATION = Operation(
    _cells_as_planned, _apply_cells, _cells, _restore_cells, preload=_preload_proposed
)
OPERATIONS = {
    ChangeKind.SHEET: _CELL_OPERATION,
    ChangeKind.FIELD: _CELL_OPERATION,
    ChangeKind.MOVE: Operation(
        _cells_as_planned, _move, _cells, _move_back, preload=_preload_proposed
    ),
    ChangeKind.RECORDS: Operation(
        _record_as_planned,
        _apply_record,
        _record_state,
        _undo_record,
        _complete_records,
        _preload_records,
    ),
    **{
        kind: Operation(
            _state_as_planned, partial(_change_state, kind), _state_snapshot, _restore_state
        )
        for kind in item_plans.TRANSITIONS
    },
}
