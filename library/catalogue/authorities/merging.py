"""Merging of duplicate authority records, and undoing of wrong merges."""

from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.authorities.edit_records import audit_subject, find, update_items
from library.catalogue.authorities.extract_names import clean, folded, key_of, letter_of
from library.catalogue.authorities.linking import LONGEST_SORT, current_record
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

_MAX_TITLES = 20


@dataclass(frozen=True, slots=True)
class MergePreview:
    """The changes that a merge would make."""

    items: int
    titles: tuple[tuple[str, str], ...]
    """Id and title of the first of these items."""
    variants: tuple[str, ...]
    """Names that would become variants of the winner."""
    adopted: tuple[str, ...]
    """Fields (dates, note, source) that the winner would take over because its own are empty."""


def preview(session: Session, loser_id: int, winner_id: int) -> MergePreview:
    """Return the changes that merging one record into another would make; write nothing."""
    loser, winner = _mergeable_pair(session, loser_id, winner_id)
    items = select(ItemAuthority.item_id).where(ItemAuthority.authority_id == loser.id).distinct()
    titles = session.execute(
        select(Item.id, Item.title)
        .where(Item.id.in_(items))
        .order_by(Item.title_sort, Item.id)
        .limit(_MAX_TITLES)
    )
    query = select(AuthorityVariant.name).where(AuthorityVariant.authority_id == loser.id)
    return MergePreview(
        items=session.scalar(select(func.count()).select_from(items.subquery())) or 0,
        titles=tuple((item_id, title) for item_id, title in titles),
        variants=(loser.name, *session.scalars(query.order_by(AuthorityVariant.id))),
        adopted=tuple(_adopted(loser, winner)),
    )


def merge(session: Session, loser_id: int, winner_id: int, by: str) -> int:
    """Merge one record into another and return the number of items updated.

    The loser stays in the table and refers to the winner: its names still lead to the winner, its
    address redirects there, and the merge can be undone.
    """
    loser, winner = _mergeable_pair(session, loser_id, winner_id)
    statement = update(ItemAuthority).where(ItemAuthority.authority_id == loser.id)
    session.execute(statement.values(authority_id=winner.id))
    for name, value in _adopted(loser, winner).items():
        setattr(winner, name, value)
    loser.merged_into, loser.merged, loser.merged_by = winner.id, clock.now(), by
    winner.checked = True
    winner.changed = loser.changed = clock.now()
    session.flush()
    session.expire_all()  # loaded links are outdated
    items = update_items(session, [winner.id])
    detail = f"“{loser.name}” → “{winner.name}”; tài liệu: {items}"
    note(session, by, "authority.merge", audit_subject(loser), detail)
    return items


def undo_merge(session: Session, loser_id: int, by: str, name: str = "") -> Authority:
    """Undo a merge: items that named the merged record refer to it again, later ones included.

    Items that were given the winner's name meanwhile stay with the winner, and so do the fields the
    winner adopted. A new name is required when the old one has been given to another record.
    """
    loser = find(session, loser_id)
    if loser.merged_into is None:
        raise NotMergedError(loser.name)
    winner = current_record(session, loser)
    _restore_name(session, loser, name or loser.name)
    loser.merged_into = loser.merged = loser.merged_by = None
    loser.changed = winner.changed = clock.now()
    session.flush()
    own_ids = [loser.id, *_merged_ids(session, loser.id)]
    statement = update(ItemAuthority).where(
        ItemAuthority.origin_id.in_(own_ids), ItemAuthority.authority_id == winner.id
    )
    session.execute(statement.values(authority_id=loser.id))
    session.expire_all()
    items = update_items(session, [loser.id])
    update_items(session, [winner.id])
    detail = f"“{winner.name}” → “{loser.name}”; tài liệu: {items}"
    note(session, by, "authority.part", audit_subject(loser), detail)
    return loser


def _mergeable_pair(session: Session, loser_id: int, winner_id: int) -> tuple[Authority, Authority]:
    """Return loser and winner; raise unless both are unmerged, different and of one family."""
    loser, winner = find(session, loser_id), find(session, winner_id)
    for record_id in sorted((loser_id, winner_id)):  # locks make concurrent merges wait
        session.get(Authority, record_id, with_for_update=True, populate_existing=True)
    if loser is winner:
        raise SameRecordError
    if loser.family is not winner.family:
        raise UnlikeRecordsError
    for record in (loser, winner):
        if record.merged_into is not None:
            current = current_record(session, record)
            raise AlreadyMergedError(record.name, current.name, current.id)
    return loser, winner


def _adopted(loser: Authority, winner: Authority) -> dict[str, str]:
    return {
        name: value
        for name in ("begins", "ends", "note", "source")
        if (value := getattr(loser, name)) and not getattr(winner, name)
    }


def _merged_ids(session: Session, record_id: int) -> list[int]:
    """Return the ids of all records merged into this one, directly or through others."""
    direct = list(session.scalars(select(Authority.id).where(Authority.merged_into == record_id)))
    return [
        *direct,
        *(further for merged_id in direct for further in _merged_ids(session, merged_id)),
    ]


def _restore_name(session: Session, record: Authority, typed_name: str) -> None:
    name, family = clean(typed_name), Family(record.family)
    key = key_of(name)
    if not any(letter.isalnum() for letter in key):
        raise NoNameError
    namesakes = select(Authority.id).where(
        Authority.family == family, Authority.key == key, Authority.id != record.id
    )
    if (other_id := session.scalar(namesakes)) is not None:
        raise NameTakenError(name, other_id)
    record.name, record.key, record.folded = name, key, folded(name)
    record.sort, record.letter = sort_key(name)[:LONGEST_SORT], letter_of(name)
