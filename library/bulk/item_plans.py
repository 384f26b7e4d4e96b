"""Plans for many items: change one field, move to another collection, change of state."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.bulk.models import ChangeKind, Verdict
from library.bulk.planned_changes import Plan, PlannedLine, refused_line
from library.bulk.problems import BadValueError, CannotMoveError
from library.catalogue import index_queue
from library.catalogue.access import openings, publishing
from library.catalogue.access.models import Publication
from library.catalogue.models import Item, ItemState
from library.errors import LibraryError
from library.exchange.list_rows import clean
from library.exchange.records import item_values
from library.exchange.records.cell_values import check_rule, read_value
from library.exchange.records.field_rules import Rules
from library.exchange.records.item_batches import items
from library.exchange.records.item_values import COLLECTION
from library.staff.audit import note


class EditMethod(StrEnum):
    """Ways of changing a field."""

    FILL = "fill"
    FILL_GAPS = "fill-gaps"
    EMPTY = "empty"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class FieldEdit:
    """A field edit: field name, method and new value; `search_text` is the text to replace."""

    name: str
    method: EditMethod
    value: str = ""
    search_text: str = ""


def plan_edit(
    session: Session,
    item_ids: tuple[str, ...],
    edit: FieldEdit,
    rules: Rules | None = None,
) -> Plan:
    """Return the plan of a field edit; raise BadValueError for a value that no item may hold."""
    name, rules = edit.name, rules or Rules()
    if name not in item_values.FIELDS and name not in rules.own:
        raise BadValueError("hãy chọn một ô")
    change, summary = _text_change(name, edit.method, clean(edit.value), clean(edit.search_text))
    lines, same = [], 0
    for row, item in enumerate(items(session, item_ids), 1):
        old_value = item_values.read(item, name)
        current = item_values.display_text(name, old_value)
        try:
            new_value = read_value(name, change(current))
            check_rule(rules.of(item.collection, name), new_value, current)
        except ValueError as error:
            lines.append(refused_line(row, f"{error}.", item.id, item.title))
            continue
        if item_values.display_text(name, new_value) == current:
            same += 1
        else:
            cells = ({name: old_value}, {name: new_value})
            lines.append(PlannedLine(row, item.id, item.title, Verdict.CHANGE, *cells))
    return Plan(ChangeKind.FIELD, f"{rules.label(name)}: {summary}", tuple(lines), same)


def _text_change(
    name: str, method: EditMethod, value: str, search_text: str
) -> tuple[Callable[[str], str], str]:
    """Return a function that changes a cell's text, and a description of the change."""
    if method is EditMethod.REPLACE:
        if not search_text:
            raise BadValueError("hãy ghi chữ cần thay")
        return lambda now: now.replace(
            search_text, value
        ), f"thay “{search_text[:60]}” bằng “{value[:60]}”"
    text = "" if method is EditMethod.EMPTY else value
    if method is not EditMethod.EMPTY and not text:
        raise BadValueError("hãy ghi nội dung mới")
    try:
        read_value(name, text)
    except ValueError as error:
        raise BadValueError(error) from error
    if method is EditMethod.FILL_GAPS:
        return lambda now: now or text, f"ghi “{text[:80]}” vào ô để trống"
    return lambda _now: text, f"ghi “{text[:80]}”" if text else "xóa nội dung"


_TWO_REVIEWERS = "bộ sưu tập ấy cần hai người duyệt; hãy gỡ tài liệu rồi chuyển và gửi duyệt lại"
_WOULD_OPEN = "bộ sưu tập ấy mở tài liệu sớm hơn; hãy gỡ tài liệu rồi chuyển và gửi duyệt lại"
_IS_PUBLISHED = "tài liệu đã công bố; chỉ cán bộ duyệt chuyển được"
_SOURCE_ID_TAKEN = "bộ sưu tập ấy đã có tài liệu mang mã nguồn “{0}”"


def plan_move(
    session: Session, item_ids: tuple[str, ...], to: str, title: str, rules: Rules, by: str
) -> Plan:
    """Return the plan for moving items to a collection; `title` is the collection's title."""
    lines, same = [], 0
    for row, item in enumerate(items(session, item_ids), 1):
        if item.collection == to:
            same += 1
            continue
        try:
            check_movable(session, item, to, rules, by)
        except LibraryError as error:
            lines.append(refused_line(row, str(error), item.id, item.title))
            continue
        old_cells, new_cells = {COLLECTION: item.collection}, {COLLECTION: to}
        lines.append(PlannedLine(row, item.id, item.title, Verdict.CHANGE, old_cells, new_cells))
    return Plan(ChangeKind.MOVE, f"sang “{title}”", tuple(lines), same)


