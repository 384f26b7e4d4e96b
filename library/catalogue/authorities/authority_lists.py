"""Lists authority records in the order of the Vietnamese alphabet, with how many items each has."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, union_all
from sqlalchemy.orm import Session

from library.catalogue.authorities.authority_records import counts, is_open
from library.catalogue.authorities.extract_names import ALPHABET, OTHERS, folded, key_of
from library.catalogue.authorities.models import (
    FAMILIES,
    Authority,
    AuthorityKind,
    AuthorityVariant,
    ItemAuthority,
)
from library.catalogue.models import Item


@dataclass(frozen=True, slots=True)
class Line:
    """One record in a list."""

    id: int
    kind: AuthorityKind
    name: str
    letter: str
    begins: str | None
    ends: str | None
    checked: bool
    items: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One screen of a list."""

    lines: tuple[Line, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records are wanted: of some kinds, under a letter, called somehow."""

    kinds: tuple[AuthorityKind, ...]
    letter: str | None = None
    sought: str = ""
    only_open: bool = True
    """Whether only what readers may know of is counted; what has nothing open is left out."""
    unchecked: bool = False


def listed(
    session: Session, wanted: Wanted, *, first: int, count: int, total: int | None = None
) -> Listing:
    """Return one screen of the records wanted; `total` where it is known, for to count is slow."""
    query = select(*_COLUMNS).where(*_rules(wanted))
    families = {FAMILIES[kind] for kind in wanted.kinds}
    if len(families) == 1:  # then they stand in order already
        query = query.where(Authority.family == families.pop())
    screen = session.execute(
        query.order_by(Authority.sort, Authority.id).offset(first).limit(count)
    ).all()
    items = counts(session, [row.id for row in screen], only_open=wanted.only_open)
    if total is None:
        total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return Listing(tuple(Line(*row, items.get(row.id, 0)) for row in screen), total)


def letters(session: Session, kinds: Collection[AuthorityKind]) -> tuple[tuple[str, int], ...]:
    """Return the letters under which readers find anything, and how many names there."""
    rules = _rules(Wanted(tuple(kinds)))
    rows = session.execute(
        select(Authority.letter, func.count()).where(*rules).group_by(Authority.letter)
    )
    counted = {letter: names for letter, names in rows}  # noqa: C416  (dict() asks for keys)
    return tuple((one, counted[one]) for one in (*ALPHABET, "#", OTHERS) if one in counted)


def places_called(session: Session, names: Collection[str]) -> tuple[Line, ...]:
    """Return the places with one of these names, preferred or other, that open items name."""
    keys = [key_of(name) for name in names]
    variants = select(AuthorityVariant.authority_id).where(AuthorityVariant.key.in_(keys))
    called = or_(Authority.key.in_(keys), Authority.id.in_(variants))
    rules = _rules(Wanted((AuthorityKind.PLACE,)))
    rows = session.execute(select(*_COLUMNS).where(called, *rules).order_by(Authority.sort)).all()
    items = counts(session, [row.id for row in rows], only_open=True)
    return tuple(Line(*row, items.get(row.id, 0)) for row in rows)


@dataclass(frozen=True, slots=True)
class Offered:
    """A name to be written, and under which of its names it was met."""

    name: str
    met: str


def offered(
    session: Session, kinds: Collection[AuthorityKind], typed: str, count: int
) -> tuple[Offered, ...]:
    """Return names that have what was typed in any of their names, by the alphabet."""
    words = folded(typed)
    if not words:
        return ()
    own = select(Authority.id, Authority.name.label("met"), Authority.folded)
    merged = select(Authority.merged_into, Authority.name, Authority.folded).where(
        Authority.merged_into.is_not(None)
    )
    others = select(AuthorityVariant.authority_id, AuthorityVariant.name, AuthorityVariant.folded)
    known = union_all(own, merged, others).subquery()
    query = (
        select(Authority.name, known.c.met)
        .join(known, known.c.id == Authority.id)
        .where(Authority.kind.in_(kinds), Authority.merged_into.is_(None))
        .where(known.c.folded.contains(words, autoescape=True))
        .order_by(Authority.sort, known.c.met)
        .limit(count * 3)
    )
    found: dict[str, str] = {}
    for name, met in session.execute(query):
        if name == met or name not in found:
            found[name] = met
    return tuple(Offered(name, met) for name, met in found.items())[:count]


def used_most(session: Session, kinds: Collection[AuthorityKind], count: int) -> tuple[str, ...]:
    """Return the names that most items have, also those no reader sees yet, by the alphabet."""
    named = func.count(ItemAuthority.id).label("times")
    counted = select(ItemAuthority.authority_id, named).group_by(ItemAuthority.authority_id)
    used = counted.subquery()  # counted before anything is joined: the form of items asks for it
    query = (
        select(Authority.name, Authority.sort)
        .join(used, used.c.authority_id == Authority.id)
        .where(Authority.kind.in_(kinds))
        .order_by(used.c.times.desc(), Authority.sort)
        .limit(count)
    )
    return tuple(row.name for row in sorted(session.execute(query), key=lambda row: row.sort))


def how_many(session: Session) -> dict[AuthorityKind, int]:
    """Count the records of each kind, those that were merged left out."""
    query = select(Authority.kind, func.count()).where(Authority.merged_into.is_(None))
    rows = session.execute(query.group_by(Authority.kind))
    return {kind: names for kind, names in rows}  # noqa: C416


_COLUMNS = tuple(getattr(Authority, name) for name in Line.__dataclass_fields__ if name != "items")


def _rules(wanted: Wanted) -> list[ColumnElement[bool]]:
    rules = [Authority.kind.in_(wanted.kinds), Authority.merged_into.is_(None)]
    if wanted.letter:
        rules.append(Authority.letter == wanted.letter)
    if words := folded(wanted.sought):
        rules.append(_is_called(words))
    if wanted.unchecked:
        rules.append(Authority.checked.is_(False))
    if wanted.only_open:
        open_items = select(ItemAuthority.id).join(Item, Item.id == ItemAuthority.item_id)
        named = open_items.where(ItemAuthority.authority_id == Authority.id, *is_open())
        rules.append(named.exists())
    return rules


def _is_called(words: str) -> ColumnElement[bool]:
    """Say that a record has a name with these words, whatever it is called first."""
    variants = select(AuthorityVariant.authority_id).where(
        AuthorityVariant.folded.contains(words, autoescape=True)
    )
    merged = select(Authority.merged_into).where(
        Authority.merged_into.is_not(None), Authority.folded.contains(words, autoescape=True)
    )
    return or_(
        Authority.folded.contains(words, autoescape=True),
        Authority.id.in_(variants),
        Authority.id.in_(merged),
    )
