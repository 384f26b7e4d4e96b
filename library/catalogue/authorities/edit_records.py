"""Editing of authority records: names, variants, dates; item descriptions follow."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue import index_queue
from library.catalogue.authorities.extract_names import clean, folded, key_of, letter_of
from library.catalogue.authorities.linking import LONGEST_SORT, current_record, rewrite
from library.catalogue.authorities.models import (
    FAMILIES,
    Authority,
    AuthorityKind,
    AuthorityVariant,
    ItemAuthority,
)
from library.catalogue.authorities.problems import (
    AuthorityNotFoundError,
    NameTakenError,
    NoNameError,
    UnlikeRecordsError,
)
from library.catalogue.models import Item
from library.staff.audit import note
from library.vietnamese.letters import compose, sort_key

_ITEMS_PER_BATCH = 500
_MAX_ID = 2**31 - 1
"""Largest id that every supported database accepts in a query."""

_DETAIL_COLUMNS = ("name", "kind", "begins", "ends", "note", "source")


@dataclass(frozen=True, slots=True)
class AuthorityDetails:
    """Editable fields of an authority record."""

    name: str
    kind: AuthorityKind
    begins: str | None = None
    ends: str | None = None
    note: str | None = None
    source: str | None = None
    variants: tuple[str, ...] = ()


def find(session: Session, authority_id: int) -> Authority:
    """Return a record for editing, merged or not; raise AuthorityNotFoundError."""
    record = session.get(Authority, authority_id) if authority_id <= _MAX_ID else None
    if record is None:
        raise AuthorityNotFoundError
    return record


def enter(session: Session, details: AuthorityDetails, by: str) -> Authority:
    """Create a record that no item names yet."""
    record = Authority(family=FAMILIES[details.kind], changed=clock.now(), checked=True)
    _fill(session, record, details)
    session.add(record)
    session.flush()
    _set_variants(session, record, details.variants)
    note(session, by, "authority.enter", audit_subject(record), record.name)
    return record


def edit(session: Session, record: Authority, details: AuthorityDetails, by: str) -> int:
    """Change a record and return the number of items whose fields were rewritten."""
    if record.merged_into is not None:
        raise AuthorityNotFoundError
    if FAMILIES[details.kind] is not record.family:
        raise UnlikeRecordsError
    previous = summary(session, record)
    old_name = record.name
    _fill(session, record, details)
    variants = details.variants if record.name == old_name else (*details.variants, old_name)
    _set_variants(session, record, variants)
    record.checked = True
    session.flush()
    current = summary(session, record)
    if previous == current:
        return 0
    record.changed = clock.now()
    was = {name: previous[name] for name in current if current[name] != previous[name]}
    now = {name: current[name] for name in was}
    note(session, by, "authority.edit", audit_subject(record), record.name, old=was, new=now)
    return update_items(session, [record.id])


def audit_subject(record: Authority) -> str:
    """Return the subject under which the audit trail lists a record."""
    return f"authority:{record.id}"


def update_items(session: Session, authority_ids: Iterable[int]) -> int:
    """Rewrite the name fields of all items linked to these records, and queue them for indexing."""
    session.flush()
    query = select(ItemAuthority.item_id).where(ItemAuthority.authority_id.in_(list(authority_ids)))
    item_ids = list(session.scalars(query.distinct().order_by(ItemAuthority.item_id)))
    for first in range(0, len(item_ids), _ITEMS_PER_BATCH):
        _update_batch(session, item_ids[first : first + _ITEMS_PER_BATCH])
    return len(item_ids)


def _update_batch(session: Session, item_ids: list[str]) -> None:
    query = (
        select(ItemAuthority, Authority)
        .join(Authority, Authority.id == ItemAuthority.authority_id)
        .where(ItemAuthority.item_id.in_(item_ids))
        .order_by(ItemAuthority.field, ItemAuthority.place)
    )
    links: dict[str, list[tuple[ItemAuthority, Authority]]] = {}
    for link, record in session.execute(query):
        links.setdefault(link.item_id, []).append((link, record))
    with index_queue.together(session):
        for item in session.scalars(select(Item).where(Item.id.in_(item_ids))):
            if rewrite(item, links[item.id]):
                item.changed = clock.now()
            index_queue.mark(session, item.id)
    session.flush()


def _fill(session: Session, record: Authority, details: AuthorityDetails) -> None:
    name = clean(details.name)
    key = key_of(name)
    if not key or not any(letter.isalnum() for letter in key):
        raise NoNameError
    namesakes = select(Authority).where(
        Authority.family == FAMILIES[details.kind], Authority.key == key
    )
    with session.no_autoflush:
        other = session.scalar(namesakes)
        if other is not None and other is not record:
            _free_name(session, other, record, name)
    record.name, record.key, record.kind = name, key, details.kind
    record.sort, record.letter = sort_key(name)[:LONGEST_SORT], letter_of(name)
    record.folded = folded(name)
    record.begins, record.ends = details.begins, details.ends
    record.note, record.source = _text(details.note), _text(details.source)


def _free_name(session: Session, other: Authority, record: Authority, name: str) -> None:
    """Free a name held by a record merged into this one; raise NameTakenError for any other."""
    if other.merged_into is None or current_record(session, other) is not record:
        raise NameTakenError(name, other.id)
    other.key = f"{other.key} #{other.id}"
    session.flush()


def _set_variants(session: Session, record: Authority, names: Iterable[str]) -> None:
    names_by_key = {key_of(name): clean(name) for name in names}
    names_by_key = {key: name for key, name in names_by_key.items() if key and key != record.key}
    stored_variants = _variants(session, record)
    if {variant.key: variant.name for variant in stored_variants} == names_by_key:
        return
    session.execute(delete(AuthorityVariant).where(AuthorityVariant.authority_id == record.id))
    session.add_all(
        AuthorityVariant(authority_id=record.id, name=name, key=key, folded=folded(name))
        for key, name in names_by_key.items()
    )
    session.flush()


def summary(session: Session, record: Authority) -> dict[str, str | None]:
    """Return the editable fields of a record as the trail holds them."""
    variants = " | ".join(variant.name for variant in _variants(session, record))
    return {name: getattr(record, name) for name in _DETAIL_COLUMNS} | {"variants": variants}


def _text(typed_text: str | None) -> str | None:
    return compose(typed_text).replace("\0", "").strip() or None if typed_text else None


def _variants(session: Session, record: Authority) -> list[AuthorityVariant]:
    query = select(AuthorityVariant).where(AuthorityVariant.authority_id == record.id)
    return list(session.scalars(query.order_by(AuthorityVariant.id)))
