"""Leads every name an item holds to its record, and makes the record when there is none."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session, aliased

from library import clock
from library.catalogue.authorities.extract_names import (
    COLUMNS,
    FIELDS,
    Named,
    folded,
    key_of,
    letter_of,
    names_of,
    written,
)
from library.catalogue.authorities.models import (
    FAMILIES,
    Authority,
    AuthorityVariant,
    Family,
    ItemAuthority,
)
from library.catalogue.models import Item
from library.database import insert_new
from library.vietnamese.letters import sort_key

LONGEST_SORT = 400
Links = list[tuple[ItemAuthority, Authority]]
_WAITING = "linking.waiting"


@contextmanager
def together(session: Session) -> Iterator[None]:
    """Let names of all items described until the block ends be looked up at once, at its end."""
    waiting: dict[str, Item] = {}
    session.info[_WAITING] = waiting
    try:
        yield
    finally:
        del session.info[_WAITING]
    link_all(session, waiting.values())


def link(session: Session, item: Item) -> bool:
    """Lead each name of an item to its record; say whether anything is led elsewhere now.

    A name that is a variant is written as the preferred name, as everywhere in the catalogue.
    """
    if _WAITING in session.info:
        session.info[_WAITING][item.id] = item
        return False
    return link_all(session, (item,))


def link_all(session: Session, items: Iterable[Item]) -> bool:
    """Lead each name of many items to its record; say whether anything is led elsewhere now."""
    session.flush()
    by_id = {item.id: item for item in items}
    held = _links_of_all(session, by_id)
    named = {item_id: names_of(told(item)) for item_id, item in by_id.items()}
    new = {item_id: held[item_id] for item_id in by_id if not _same(named[item_id], held[item_id])}
    if not new:
        return False
    kept = {item_id: _origins(named[item_id], links) for item_id, links in new.items()}
    asked = [(item_id, one) for item_id in new for one in named[item_id]]
    found = _find(session, [one for item_id, one in asked if one not in kept[item_id]])
    for link_, _ in (pair for links in new.values() for pair in links):
        session.delete(link_)
    session.flush()
    led: dict[str, list[tuple[Named, Authority]]] = defaultdict(list)
    places: dict[tuple[str, str], Iterator[int]] = defaultdict(count)
    for item_id, one in asked:
        at = places[item_id, one.field]
        first = () if one in kept[item_id] else (found[FAMILIES[one.kind], key_of(one.name)],)
        for origin, record in kept[item_id].get(one, first):
            led[item_id].append((one, record))
            session.add(_link(item_id, one, next(at), record.id, origin))
    for item_id, names in led.items():
        _write(by_id[item_id], names)
    session.flush()
    before = {record.id for links in new.values() for _, record in links}
    _forget(session, before - {record.id for names in led.values() for _, record in names})
    return True


def links_of(session: Session, item_id: str) -> list[tuple[ItemAuthority, Authority]]:
    """Return the links of an item with their records, in order."""
    return _links_of_all(session, (item_id,))[item_id]


def rewrite(item: Item, links: Iterable[tuple[ItemAuthority, Authority]]) -> bool:
    """Write the fields of an item as its records are called now; say whether that changed any."""
    before = told(item)
    by_field: dict[str, list[str]] = defaultdict(list)
    for link_, record in links:
        by_field[link_.field].append(f"{record.name}{link_.tail}")
    for field, names in by_field.items():
        put(item, field, written(names, isinstance(before[field], list)))
    return told(item) != before


def told(item: Item) -> dict[str, object]:
    """Return the fields of an item that hold names."""
    beside = item.other_fields or {}
    return {
        field: getattr(item, field) if field in COLUMNS else beside.get(field) for field in FIELDS
    }


def put(item: Item, field: str, value: str | list[str]) -> None:
    """Write one field, wherever it stands."""
    if field in COLUMNS:
        setattr(item, field, value)
    else:
        item.other_fields = {**item.other_fields, field: value}


def leads_to(session: Session, record: Authority) -> Authority:
    """Return the record where a merged one leads; any other is where it leads itself."""
    while record.merged_into is not None:
        record = session.get_one(Authority, record.merged_into)
    return record


def new_row(one: Named) -> dict[str, object]:
    """Return the columns of a record nobody has looked at yet."""
    return {
        "family": FAMILIES[one.kind],
        "kind": one.kind,
        "name": one.name,
        "key": key_of(one.name),
        "sort": sort_key(one.name)[:LONGEST_SORT],
        "letter": letter_of(one.name),
        "folded": folded(one.name),
        "changed": clock.now(),
        "checked": False,
    }


def _links_of_all(session: Session, item_ids: Iterable[str]) -> dict[str, Links]:
    query = (
        select(ItemAuthority, Authority)
        .join(Authority, Authority.id == ItemAuthority.authority_id)
        .where(ItemAuthority.item_id.in_(list(item_ids)))
        .order_by(ItemAuthority.item_id, ItemAuthority.field, ItemAuthority.place)
    )
    found: dict[str, Links] = defaultdict(list)
    for link_, record in session.execute(query):
        found[link_.item_id].append((link_, record))
    return found


def _same(named: tuple[Named, ...], held: list[tuple[ItemAuthority, Authority]]) -> bool:
    """Say whether links say what the fields say; of two that were merged the fields say one."""
    said = dict.fromkeys((one.field, one.tail, key_of(one.name)) for one in named)
    led = dict.fromkeys((link_.field, link_.tail, record.key) for link_, record in held)
    return sorted(said, key=_field_of) == sorted(led, key=_field_of)


def _field_of(told: tuple[str, str, str]) -> str:
    return told[0]


def _origins(
    named: tuple[Named, ...], held: list[tuple[ItemAuthority, Authority]]
) -> dict[Named, list[tuple[int, Authority]]]:
    """Return for each name that stays what it named itself: several records after a merge.

    With a new role a name keeps what was named under roles that are not said any more.
    """
    said = {(one.field, one.tail, key_of(one.name)) for one in named}
    kept: dict[Named, list[tuple[int, Authority]]] = {}
    for one in named:
        place = (one.field, key_of(one.name))
        same = [pair for pair in held if (pair[0].field, pair[1].key) == place]
        exact = [pair for pair in same if pair[0].tail == one.tail]
        free = [pair for pair in same if (place[0], pair[0].tail, place[1]) not in said]
        if rows := exact or free or same[:1]:
            by_origin = {link_.origin_id: record for link_, record in rows}
            kept[one] = list(by_origin.items())
    return kept


def _find(
    session: Session, named: Iterable[Named]
) -> dict[tuple[Family, str], tuple[int, Authority]]:
    """Return for each name the record it names and the one where that leads; make what is new."""
    wanted: dict[Family, dict[str, Named]] = defaultdict(dict)
    for one in named:
        wanted[FAMILIES[one.kind]].setdefault(key_of(one.name), one)
    found: dict[tuple[Family, str], tuple[int, Authority]] = {}
    for family, by_key in wanted.items():
        known = _known(session, family, by_key)
        if missing := [new_row(one) for key, one in by_key.items() if key not in known]:
            insert_new(session, Authority, missing)  # another may have made it a moment ago
            known |= _by_name(session, family, by_key.keys() - known.keys())
        for key, record in known.items():
            found[family, key] = record.id, leads_to(session, record)
    return found


def _known(session: Session, family: Family, keys: Iterable[str]) -> dict[str, Authority]:
    """Return the records that bear these names; a name two records share as a variant is new."""
    by_name = _by_name(session, family, keys)
    rest = [key for key in keys if key not in by_name]
    bearers: dict[str, list[Authority]] = defaultdict(list)
    if rest:
        query = (
            select(AuthorityVariant.key, Authority)
            .join(Authority, Authority.id == AuthorityVariant.authority_id)
            .where(Authority.family == family, AuthorityVariant.key.in_(rest))
        )
        for key, record in session.execute(query):
            end = leads_to(session, record)
            if end not in bearers[key]:
                bearers[key].append(end)
    return by_name | {key: records[0] for key, records in bearers.items() if len(records) == 1}


def _by_name(session: Session, family: Family, keys: Iterable[str]) -> dict[str, Authority]:
    query = select(Authority).where(Authority.family == family, Authority.key.in_(list(keys)))
    return {record.key: record for record in session.scalars(query)}


def _forget(session: Session, record_ids: set[int]) -> None:
    """Strike out records that nobody looked at and nothing names any more: mistypings, mostly."""
    if not record_ids:
        return
    other = aliased(Authority)
    named = or_(ItemAuthority.authority_id == Authority.id, ItemAuthority.origin_id == Authority.id)
    idle = delete(Authority).where(
        Authority.id.in_(record_ids),
        Authority.checked.is_(False),
        ~select(ItemAuthority.id).where(named).exists(),
        ~select(other.id).where(other.merged_into == Authority.id).exists(),
    )
    session.execute(idle)


def _link(item_id: str, one: Named, place: int, leads: int, origin: int) -> ItemAuthority:
    return ItemAuthority(
        item_id=item_id,
        field=one.field,
        place=place,
        tail=one.tail,
        authority_id=leads,
        origin_id=origin,
    )


def _write(item: Item, led: list[tuple[Named, Authority]]) -> None:
    """Write preferred names where variants stood; what differs in letters' size alone may."""
    before: Mapping[str, object] = told(item)
    for field in {one.field for one, record in led if key_of(one.name) != record.key}:
        names = [
            (one.name if key_of(one.name) == record.key else record.name) + one.tail
            for one, record in led
            if one.field == field
        ]
        put(item, field, written(names, isinstance(before[field], list)))
