"""Plans to send, publish or withdraw many items, each by the rules that hold for one."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from library.bulk.bulk_context import Rules
from library.bulk.export import items
from library.bulk.models import ChangeKind, Verdict
from library.bulk.planned_changes import Line, Plan, refused
from library.catalogue import cataloguing, index_queue
from library.catalogue.access import publishing
from library.catalogue.models import Item, ItemState, Publication
from library.errors import LibraryError
from library.staff.audit import note

_SLIP = tuple(publishing.Slip.__dataclass_fields__)
_MOMENTS = ("published", "sent")
_ENDS_AS = {
    ChangeKind.SEND: ItemState.REVIEW,
    ChangeKind.PUBLISH: ItemState.PUBLISHED,
    ChangeKind.WITHDRAW: ItemState.WITHDRAWN,
}


def _send(session: Session, item: Item, by: str, _rules: Rules, _reason: str) -> None:
    publishing.send(session, item, by)


def _publish(session: Session, item: Item, by: str, rules: Rules, _reason: str) -> None:
    publishing.approve(session, item, by, four_eyes=item.collection in rules.four_eyes)


def _withdraw(session: Session, item: Item, by: str, _rules: Rules, reason: str) -> None:
    publishing.close(session, item, by, reason)


ACTS: dict[ChangeKind, Callable[[Session, Item, str, Rules, str], None]] = {
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
    """Try on every item what is to be done, take all of it back, and return what came of it."""
    lines, same = [], 0
    with session.begin_nested() as trial:
        for row, item in enumerate(items(session, item_ids), 1):
            line = _tried(session, kind, row, item, by, rules)
            if line is None:
                same += 1
            else:
                lines.append(line)
        trial.rollback()
    told = f"{len(lines) + same} tài liệu"
    return Plan(kind, told, tuple(lines), same, reason=reason)


def snapshot(session: Session, item: Item) -> dict[str, object]:
    """Return where an item stands on its way to readers, as it can be stored and restored."""
    slip = publishing.slip(session, item.id)
    told = {name: getattr(slip, name) for name in _SLIP}
    told |= {"state": item.state.value, "published": item.published}
    return {name: _stored(value) for name, value in told.items()}


def restore(session: Session, item: Item, told: Mapping[str, object], by: str) -> None:
    """Let an item stand again where it stood."""
    if told["state"] == ItemState.PUBLISHED.value:
        cataloguing.must_be_readable(session, item)
    was = item.state.value
    values = {name: _read(name, told[name]) for name in told}
    item.state, item.published = ItemState(values.pop("state")), values.pop("published")
    row = session.get(Publication, item.id)
    if row is None:
        row = Publication(item_id=item.id)
        session.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    index_queue.mark(session, item.id)
    note(session, by, "item.restore", item.id, f"state: {was} → {item.state.value}")


def _tried(
    session: Session, kind: ChangeKind, row: int, item: Item, by: str, rules: Rules
) -> Line | None:
    before = item.state
    if before is _ENDS_AS[kind]:
        return None
    try:
        ACTS[kind](session, item, by, rules, "")
    except LibraryError as error:
        return refused(row, str(error), item.id, item.title)
    states = ({"state": before.value}, {"state": _ENDS_AS[kind].value})
    return Line(row, item.id, item.title, Verdict.CHANGE, *states)


def _stored(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _read(name: str, value: object) -> object:
    return datetime.fromisoformat(str(value)) if name in _MOMENTS and value else value
