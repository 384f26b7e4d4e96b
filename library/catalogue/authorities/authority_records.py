"""Frozen authority records for the reading room, the search index and the office."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from library.catalogue.authorities.edit_records import find
from library.catalogue.authorities.linking import current_record
from library.catalogue.authorities.models import (
    Authority,
    AuthorityKind,
    AuthorityVariant,
    Family,
    ItemAuthority,
)
from library.catalogue.models import Access, Item, ItemState
from library.catalogue.queries import ItemPage, records
from library.places.place_history import PlaceHistory
from library.places.units import Unit


@dataclass(frozen=True, slots=True)
class MergedRecord:
    """A record that was merged into another one."""

    id: int
    family: Family
    name: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class AuthorityRecord:
    """One person, body, subject or place, as read from the database."""

    id: int
    family: Family
    kind: AuthorityKind
    name: str
    begins: str | None
    ends: str | None
    note: str | None
    source: str | None
    checked: bool
    changed: datetime
    variants: tuple[str, ...]
    merged: tuple[MergedRecord, ...]

    @property
    def all_ids(self) -> tuple[int, ...]:
        """Ids of the record and of those merged into it."""
        return (self.id, *(record.id for record in self.merged))

    @property
    def other_names(self) -> tuple[str, ...]:
        """All names except the preferred one, each once."""
        names = (*self.variants, *(record.name for record in self.merged))
        return tuple(name for name in dict.fromkeys(names) if name != self.name)


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference from a field of an item to an authority record."""

    field: str
    authority_id: int
    kind: AuthorityKind
    name: str
    tail: str


def record(session: Session, authority_id: int) -> AuthorityRecord:
    """Return a record, or the one it was merged into; raise AuthorityNotFoundError."""
    current = current_record(session, find(session, authority_id))
    variants = select(AuthorityVariant.name).where(AuthorityVariant.authority_id == current.id)
    return AuthorityRecord(
        **{name: getattr(current, name) for name in _COLUMNS},
        variants=tuple(session.scalars(variants.order_by(AuthorityVariant.id))),
        merged=_merged(session, [current.id]),
    )


def mentions(session: Session, item_id: str) -> tuple[Mention, ...]:
    """Return the records that an item names, in field order, each once per field."""
    rows = session.execute(
        select(
            ItemAuthority.field,
            Authority.id,
            Authority.kind,
            Authority.name,
            ItemAuthority.tail,
        )
        .join(Authority, Authority.id == ItemAuthority.authority_id)
        .where(ItemAuthority.item_id == item_id)
        .order_by(ItemAuthority.field, ItemAuthority.place)
    )
    return tuple(dict.fromkeys(Mention(*row) for row in rows))


def names_by_family(session: Session, item_id: str) -> dict[Family, tuple[str, ...]]:
    """Return all names, variants included, of the records an item names, for the search index."""
    links = select(ItemAuthority.authority_id).where(ItemAuthority.item_id == item_id).distinct()
    query = select(Authority.id, Authority.family, Authority.name).where(Authority.id.in_(links))
    live = list(session.execute(query.order_by(Authority.id)))
    if not live:
        return {}
    merged_records = _merged(session, [row.id for row in live])
    record_ids = [row.id for row in (*live, *merged_records)]
    variants = session.execute(
        select(Authority.family, AuthorityVariant.name)
        .join(Authority, Authority.id == AuthorityVariant.authority_id)
        .where(Authority.id.in_(record_ids))
        .order_by(AuthorityVariant.id)
    )
    names_by_family: dict[Family, dict[str, None]] = {}
    own = ((row.family, row.name) for row in (*live, *merged_records))
    for family, name in (*own, *variants):
        names_by_family.setdefault(family, {})[name] = None
    return {family: tuple(names) for family, names in names_by_family.items()}


def items_of(session: Session, authority_id: int, *, first: int, count: int) -> ItemPage:
    """Return a screen of the open items that name a record, newest first."""
    ids = select(ItemAuthority.item_id).where(ItemAuthority.authority_id == authority_id)
    open_items = select(Item.id).where(Item.id.in_(ids), *is_open())
    newest = (Item.date.is_(None), Item.date.desc(), Item.title_sort, Item.id)
    screen = list(session.scalars(open_items.order_by(*newest).offset(first).limit(count)))
    items = records(session, screen)
    total = session.scalar(select(func.count()).select_from(open_items.subquery())) or 0
    return ItemPage(tuple(items[item_id] for item_id in screen), total)


def all_items_of(session: Session, authority_id: int, count: int) -> ItemPage:
    """Return the first `count` items that name a record, in any state."""
    ids = select(ItemAuthority.item_id).where(ItemAuthority.authority_id == authority_id)
    query = select(Item.id).where(Item.id.in_(ids))
    screen = list(session.scalars(query.order_by(Item.title_sort, Item.id).limit(count)))
    items = records(session, screen)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return ItemPage(tuple(items[item_id] for item_id in screen), total)


def is_known_to_readers(session: Session, authority_id: int) -> bool:
    """Return True if an item open to readers names the record."""
    links = select(ItemAuthority.id).join(Item, Item.id == ItemAuthority.item_id)
    open_links = links.where(ItemAuthority.authority_id == authority_id, *is_open())
    return session.scalar(open_links.limit(1)) is not None


def counts(session: Session, authority_ids: Iterable[int], *, only_open: bool) -> dict[int, int]:
    """Return the number of items that name each of these records."""
    query: Select[tuple[int, int]] = (
        select(ItemAuthority.authority_id, func.count(ItemAuthority.item_id.distinct()))
        .where(ItemAuthority.authority_id.in_(list(authority_ids)))
        .group_by(ItemAuthority.authority_id)
    )
    if only_open:
        query = query.join(Item, Item.id == ItemAuthority.item_id).where(*is_open())
    return {authority_id: items for authority_id, items in session.execute(query)}  # noqa: C416


def is_open() -> tuple[ColumnElement[bool], ...]:
    """Return the SQL conditions for an item whose record is open to everyone."""
    return Item.state == ItemState.PUBLISHED, Item.access != Access.STAFF


_COLUMNS = tuple(
    name for name in AuthorityRecord.__dataclass_fields__ if name not in ("variants", "merged")
)


def _merged(session: Session, authority_ids: list[int]) -> tuple[MergedRecord, ...]:
    """Return the records merged into these, directly or through others."""
    query = select(
        Authority.id, Authority.family, Authority.name, Authority.merged, Authority.merged_by
    )
    rows = session.execute(
        query.where(Authority.merged_into.in_(authority_ids)).order_by(Authority.merged)
    )
    direct = tuple(MergedRecord(*row) for row in rows)
    return (*direct, *_merged(session, [record.id for record in direct])) if direct else ()


@dataclass(frozen=True, slots=True)
class UnclearName:
    """An authority record of a place, and the units that its name may mean."""

    record: int
    name: str
    units: tuple[Unit, ...]


def unclear_names(session: Session, history: PlaceHistory, count: int) -> tuple[UnclearName, ...]:
    """Return the first records whose name is of several units, in the order of the list."""
    records = select(Authority.id, Authority.name).where(
        Authority.kind == AuthorityKind.PLACE, Authority.merged_into.is_(None)
    )
    unclear = []
    for number, name in session.execute(records.order_by(Authority.sort, Authority.id)):
        units = history.find(name)
        if len(units) > 1:
            unclear.append(UnclearName(number, name, units))
        if len(unclear) == count:
            break
    return tuple(unclear)
