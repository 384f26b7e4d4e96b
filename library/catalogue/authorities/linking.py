"""Linking of the names in item descriptions to authority records, created when missing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session, aliased

from library import clock
from library.catalogue import index_queue
from library.catalogue.authorities.extract_names import (
    COLUMNS,
    FIELDS,
    NameInField,
    folded,
    join_names,
    key_of,
    letter_of,
    names_of,
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
_WAITING, _UNUSED = "linking.waiting", "linking.unused"


@contextmanager
def deferred(session: Session) -> Iterator[None]:
    """Postpone linking of all items described in the block, and do it at once at its end.

    So are names deleted that items of the block had and nothing has any more.
    """
    waiting: dict[str, Item] = {}
    unused: set[int] = set()
    session.info[_WAITING], session.info[_UNUSED] = waiting, unused
    with index_queue.together(session):
        try:
            yield
        finally:
            del session.info[_WAITING]
        link_all(session, waiting.values())
        delete_unused(session, unused)


def is_deferred(session: Session) -> bool:
    """Return True while linking is postponed, so that many items are written at once."""
    return _WAITING in session.info


def link(session: Session, item: Item) -> bool:
    """Link each name of an item to its record; return True if any link changed.

    A variant name is replaced in the item by the preferred name.
    """
    if is_deferred(session):
        session.info[_WAITING][item.id] = item
        return False
    return link_all(session, (item,))


def link_all(session: Session, items: Iterable[Item]) -> bool:
    """Link each name of many items to its record; return True if any link changed."""
    session.flush()
    by_id = {item.id: item for item in items}
    stored_links = _links_of_all(session, by_id)
    names_by_item = {item_id: names_of(name_fields(item)) for item_id, item in by_id.items()}
    old_links = {
        item_id: stored_links[item_id]
        for item_id in by_id
        if not _links_match(names_by_item[item_id], stored_links[item_id])
    }
    if not old_links:
        return False
    origins = {
        item_id: _kept_origins(names_by_item[item_id], links)
        for item_id, links in old_links.items()
    }
    names_to_link = [(item_id, name) for item_id in old_links for name in names_by_item[item_id]]
    records = _resolve_names(
        session, [name for item_id, name in names_to_link if name not in origins[item_id]]
    )
    for link_, _ in (pair for links in old_links.values() for pair in links):
        session.delete(link_)
    session.flush()
    new_links: dict[str, list[tuple[NameInField, Authority]]] = defaultdict(list)
    places: dict[tuple[str, str], Iterator[int]] = defaultdict(count)
    for item_id, name in names_to_link:
        positions = places[item_id, name.field]
        first = (
            () if name in origins[item_id] else (records[FAMILIES[name.kind], key_of(name.name)],)
        )
        for origin, record in origins[item_id].get(name, first):
            new_links[item_id].append((name, record))
            session.add(_new_link(item_id, name, next(positions), record.id, origin))
    for item_id, names in new_links.items():
        _write_preferred_names(by_id[item_id], names)
    session.flush()
    previous_ids = {record.id for links in old_links.values() for _, record in links}
    delete_unused(
        session, previous_ids - {record.id for names in new_links.values() for _, record in names}
    )
    return True


def links_of(session: Session, item_id: str) -> list[tuple[ItemAuthority, Authority]]:
    """Return the links of an item with their records, in order."""
    return _links_of_all(session, (item_id,))[item_id]


def rewrite(item: Item, links: Iterable[tuple[ItemAuthority, Authority]]) -> bool:
    """Write the current names of its records into an item's fields; return True if any changed."""
    previous = name_fields(item)
    by_field: dict[str, list[str]] = defaultdict(list)
    for link_, record in links:
        by_field[link_.field].append(f"{record.name}{link_.tail}")
    for field, names in by_field.items():
        set_field(item, field, join_names(names, isinstance(previous[field], list)))
    return name_fields(item) != previous


def name_fields(item: Item) -> dict[str, object]:
    """Return the fields of an item that hold names."""
    other_fields = item.other_fields or {}
    return {
        field: getattr(item, field) if field in COLUMNS else other_fields.get(field)
        for field in FIELDS
    }


def set_field(item: Item, field: str, value: str | list[str]) -> None:
    """Write one field of an item, to its column or to `other_fields`."""
    if field in COLUMNS:
        setattr(item, field, value)
    else:
        item.other_fields = {**item.other_fields, field: value}


def current_record(session: Session, record: Authority) -> Authority:
    """Return the record at the end of a chain of merges, or the record itself if unmerged."""
    while record.merged_into is not None:
        record = session.get_one(Authority, record.merged_into)
    return record


