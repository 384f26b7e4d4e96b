"""Plans to move items to another collection; nobody opens by a move what two must have seen."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.bulk.bulk_context import Rules
from library.bulk.export import items
from library.bulk.item_cells import COLLECTION
from library.bulk.models import ChangeKind, Verdict
from library.bulk.planned_changes import Line, Plan, refused
from library.bulk.problems import CannotMoveError
from library.catalogue.models import Item, ItemState
from library.errors import LibraryError

_TWO_MUST_SEE = "bộ sưu tập ấy cần hai người duyệt; hãy gỡ tài liệu rồi chuyển và gửi duyệt lại"
_IS_OPEN = "tài liệu đã công bố; chỉ cán bộ duyệt chuyển được"
_IS_THERE = "bộ sưu tập ấy đã có tài liệu mang mã nguồn “{0}”"


def plan(session: Session, item_ids: tuple[str, ...], to: str, shelf: str, rules: Rules) -> Plan:
    """Return what moving items to a collection would change; `shelf` is what it is called."""
    lines, same = [], 0
    for row, item in enumerate(items(session, item_ids), 1):
        if item.collection == to:
            same += 1
            continue
        try:
            must_be_movable(session, item, to, rules)
        except LibraryError as error:
            lines.append(refused(row, str(error), item.id, item.title))
            continue
        before, after = {COLLECTION: item.collection}, {COLLECTION: to}
        lines.append(Line(row, item.id, item.title, Verdict.CHANGE, before, after))
    return Plan(ChangeKind.MOVE, f"sang “{shelf}”", tuple(lines), same)


def must_be_movable(session: Session, item: Item, to: str, rules: Rules) -> None:
    """Raise CannotMoveError when an item may not stand in another collection as it is."""
    if item.state is ItemState.PUBLISHED and to in rules.four_eyes:
        raise CannotMoveError(_TWO_MUST_SEE)
    if item.state is ItemState.PUBLISHED and not rules.may_publish:
        raise CannotMoveError(_IS_OPEN)
    if item.source_id is None:
        return
    same = select(Item.id).where(Item.collection == to, Item.source_id == item.source_id)
    if session.scalar(same.where(Item.id != item.id).limit(1)) is not None:
        raise CannotMoveError(_IS_THERE.format(item.source_id))
