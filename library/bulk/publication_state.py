"""Bulk changes of publication state: send to review, publish or withdraw items."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from library.bulk.models import ChangeKind, Verdict
from library.bulk.planned_changes import Plan, PlannedLine, refused_line
from library.catalogue import index_queue
from library.catalogue.access import publishing
from library.catalogue.access.models import Publication
from library.catalogue.models import Item, ItemState
from library.errors import LibraryError
from library.exchange.records.field_rules import Rules
from library.exchange.records.item_batches import items
from library.staff.audit import note

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


def plan(
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
