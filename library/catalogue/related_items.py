"""Items related to one by the names in their descriptions, each with the reason."""

from collections import defaultdict
from dataclasses import dataclass
from math import log

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.catalogue.authorities.models import Authority, AuthorityKind, ItemAuthority
from library.catalogue.featured_items import open_records
from library.catalogue.queries import ItemRecord

_MAX_ITEMS_OF_NAME = 300
"""A name of more items says little: the province, its People's Committee."""

_NEAR_YEARS = 5
_NEAR_IN_TIME = 0.2
"""Weight of being from the same years, beside a name: one of 10 items weighs 0.42."""


@dataclass(frozen=True, slots=True)
class Relation:
    """An item that shares names with another one; `name` is the rarest of them."""

    item: ItemRecord
    kind: AuthorityKind
    name: str


def related_by_names(session: Session, item: ItemRecord, count: int) -> tuple[Relation, ...]:
    """Return the open items that share the most and the rarest names with an item, best first."""
    items_by_name = _items_by_name(session, item.id)
    names_of: dict[str, set[int]] = defaultdict(set)
    for name, holders in items_by_name.items():
        for holder in holders - {item.id}:
            names_of[holder].add(name)
    records = {record.id: record for record in open_records(session, names_of)}

    def weight(record: ItemRecord) -> float:
        name_weight = sum(1 / log(1 + len(items_by_name[name])) for name in names_of[record.id])
        return name_weight + (_NEAR_IN_TIME if _is_near_in_time(item, record) else 0)

    best = sorted(records.values(), key=lambda record: (-weight(record), record.id))[:count]
    rarest = {
        record.id: min(names_of[record.id], key=lambda name: (len(items_by_name[name]), name))
        for record in best
    }
    names = {
        authority.id: authority
        for authority in session.scalars(
            select(Authority).where(Authority.id.in_(set(rarest.values())))
        )
    }
    return tuple(
        Relation(record, names[rarest[record.id]].kind, names[rarest[record.id]].name)
        for record in best
    )


def _items_by_name(session: Session, item_id: str) -> dict[int, set[str]]:
    """Return the items of each name of an item, if it is not a name of very many."""
    own = select(ItemAuthority.authority_id).where(ItemAuthority.item_id == item_id)
    telling = (
        select(ItemAuthority.authority_id)
        .where(ItemAuthority.authority_id.in_(own))
        .group_by(ItemAuthority.authority_id)
        .having(func.count() <= _MAX_ITEMS_OF_NAME)
    )
    rows = session.execute(
        select(ItemAuthority.authority_id, ItemAuthority.item_id).where(
            ItemAuthority.authority_id.in_(telling)
        )
    )
    items: dict[int, set[str]] = defaultdict(set)
    for name, holder in rows:
        items[name].add(holder)
    return items


def _is_near_in_time(item: ItemRecord, record: ItemRecord) -> bool:
    return bool(item.year and record.year) and abs(item.year - record.year) <= _NEAR_YEARS
