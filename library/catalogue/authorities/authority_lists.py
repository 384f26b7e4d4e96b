"""Lists of authority records in Vietnamese alphabetical order, with their item counts."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, union_all
from sqlalchemy.orm import Session

from library.catalogue.authorities import authority_lists
from library.catalogue.authorities.authority_records import counts, is_open
from library.catalogue.authorities.extract_names import ALPHABET, OTHER_LETTERS, folded, key_of
from library.catalogue.authorities.models import (
    FAMILIES,
    Authority,
    AuthorityKind,
    AuthorityVariant,
    ItemAuthority,
)
from library.catalogue.item_titles import names_version
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
class AuthorityFilter:
    """Filter for a list of records: kinds, first letter, part of a name, review state."""

    kinds: tuple[AuthorityKind, ...]
    letter: str | None = None
    name_part: str = ""
    only_open: bool = True
    """True to count only items open to readers, and to omit records without any."""
    unchecked: bool = False


def list_records(
    session: Session, filter_: AuthorityFilter, *, first: int, count: int, total: int | None = None
) -> Listing:
    """Return one screen of the matching records; pass `total` if known, since counting is slow."""
    query = select(*_COLUMNS).where(*_rules(filter_))
    families = {FAMILIES[kind] for kind in filter_.kinds}
    if len(families) == 1:  # the index on (family, sort, id) gives the order
        query = query.where(Authority.family == families.pop())
    screen = session.execute(
        query.order_by(Authority.sort, Authority.id).offset(first).limit(count)
    ).all()
    items = counts(session, [row.id for row in screen], only_open=filter_.only_open)
    if total is None:
        total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return Listing(tuple(Line(*row, items.get(row.id, 0)) for row in screen), total)


def letters(session: Session, kinds: Collection[AuthorityKind]) -> tuple[tuple[str, int], ...]:
    """Return the first letters that have records open to readers, each with its number of names."""
    rules = _rules(AuthorityFilter(tuple(kinds)))
    rows = session.execute(
        select(Authority.letter, func.count()).where(*rules).group_by(Authority.letter)
    )
    numbers = {letter: names for letter, names in rows}  # noqa: C416  (dict() asks for keys)
    return tuple(
        (letter, numbers[letter]) for letter in (*ALPHABET, "#", OTHER_LETTERS) if letter in numbers
    )


def places_called(session: Session, names: Collection[str]) -> tuple[Line, ...]:
    """Return the places with one of these names, preferred or variant, that open items name."""
    keys = [key_of(name) for name in names]
    variants = select(AuthorityVariant.authority_id).where(AuthorityVariant.key.in_(keys))
    has_name = or_(Authority.key.in_(keys), Authority.id.in_(variants))
    rules = _rules(AuthorityFilter((AuthorityKind.PLACE,)))
    rows = session.execute(select(*_COLUMNS).where(has_name, *rules).order_by(Authority.sort)).all()
    items = counts(session, [row.id for row in rows], only_open=True)
    return tuple(Line(*row, items.get(row.id, 0)) for row in rows)


def named_in(
    session: Session, item_ids: Collection[str], kinds: Collection[AuthorityKind], count: int
) -> tuple[Line, ...]:
    """Return the records of these kinds that most of the items name, with the number of them."""
    items = func.count(ItemAuthority.item_id.distinct())
    query = (
        select(*_COLUMNS, items)
        .join(ItemAuthority, ItemAuthority.authority_id == Authority.id)
        .where(ItemAuthority.item_id.in_(item_ids), Authority.kind.in_(kinds))
        .group_by(*_COLUMNS)
        .order_by(items.desc(), Authority.sort)
    )
    return tuple(Line(*row) for row in session.execute(query.limit(count)))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A preferred name, and the form of the name (`met`) that matched the typed text."""

    name: str
    met: str


