"""Reads authority records: frozen values for the reading room, the card index and the office."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from library.catalogue.authorities.edit_records import find
from library.catalogue.authorities.linking import leads_to
from library.catalogue.authorities.models import (
    Authority,
    AuthorityKind,
    AuthorityVariant,
    Family,
    ItemAuthority,
)
from library.catalogue.models import Access, Item, ItemState
from library.catalogue.queries import Shelf, records


@dataclass(frozen=True, slots=True)
class Merged:
    """A record that was merged into another one."""

    id: int
    family: Family
    name: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class AuthorityRecord:
    """One person, body, subject or place, as it stood when it was read."""

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
    merged: tuple[Merged, ...]

    @property
    def other_names(self) -> tuple[str, ...]:
        """All names besides the preferred one, each once."""
        names = (*self.variants, *(one.name for one in self.merged))
        return tuple(name for name in dict.fromkeys(names) if name != self.name)


@dataclass(frozen=True, slots=True)
class Mention:
    """That an item names somebody or something."""

    field: str
    authority_id: int
    kind: AuthorityKind
    name: str
    tail: str


def record(session: Session, authority_id: int) -> AuthorityRecord:
    """Return a record, or the one it was merged into; raise AuthorityNotFoundError."""
    found = leads_to(session, find(session, authority_id))
    variants = select(AuthorityVariant.name).where(AuthorityVariant.authority_id == found.id)
    return AuthorityRecord(
        **{name: getattr(found, name) for name in _COLUMNS},
        variants=tuple(session.scalars(variants.order_by(AuthorityVariant.id))),
        merged=_merged(session, [found.id]),
    )


def mentions(session: Session, item_id: str) -> tuple[Mention, ...]:
    """Return whom and what an item names, in the order of its fields; each once in a field."""
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


def names_beside(session: Session, item_id: str) -> dict[Family, tuple[str, ...]]:
    """Return all names under which what an item names is known, for whoever seeks it by one."""
    links = select(ItemAuthority.authority_id).where(ItemAuthority.item_id == item_id).distinct()
    query = select(Authority.id, Authority.family, Authority.name).where(Authority.id.in_(links))
    live = list(session.execute(query.order_by(Authority.id)))
    if not live:
        return {}
    merged = _merged(session, [row.id for row in live])
    everybody = [row.id for row in (*live, *merged)]
    variants = session.execute(
        select(Authority.family, AuthorityVariant.name)
        .join(Authority, Authority.id == AuthorityVariant.authority_id)
        .where(Authority.id.in_(everybody))
        .order_by(AuthorityVariant.id)
    )
    found: dict[Family, dict[str, None]] = {}
    own = ((row.family, row.name) for row in (*live, *merged))
    for family, name in (*own, *variants):
        found.setdefault(family, {})[name] = None
    return {family: tuple(names) for family, names in found.items()}


def items_of(session: Session, authority_id: int, *, first: int, count: int) -> Shelf:
    """Return a screen of the items open to readers that name a record, the newest first."""
    ids = select(ItemAuthority.item_id).where(ItemAuthority.authority_id == authority_id)
    there = select(Item.id).where(Item.id.in_(ids), *is_open())
    newest = (Item.date.is_(None), Item.date.desc(), Item.title_sort, Item.id)
    screen = list(session.scalars(there.order_by(*newest).offset(first).limit(count)))
    found = records(session, screen)
    total = session.scalar(select(func.count()).select_from(there.subquery())) or 0
    return Shelf(tuple(found[item_id] for item_id in screen), total)


def all_items_of(session: Session, authority_id: int, count: int) -> Shelf:
    """Return the first of all items that name a record, in whatever state."""
    ids = select(ItemAuthority.item_id).where(ItemAuthority.authority_id == authority_id)
    there = select(Item.id).where(Item.id.in_(ids))
    screen = list(session.scalars(there.order_by(Item.title_sort, Item.id).limit(count)))
    found = records(session, screen)
    total = session.scalar(select(func.count()).select_from(there.subquery())) or 0
    return Shelf(tuple(found[item_id] for item_id in screen), total)


def is_known_to_readers(session: Session, authority_id: int) -> bool:
    """Say whether an item that everyone may know of names a record."""
    links = select(ItemAuthority.id).join(Item, Item.id == ItemAuthority.item_id)
    named = links.where(ItemAuthority.authority_id == authority_id, *is_open())
    return session.scalar(named.limit(1)) is not None


def counts(session: Session, authority_ids: Iterable[int], *, only_open: bool) -> dict[int, int]:
    """Return how many items name each of these records."""
    query: Select[tuple[int, int]] = (
        select(ItemAuthority.authority_id, func.count(ItemAuthority.item_id.distinct()))
        .where(ItemAuthority.authority_id.in_(list(authority_ids)))
        .group_by(ItemAuthority.authority_id)
    )
    if only_open:
        query = query.join(Item, Item.id == ItemAuthority.item_id).where(*is_open())
    return {authority_id: items for authority_id, items in session.execute(query)}  # noqa: C416


def is_open() -> tuple[ColumnElement[bool], ...]:
    """Say, of an item, that everyone may know of it."""
    return Item.state == ItemState.PUBLISHED, Item.access != Access.STAFF


_COLUMNS = tuple(
    name for name in AuthorityRecord.__dataclass_fields__ if name not in ("variants", "merged")
)


def _merged(session: Session, authority_ids: list[int]) -> tuple[Merged, ...]:
    """Return what was merged into these records, directly or through others."""
    query = select(
        Authority.id, Authority.family, Authority.name, Authority.merged, Authority.merged_by
    )
    rows = session.execute(
        query.where(Authority.merged_into.in_(authority_ids)).order_by(Authority.merged)
    )
    direct = tuple(Merged(*row) for row in rows)
    return (*direct, *_merged(session, [one.id for one in direct])) if direct else ()