def check_movable(session: Session, item: Item, to: str, rules: Rules, by: str) -> None:
    """Raise CannotMoveError if an item may not move to a collection in its current state."""
    if item.state is ItemState.PUBLISHED and openings.is_reviewed(session, to):
        raise CannotMoveError(_TWO_REVIEWERS)
    if item.state is ItemState.PUBLISHED and not rules.may_publish:
        raise CannotMoveError(_IS_PUBLISHED)
    if (
        item.state is ItemState.PUBLISHED
        and openings.opens_in(session, item, to)
        and openings.needs_second_person(session, item, by)
    ):
        raise CannotMoveError(_WOULD_OPEN)
    if item.source_id is None:
        return
    same = select(Item.id).where(Item.collection == to, Item.source_id == item.source_id)
    if session.scalar(same.where(Item.id != item.id).limit(1)) is not None:
        raise CannotMoveError(_SOURCE_ID_TAKEN.format(item.source_id))


_REVIEW_FIELDS = tuple(
    name
    for name in publishing.ReviewStatus.__dataclass_fields__
    if not name.startswith("assigned")  # undoing a publication leaves them
)
_DATETIME_FIELDS = ("published", "sent", "returned")
_FINAL_STATES = {
    ChangeKind.SEND: ItemState.REVIEW,
    ChangeKind.PUBLISH: ItemState.PUBLISHED,
    ChangeKind.WITHDRAW: ItemState.WITHDRAWN,
}


def _send(session: Session, item: Item, by: str, _rules: Rules, _reason: str) -> None:
    publishing.submit(session, item, by)


def _publish(session: Session, item: Item, by: str, _rules: Rules, _reason: str) -> None:
    publishing.approve(session, item, by)


def _withdraw(session: Session, item: Item, by: str, _rules: Rules, reason: str) -> None:
    publishing.close(session, item, by, reason)


TRANSITIONS: dict[ChangeKind, Callable[[Session, Item, str, Rules, str], None]] = {
    ChangeKind.SEND: _send,
    ChangeKind.PUBLISH: _publish,
    ChangeKind.WITHDRAW: _withdraw,
}


def plan_state(
    session: Session,
    kind: ChangeKind,
    item_ids: tuple[str, ...],
    by: str,
    rules: Rules,
    reason: str | None = None,
) -> Plan:
    """Try the transition on every item, roll back, and return the outcomes as a plan."""
    lines, same = [], 0
    with session.begin_nested() as trial:
        for row, item in enumerate(items(session, item_ids), 1):
            line = _try_item(session, kind, row, item, by, rules)
            if line is None:
                same += 1
            else:
                lines.append(line)
        trial.rollback()
    summary = f"{len(lines) + same} tài liệu"
    return Plan(kind, summary, tuple(lines), same, reason=reason)


def snapshot(session: Session, item: Item) -> dict[str, object]:
    """Return an item's review and publication state as a JSON-serialisable dictionary."""
    review = publishing.review_status(session, item.id)
    values = {name: getattr(review, name) for name in _REVIEW_FIELDS}
    values |= {"state": item.state.value, "published": item.published}
    return {name: _serialise(value) for name, value in values.items()}


def restore(session: Session, item: Item, snapshot: Mapping[str, object], by: str) -> None:
    """Restore an item's publication state from a snapshot, unless it was deleted since."""
    publishing.must_not_be_deleted(session, item, "hoàn tác")
    if snapshot["state"] == ItemState.PUBLISHED.value:
        closed_at = publishing.withdrawal(session, item.id).withdrawn
        publishing.must_be_restorable(session, item, by, closed_at)
    old_state = item.state.value
    values = {name: _parse(name, snapshot[name]) for name in snapshot}
    item.state, item.published = ItemState(values.pop("state")), values.pop("published")
    row = session.get(Publication, item.id)
    if row is None:
        row = Publication(item_id=item.id)
        session.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    index_queue.mark(session, item.id)
    old, new = {"state": old_state}, {"state": item.state}
    note(session, by, "item.restore", item.id, old=old, new=new)


def _try_item(
    session: Session, kind: ChangeKind, row: int, item: Item, by: str, rules: Rules
) -> PlannedLine | None:
    old_state = item.state
    if old_state is _FINAL_STATES[kind]:
        return None
    try:
        TRANSITIONS[kind](session, item, by, rules, "")
    except LibraryError as error:
        return refused_line(row, str(error), item.id, item.title)
    states = ({"state": old_state.value}, {"state": _FINAL_STATES[kind].value})
    return PlannedLine(row, item.id, item.title, Verdict.CHANGE, *states)


def _serialise(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _parse(name: str, value: object) -> object:
    return datetime.fromisoformat(str(value)) if name in _DATETIME_FIELDS and value else value