def suggest(
    session: Session, kinds: Collection[AuthorityKind], typed_text: str, count: int
) -> tuple[Suggestion, ...]:
    """Return names of which any form contains the typed text, in alphabetical order."""
    words = folded(typed_text)
    if not words:
        return ()
    own = select(Authority.id, Authority.name.label("met"), Authority.folded)
    former_names = select(Authority.merged_into, Authority.name, Authority.folded).where(
        Authority.merged_into.is_not(None)
    )
    variants = select(AuthorityVariant.authority_id, AuthorityVariant.name, AuthorityVariant.folded)
    names = union_all(own, former_names, variants).subquery()
    query = (
        select(Authority.name, names.c.met)
        .join(names, names.c.id == Authority.id)
        .where(Authority.kind.in_(kinds), Authority.merged_into.is_(None))
        .where(names.c.folded.contains(words, autoescape=True))
        .order_by(Authority.sort, names.c.met)
        .limit(count * 3)
    )
    matches: dict[str, str] = {}
    for name, matching_name in session.execute(query):
        if name == matching_name or name not in matches:
            matches[name] = matching_name
    return tuple(Suggestion(name, matching_name) for name, matching_name in matches.items())[:count]


def used_most(session: Session, kinds: Collection[AuthorityKind], count: int) -> tuple[str, ...]:
    """Return the names that most items have, drafts included, in alphabetical order."""
    item_count = func.count(ItemAuthority.id).label("times")
    counts = select(ItemAuthority.authority_id, item_count).group_by(ItemAuthority.authority_id)
    usage = counts.subquery()  # counted before the join, for speed: the item form uses it
    query = (
        select(Authority.name, Authority.sort)
        .join(usage, usage.c.authority_id == Authority.id)
        .where(Authority.kind.in_(kinds))
        .order_by(usage.c.times.desc(), Authority.sort)
        .limit(count)
    )
    return tuple(row.name for row in sorted(session.execute(query), key=lambda row: row.sort))


def counts_by_kind(session: Session) -> dict[AuthorityKind, int]:
    """Return the number of unmerged records of each kind."""
    query = select(Authority.kind, func.count()).where(Authority.merged_into.is_(None))
    rows = session.execute(query.group_by(Authority.kind))
    return {kind: names for kind, names in rows}  # noqa: C416


_COLUMNS = tuple(getattr(Authority, name) for name in Line.__dataclass_fields__ if name != "items")


def _rules(filter_: AuthorityFilter) -> list[ColumnElement[bool]]:
    rules = [Authority.kind.in_(filter_.kinds), Authority.merged_into.is_(None)]
    if filter_.letter:
        rules.append(Authority.letter == filter_.letter)
    if words := folded(filter_.name_part):
        rules.append(_has_name_containing(words))
    if filter_.unchecked:
        rules.append(Authority.checked.is_(False))
    if filter_.only_open:
        open_items = select(ItemAuthority.id).join(Item, Item.id == ItemAuthority.item_id)
        naming_items = open_items.where(ItemAuthority.authority_id == Authority.id, *is_open())
        rules.append(naming_items.exists())
    return rules


def _has_name_containing(words: str) -> ColumnElement[bool]:
    """Return the SQL condition that any name of a record contains these folded words."""
    variants = select(AuthorityVariant.authority_id).where(
        AuthorityVariant.folded.contains(words, autoescape=True)
    )
    target_ids = select(Authority.merged_into).where(
        Authority.merged_into.is_not(None), Authority.folded.contains(words, autoescape=True)
    )
    return or_(
        Authority.folded.contains(words, autoescape=True),
        Authority.id.in_(variants),
        Authority.id.in_(target_ids),
    )


Letters = tuple[tuple[str, int], ...]


class LetterCounts:
    """Cached letter counts, shared by all threads of a process without locking."""

    def __init__(self) -> None:
        self._cache: dict[tuple[AuthorityKind, ...], tuple[tuple[object, ...], Letters]] = {}

    def letters(self, session: Session, kinds: tuple[AuthorityKind, ...]) -> Letters:
        """Return `authority_lists.letters`, counted once for each state of the catalogue."""
        query = select(func.count(), func.max(Authority.id), func.max(Authority.changed))
        version = (*names_version(session), *session.execute(query).one())
        cached_version, letter_counts = self._cache.get(kinds, ((), ()))
        if cached_version != version:
            letter_counts = authority_lists.letters(session, kinds)
            self._cache[kinds] = version, letter_counts
        return letter_counts
