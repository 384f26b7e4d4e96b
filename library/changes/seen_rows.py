"""Rows that strangers see: which changes of them a second person approves, and of which items."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from library.accessions.models import Accession
from library.catalogue import index_queue, profile_versions
from library.catalogue.access import openings
from library.catalogue.access.models import Publication
from library.catalogue.authorities.models import ItemAuthority
from library.catalogue.models import Condition, Item, ItemState, Page
from library.changes.row_changes import RowChange
from library.database import Base

_IDS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class SeenRows:
    """Rows of one table that strangers see."""

    columns: tuple[str, ...]
    opens: Callable[[RowChange], bool] = lambda _change: True
    """Returns False for a change that only closes something: it never waits."""


def _shows(change: RowChange) -> bool:
    """Return False for a page that is only hidden."""
    old, new = change.before or {}, change.after or {}
    names = {name for name in SEEN["page"].columns if new.get(name) != old.get(name)}
    return bool(names - {"left_out"}) or new.get("left_out") is False


def _adds_copy(change: RowChange) -> bool:
    """Return False for a copy that is only removed or lost."""
    return bool(change.after) and change.after.get("condition") != Condition.LOST


def _adds(change: RowChange) -> bool:
    return change.after is not None


def _goes_on(change: RowChange) -> bool:
    """Return True for a delivery that is not paused any longer."""
    return bool((change.before or {}).get("paused"))


def _publishes(change: RowChange) -> bool:
    """Return False for an answer that is only taken from the public."""
    return change.after is not None and change.after.get("published", True) is not None


SEEN = {
    "authority": SeenRows(("name", "kind", "begins", "ends", "note", "merged_into")),
    "item_authority": SeenRows(("authority_id",)),
    "revision": SeenRows(("undone", "changes")),
    "item": SeenRows(("part_of", "collection", "state")),
    "page": SeenRows(("left_out", "place", "numbered", "kind", "passed", "languages"), _shows),
    "instruction": SeenRows(("value",)),
    "transcript": SeenRows(("cues",)),
    "silenced_span": SeenRows(("lifted",), lambda change: change.before is not None),
    "picture": SeenRows(("caption", "place", "date", "photographer", "negative", "back_of")),
    "named_person": SeenRows(("name", "left"), _adds),
    "map_placement": SeenRows(("points",), _adds),
    "article_list": SeenRows(("articles",)),
    "holding": SeenRows(("call_number", "location", "shelf", "condition", "remark"), _adds_copy),
    "accession": SeenRows(("paused",), _goes_on),
    "place_decision": SeenRows(("meaning", "unit", "undone")),
    "question": SeenRows(("published", "public_question", "public_answer"), _publishes),
    "profile_version": SeenRows(("text", "introduction")),
}
"""Tables with rows that strangers see, and what of them."""


def deciding(changes: Iterable[RowChange]) -> list[RowChange]:
    """Return the changes after which a stranger would see something else, or more.

    A row that another one with the same values replaces stays as it was.
    """
    seen = [change for change in changes if change.table in SEEN and _is_seen(change)]
    removed = Counter(_seen_values(change) for change in changes if change.after is None)
    changed: list[RowChange] = []
    for change in seen:
        if change.before is None and removed[values := _seen_values(change)]:
            removed[values] -= 1
        else:
            changed.append(change)
    return changed


def mark_items(session: Session, changes: Iterable[RowChange]) -> None:
    """Queue the items of which strangers see changed rows to be indexed."""
    shown = (change for change in changes if change.table in SEEN)
    for item_id in sorted({item for change in shown for item in items_of(session, change)}):
        index_queue.mark(session, item_id)


def items_held(session: Session, changes: Iterable[RowChange], by: str) -> list[str]:
    """Return the published items of changes for which this person needs a second one."""
    ids = sorted({item_id for change in changes for item_id in items_of(session, change)})
    held: list[str] = []
    for first in range(0, len(ids), _IDS_AT_ONCE):
        rows = select(Item).outerjoin(Publication, Publication.item_id == Item.id)
        is_public = or_(Item.state == ItemState.PUBLISHED, Publication.publish_on.is_not(None))
        rows = rows.where(Item.id.in_(ids[first : first + _IDS_AT_ONCE]), is_public)
        items = session.scalars(rows.order_by(Item.id))
        held += (item.id for item in openings.needing_second_person(session, items, by))
    return held


def _seen_values(change: RowChange) -> tuple[object, ...]:
    """Return the table of a new or removed row with the values that strangers see."""
    row, seen = change.after or change.before or {}, SEEN.get(change.table)
    owners = tuple(str(row.get(name)) for name in ("item_id", "page_id"))
    return change.table, *owners, *(str(row.get(name)) for name in (seen.columns if seen else ()))


def _is_seen(change: RowChange) -> bool:
    seen = SEEN[change.table]
    old, new = change.before or {}, change.after or {}
    is_changed = any(old.get(name) != new.get(name) for name in seen.columns)
    return is_changed and seen.opens(change)


def items_of(session: Session, change: RowChange) -> Iterable[str]:
    """Return the items of a row, by its own reference, its page, or the links of a name."""
    values = (change.before or {}) | (change.after or {})
    table = Base.metadata.tables[change.table]
    if change.table == "authority":
        links = select(ItemAuthority.item_id).where(ItemAuthority.authority_id == change.key[0])
        return session.scalars(links.distinct())
    if change.table == "item":
        return _items_shown_by(session, change)
    if change.table == "profile_version":
        return _items_of_profile(session, str(values["collection"]))
    if change.table == "accession":
        row = session.get_one(Accession, change.key[0])
        is_read = select(Page.id).where(Page.item_id == row.item_id).exists()
        item_id = row.amends or (None if session.scalar(select(is_read)) else row.item_id)
        return filter(None, (item_id,))
    if change.table == "place_decision":
        doubts = Base.metadata.tables["place_doubt"].c
        for row in session.execute(select(table).where(table.c.id == change.key[0])):
            named = select(doubts.item_id).where(doubts.name == row.name).distinct()
            return (row.item_id,) if row.item_id else session.scalars(named)
    name = next(name for name in ("item_id", "page_id", "accession_id") if name in table.c)
    reference = values.get(name) or session.scalar(
        select(table.c[name]).where(
            *(c == part for c, part in zip(table.primary_key, change.key, strict=True))
        )
    )
    if name != "item_id":
        model = Page if name == "page_id" else Accession
        reference = session.scalar(select(model.item_id).where(model.id == reference))
    return (reference,) if reference else ()


def _items_of_profile(session: Session, collection: str) -> Iterable[str]:
    if profile_versions.changes_only_review(session, collection):
        return ()
    published = Item.collection == collection, Item.state == ItemState.PUBLISHED
    return session.scalars(select(Item.id).where(*published))


def _items_shown_by(session: Session, change: RowChange) -> set[str]:
    """Return the items that show another one among their parts, and one that is moved.

    A part that two people publish has been seen by both.
    """
    item = session.get(Item, change.key[0])
    if item is None or item.state is not ItemState.PUBLISHED:
        return set()
    old, new = change.before or {}, change.after or {}
    hosts = {old.get("part_of"), new.get("part_of"), item.part_of} - {None}
    if openings.needs_second_person(session, item, ""):
        hosts = set()
    return hosts | ({item.id} if old.get("collection") != new.get("collection") else set())
