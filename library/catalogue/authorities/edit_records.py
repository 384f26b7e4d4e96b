"""Changes authority records: what they are called, how else, when they lived; items follow."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue import index_queue
from library.catalogue.authorities.extract_names import clean, folded, key_of, letter_of
from library.catalogue.authorities.linking import LONGEST_SORT, leads_to, rewrite
from library.catalogue.authorities.models import (
    FAMILIES,
    Authority,
    AuthorityKind,
    AuthorityVariant,
    ItemAuthority,
)
from library.catalogue.authorities.problems import (
    AuthorityNotFoundError,
    ChangedMeanwhileError,
    NameTakenError,
    NoNameError,
    UnlikeRecordsError,
)
from library.catalogue.models import Item
from library.staff.audit import note
from library.vietnamese.letters import compose, sort_key

_AT_ONCE = 500
_LAST_NUMBER = 2**31 - 1
"""No database can be asked for a larger one."""

_TOLD = ("name", "kind", "begins", "ends", "note", "source")


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a person, body, subject or place."""

    name: str
    kind: AuthorityKind
    begins: str | None = None
    ends: str | None = None
    note: str | None = None
    source: str | None = None
    variants: tuple[str, ...] = ()


def find(session: Session, authority_id: int) -> Authority:
    """Return a record to be worked on, which may be merged; raise AuthorityNotFoundError."""
    record = session.get(Authority, authority_id) if authority_id <= _LAST_NUMBER else None
    if record is None:
        raise AuthorityNotFoundError
    return record


def enter(session: Session, told: Told, by: str) -> Authority:
    """Enter a record that no item names yet."""
    record = Authority(family=FAMILIES[told.kind], changed=clock.now(), checked=True)
    _fill(session, record, told)
    session.add(record)
    session.flush()
    _set_variants(session, record, told.variants)
    note(session, by, "authority.enter", subject_of(record), record.name)
    return record


def edit(session: Session, record: Authority, told: Told, by: str, seen: str = "") -> int:
    """Tell something else of a record; return how many items are called anew for it.

    `seen` is how the record stood (see `version`) for whoever edits it: when somebody else
    changed it meanwhile nothing is written.
    """
    if record.merged_into is not None:
        raise AuthorityNotFoundError
    if seen and seen != version(record):
        raise ChangedMeanwhileError
    if FAMILIES[told.kind] is not record.family:
        raise UnlikeRecordsError
    before = _summary(session, record)
    named = record.name
    _fill(session, record, told)
    variants = told.variants if record.name == named else (*told.variants, named)
    _set_variants(session, record, variants)
    record.checked = True
    session.flush()
    after = _summary(session, record)
    if before == after:
        return 0
    record.changed = clock.now()
    was = {name: before[name] for name in after if after[name] != before[name]}
    now = {name: after[name] for name in was}
    detail = "; ".join(f"{name}: {was[name]} → {now[name]}" for name in was)
    note(session, by, "authority.edit", subject_of(record), detail, before=was, after=now)
    return follow(session, [record.id])


def version(record: Authority) -> str:
    """Return a value that is another one when the record was changed."""
    return record.changed.isoformat()


def subject_of(record: Authority) -> str:
    """Return how a record is called in the audit trail."""
    return f"authority:{record.id}"


def follow(session: Session, authority_ids: Iterable[int]) -> int:
    """Write the fields of all items that lead to records anew, and let the index know of them."""
    session.flush()
    query = select(ItemAuthority.item_id).where(ItemAuthority.authority_id.in_(list(authority_ids)))
    item_ids = list(session.scalars(query.distinct().order_by(ItemAuthority.item_id)))
    for first in range(0, len(item_ids), _AT_ONCE):
        _follow_some(session, item_ids[first : first + _AT_ONCE])
    return len(item_ids)


def _follow_some(session: Session, item_ids: list[str]) -> None:
    query = (
        select(ItemAuthority, Authority)
        .join(Authority, Authority.id == ItemAuthority.authority_id)
        .where(ItemAuthority.item_id.in_(item_ids))
        .order_by(ItemAuthority.field, ItemAuthority.place)
    )
    links: dict[str, list[tuple[ItemAuthority, Authority]]] = {}
    for link, record in session.execute(query):
        links.setdefault(link.item_id, []).append((link, record))
    for item in session.scalars(select(Item).where(Item.id.in_(item_ids))):
        if rewrite(item, links[item.id]):
            item.changed = clock.now()
        index_queue.mark(session, item.id)
    session.flush()


def _fill(session: Session, record: Authority, told: Told) -> None:
    name = clean(told.name)
    key = key_of(name)
    if not key or not any(letter.isalnum() for letter in key):
        raise NoNameError
    taken = select(Authority).where(Authority.family == FAMILIES[told.kind], Authority.key == key)
    with session.no_autoflush:
        other = session.scalar(taken)
        if other is not None and other is not record:
            _make_way(session, other, record, name)
    record.name, record.key, record.kind = name, key, told.kind
    record.sort, record.letter = sort_key(name)[:LONGEST_SORT], letter_of(name)
    record.folded = folded(name)
    record.begins, record.ends = told.begins, told.ends
    record.note, record.source = _text(told.note), _text(told.source)


def _make_way(session: Session, other: Authority, record: Authority, name: str) -> None:
    """Let a record be called as one that was merged into it, which then needs a name if parted."""
    if other.merged_into is None or leads_to(session, other) is not record:
        raise NameTakenError(name)
    other.key = f"{other.key} #{other.id}"
    session.flush()


def _set_variants(session: Session, record: Authority, names: Iterable[str]) -> None:
    wanted = {key_of(name): clean(name) for name in names}
    wanted = {key: name for key, name in wanted.items() if key and key != record.key}
    held = _variants(session, record)
    if {variant.key: variant.name for variant in held} == wanted:
        return
    session.execute(delete(AuthorityVariant).where(AuthorityVariant.authority_id == record.id))
    session.add_all(
        AuthorityVariant(authority_id=record.id, name=name, key=key, folded=folded(name))
        for key, name in wanted.items()
    )
    session.flush()


def _summary(session: Session, record: Authority) -> dict[str, object]:
    told = {name: getattr(record, name) for name in _TOLD}
    return told | {"variants": " | ".join(one.name for one in _variants(session, record))}


def _text(typed: str | None) -> str | None:
    return compose(typed).replace("\0", "").strip() or None if typed else None


def _variants(session: Session, record: Authority) -> list[AuthorityVariant]:
    held = select(AuthorityVariant).where(AuthorityVariant.authority_id == record.id)
    return list(session.scalars(held.order_by(AuthorityVariant.id)))
