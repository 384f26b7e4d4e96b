"""Keeps where the physical copies of an item stand, and in what condition they are."""

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
        """Whether nothing is told of it."""
        return not (self.call_number or self.location or self.remark)

    def __str__(self) -> str:
        told = (self.call_number, self.location, self.condition.value, self.remark)
        return ", ".join(filter(None, told))


def of_item(session: Session, item_id: str) -> tuple[Copy, ...]:
    """Return the copies of an item in the order they are listed."""
    rows = select(Holding).where(Holding.item_id == item_id).order_by(Holding.place)
    return tuple(
        Copy(row.call_number, row.location, row.condition, row.remark)
        for row in session.scalars(rows)
    )


def tell(session: Session, item: Item, copies: Iterable[Copy], by: str) -> bool:
    """List these copies of an item and no others; say whether that changes anything."""
    before = of_item(session, item.id)
    now = tuple(_composed(copy) for copy in copies if not copy.is_empty)
    if now == before:
        return False
    session.execute(delete(Holding).where(Holding.item_id == item.id))
    for place, copy in enumerate(now):
        told = {name: getattr(copy, name) for name in Copy.__dataclass_fields__}
        session.add(Holding(item_id=item.id, place=place, **told))
    item.changed = clock.now()
    was, is_now = {"holdings": _listed(before)}, {"holdings": _listed(now)}
    note(session, by, "item.holdings", item.id, before=was, after=is_now)
    return True


def _composed(copy: Copy) -> Copy:
    texts = (compose(text).strip() for text in (copy.call_number, copy.location, copy.remark))
    call_number, location, remark = texts
    return Copy(call_number, location, copy.condition, remark)


def _listed(copies: Iterable[Copy]) -> str:
    return "; ".join(map(str, copies))
