"""Merges records of one and the same, and parts what was merged wrongly; nothing dangles."""

from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.authorities.edit_records import find, follow, subject_of
from library.catalogue.authorities.extract_names import clean, folded, key_of, letter_of
from library.catalogue.authorities.linking import LONGEST_SORT, leads_to
from library.catalogue.authorities.models import (
    Authority,
    AuthorityVariant,
    Family,
    ItemAuthority,
)
from library.catalogue.authorities.problems import (
    AlreadyMergedError,
    NameTakenError,
    NoNameError,
    NotMergedError,
    SameRecordError,
    UnlikeRecordsError,
)
from library.catalogue.models import Item
from library.staff.audit import note
from library.vietnamese.letters import sort_key

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would change."""

    items: int
    titles: tuple[tuple[str, str], ...]
    """Id and title of the first of these items."""
    variants: tuple[str, ...]
    """The names under which the other would be found besides from then on."""
    adopted: tuple[str, ...]
    """What the other would learn: its dates, note and source, where it has none."""


def preview(session: Session, loser_id: int, winner_id: int) -> Preview:
    """Say what merging one record into another would change, and change nothing."""
    loser, winner = _pair(session, loser_id, winner_id)
    items = select(ItemAuthority.item_id).where(ItemAuthority.authority_id == loser.id).distinct()
    titles = session.execute(
        select(Item.id, Item.title)
        .where(Item.id.in_(items))
        .order_by(Item.title_sort, Item.id)
        .limit(_SHOWN)
    )
    return Preview(
        items=session.scalar(select(func.count()).select_from(items.subquery())) or 0,
        titles=tuple((item_id, title) for item_id, title in titles),
        variants=(loser.name, *_variants(session, loser)),
        adopted=tuple(_adopted(loser, winner)),
    )


def merge(session: Session, loser_id: int, winner_id: int, by: str) -> int:
    """Merge one record into another and return how many items follow.

    The loser stays as a record that leads on: its names go on finding what it named, its address
    leads to the winner, and it can be parted again.
    """
    loser, winner = _pair(session, loser_id, winner_id)
    moved = update(ItemAuthority).where(ItemAuthority.authority_id == loser.id)
    session.execute(moved.values(authority_id=winner.id))
    for name, value in _adopted(loser, winner).items():
        setattr(winner, name, value)
    loser.merged_into, loser.merged, loser.merged_by = winner.id, clock.now(), by
    winner.checked = True
    winner.changed = loser.changed = clock.now()
    session.flush()
    session.expire_all()  # what was read of the links is no longer true
    items = follow(session, [winner.id])
    detail = f"“{loser.name}” → “{winner.name}” ({subject_of(winner)}); tài liệu: {items}"
    note(session, by, "authority.merge", subject_of(loser), detail)
    return items


def part(session: Session, loser_id: int, by: str, name: str = "") -> Authority:
    """Undo a merge: what named the merged record leads to it again, also what was entered since.

    What items were told of the winner meanwhile stays with the winner, and so does what the winner
    adopted. When its name was given away the record needs another one.
    """
    loser = find(session, loser_id)
    if loser.merged_into is None:
        raise NotMergedError(loser.name)
    winner = leads_to(session, loser)
    _name_again(session, loser, name or loser.name)
    loser.merged_into = loser.merged = loser.merged_by = None
    loser.changed = winner.changed = clock.now()
    session.flush()
    own = [loser.id, *_led_to(session, loser.id)]
    back = update(ItemAuthority).where(
        ItemAuthority.origin_id.in_(own), ItemAuthority.authority_id == winner.id
    )
    session.execute(back.values(authority_id=loser.id))
    session.expire_all()
    items = follow(session, [loser.id])
    follow(session, [winner.id])
    detail = f"“{winner.name}” ({subject_of(winner)}) → “{loser.name}”; tài liệu: {items}"
    note(session, by, "authority.part", subject_of(loser), detail)
    return loser


def _pair(session: Session, loser_id: int, winner_id: int) -> tuple[Authority, Authority]:
    """Return two records that may be merged: both alive, so that no circle can come about."""
    loser, winner = find(session, loser_id), find(session, winner_id)
    for record_id in sorted((loser_id, winner_id)):  # of two merges at once one waits
        session.get(Authority, record_id, with_for_update=True, populate_existing=True)
    if loser is winner:
        raise SameRecordError
    if loser.family is not winner.family:
        raise UnlikeRecordsError
    for record in (loser, winner):
        if record.merged_into is not None:
            raise AlreadyMergedError(record.name, leads_to(session, record).name)
    return loser, winner


def _adopted(loser: Authority, winner: Authority) -> dict[str, str]:
    return {
        name: value
        for name in ("begins", "ends", "note", "source")
        if (value := getattr(loser, name)) and not getattr(winner, name)
    }


def _variants(session: Session, record: Authority) -> tuple[str, ...]:
    held = select(AuthorityVariant.name).where(AuthorityVariant.authority_id == record.id)
    return tuple(session.scalars(held.order_by(AuthorityVariant.id)))


def _led_to(session: Session, record_id: int) -> list[int]:
    """Return all records that were merged into one, directly or through others."""
    direct = list(session.scalars(select(Authority.id).where(Authority.merged_into == record_id)))
    return [*direct, *(further for one in direct for further in _led_to(session, one))]


def _name_again(session: Session, record: Authority, typed: str) -> None:
    name, family = clean(typed), Family(record.family)
    key = key_of(name)
    if not any(letter.isalnum() for letter in key):
        raise NoNameError
    taken = select(Authority.id).where(
        Authority.family == family, Authority.key == key, Authority.id != record.id
    )
    if session.scalar(taken) is not None:
        raise NameTakenError(name)
    record.name, record.key, record.folded = name, key, folded(name)
    record.sort, record.letter = sort_key(name)[:LONGEST_SORT], letter_of(name)
