"""Plan for moving items to another collection without bypassing its two-person review."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.bulk.models import ChangeKind, Verdict
from library.bulk.planned_changes import Plan, PlannedLine, refused_line
from library.bulk.problems import CannotMoveError
from library.catalogue.access import openings
from library.catalogue.models import Item, ItemState
from library.errors import LibraryError
from library.exchange.records.field_rules import Rules
from library.exchange.records.item_batches import items
from library.exchange.records.item_values import COLLECTION

_TWO_REVIEWERS = "bộ sưu tập ấy cần hai người duyệt; hãy gỡ tài liệu rồi chuyển và gửi duyệt lại"
_WOULD_OPEN = "bộ sưu tập ấy mở tài liệu sớm hơn; hãy gỡ tài liệu rồi chuyển và gửi duyệt lại"
_IS_PUBLISHED = "tài liệu đã công bố; chỉ cán bộ duyệt chuyển được"
_SOURCE_ID_TAKEN = "bộ sưu tập ấy đã có tài liệu mang mã nguồn “{0}”"


def plan(
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
