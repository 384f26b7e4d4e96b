"""Physical copies of an item: call number, location, condition."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.models import Condition, Holding, Item
from library.staff.audit import note
from library.vietnamese.letters import compose


@dataclass(frozen=True, slots=True)
class Copy:
    """One physical copy."""

    call_number: str = ""
    location: str = ""
    condition: Condition = Condition.GOOD
    remark: str = ""

    @property
    def is_empty(self) -> bool:
        """True when no text describes the copy."""
        return not (self.call_number or self.location or self.remark)

    def __str__(self) -> str:
        parts = (self.call_number, self.location, self.condition.value, self.remark)
        return ", ".join(filter(None, parts))


def of_item(session: Session, item_id: str) -> tuple[Copy, ...]:
    """Return the copies of an item in order."""
    rows = select(Holding).where(Holding.item_id == item_id).order_by(Holding.place)
    return tuple(
        Copy(row.call_number, row.location, row.condition, row.remark)
        for row in session.scalars(rows)
    )


def replace_copies(session: Session, item: Item, copies: Iterable[Copy], by: str) -> bool:
    """Replace the copies of an item; return True when that changes anything."""
    old = of_item(session, item.id)
    now = tuple(_composed(copy) for copy in copies if not copy.is_empty)
    if now == old:
        return False
    session.execute(delete(Holding).where(Holding.item_id == item.id))
    for place, copy in enumerate(now):
        values = {name: getattr(copy, name) for name in Copy.__dataclass_fields__}
        session.add(Holding(item_id=item.id, place=place, **values))
    item.changed = clock.now()
    was, is_now = {"holdings": _listed(old)}, {"holdings": _listed(now)}
    note(session, by, "item.holdings", item.id, old=was, new=is_now)
    return True


def _composed(copy: Copy) -> Copy:
    texts = (compose(text).strip() for text in (copy.call_number, copy.location, copy.remark))
    call_number, location, remark = texts
    return Copy(call_number, location, copy.condition, remark)


def _listed(copies: Iterable[Copy]) -> str:
    return "; ".join(map(str, copies))