def new_row(name: NameInField) -> dict[str, object]:
    """Return the columns of a new, unreviewed record."""
    return {
        "family": FAMILIES[name.kind],
        "kind": name.kind,
        "name": name.name,
        "key": key_of(name.name),
        "sort": sort_key(name.name)[:LONGEST_SORT],
        "letter": letter_of(name.name),
        "folded": folded(name.name),
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
    links_by_item: dict[str, Links] = defaultdict(list)
    for link_, record in session.execute(query):
        links_by_item[link_.item_id].append((link_, record))
    return links_by_item


def _links_match(
    names: tuple[NameInField, ...], links: list[tuple[ItemAuthority, Authority]]
) -> bool:
    """Return True if the links agree with the names in the fields."""
    field_keys = dict.fromkeys((name.field, name.tail, key_of(name.name)) for name in names)
    link_keys = dict.fromkeys((link_.field, link_.tail, record.key) for link_, record in links)
    return sorted(field_keys, key=_field_of) == sorted(link_keys, key=_field_of)


def _field_of(key: tuple[str, str, str]) -> str:
    return key[0]


def _kept_origins(
    names: tuple[NameInField, ...], links: list[tuple[ItemAuthority, Authority]]
) -> dict[NameInField, list[tuple[int, Authority]]]:
    """Return the original records of each name that stays; several after a merge.

    A name whose role changed keeps the links of roles that are no longer mentioned.
    """
    current_keys = {(name.field, name.tail, key_of(name.name)) for name in names}
    origins: dict[NameInField, list[tuple[int, Authority]]] = {}
    for name in names:
        place = (name.field, key_of(name.name))
        same = [pair for pair in links if (pair[0].field, pair[1].key) == place]
        exact = [pair for pair in same if pair[0].tail == name.tail]
        free = [pair for pair in same if (place[0], pair[0].tail, place[1]) not in current_keys]
        if rows := exact or free or same[:1]:
            by_origin = {link_.origin_id: record for link_, record in rows}
            origins[name] = list(by_origin.items())
    return origins


def _resolve_names(
    session: Session, names: Iterable[NameInField]
) -> dict[tuple[Family, str], tuple[int, Authority]]:
    """Return for each name the id of the record named and the record it resolves to.

    Records of new names are created.
    """
    names_by_family: dict[Family, dict[str, NameInField]] = defaultdict(dict)
    for name in names:
        names_by_family[FAMILIES[name.kind]].setdefault(key_of(name.name), name)
    records: dict[tuple[Family, str], tuple[int, Authority]] = {}
    for family, by_key in names_by_family.items():
        existing = _existing_records(session, family, by_key)
        if missing := [new_row(name) for key, name in by_key.items() if key not in existing]:
            insert_new(session, Authority, missing)  # another session may have just created it
            existing |= _by_name(session, family, by_key.keys() - existing.keys())
        for key, record in existing.items():
            records[family, key] = record.id, current_record(session, record)
    return records


def _existing_records(
    session: Session, family: Family, keys: Iterable[str]
) -> dict[str, Authority]:
    """Return the records with these names; a variant shared by two records counts as new."""
    by_name = _by_name(session, family, keys)
    remaining = [key for key in keys if key not in by_name]
    records_by_variant: dict[str, list[Authority]] = defaultdict(list)
    if remaining:
        query = (
            select(AuthorityVariant.key, Authority)
            .join(Authority, Authority.id == AuthorityVariant.authority_id)
            .where(Authority.family == family, AuthorityVariant.key.in_(remaining))
        )
        for key, record in session.execute(query):
            current = current_record(session, record)
            if current not in records_by_variant[key]:
                records_by_variant[key].append(current)
    return by_name | {
        key: records[0] for key, records in records_by_variant.items() if len(records) == 1
    }


def _by_name(session: Session, family: Family, keys: Iterable[str]) -> dict[str, Authority]:
    query = select(Authority).where(Authority.family == family, Authority.key.in_(list(keys)))
    return {record.key: record for record in session.scalars(query)}


def delete_unused(session: Session, record_ids: set[int]) -> None:
    """Delete unreviewed records that no item or merge refers to any more: mostly misprints."""
    if is_deferred(session):
        session.info[_UNUSED] |= record_ids
        return
    if not record_ids:
        return
    other = aliased(Authority)
    is_used = or_(
        ItemAuthority.authority_id == Authority.id, ItemAuthority.origin_id == Authority.id
    )
    statement = delete(Authority).where(
        Authority.id.in_(record_ids),
        Authority.checked.is_(False),
        ~select(ItemAuthority.id).where(is_used).exists(),
        ~select(other.id).where(other.merged_into == Authority.id).exists(),
    )
    session.execute(statement)


def _new_link(
    item_id: str, name: NameInField, place: int, leads: int, origin: int
) -> ItemAuthority:
    return ItemAuthority(
        item_id=item_id,
        field=name.field,
        place=place,
        tail=name.tail,
        authority_id=leads,
        origin_id=origin,
    )


def _write_preferred_names(item: Item, links: list[tuple[NameInField, Authority]]) -> None:
    """Replace variants by preferred names; differences in letter case alone may stay."""
    previous: Mapping[str, object] = name_fields(item)
    for field in {name.field for name, record in links if key_of(name.name) != record.key}:
        names = [
            (name.name if key_of(name.name) == record.key else record.name) + name.tail
            for name, record in links
            if name.field == field
        ]
        set_field(item, field, join_names(names, isinstance(previous[field], list)))
