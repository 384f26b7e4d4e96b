"""The rule of two people: changes of what readers see of a published item wait for a second one.

`hold_back` looks at every change of a description, whoever writes it: a form, a bulk change, an
import or an undo. The profiles of the collections come with the engine of the installation.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.access.models import Opening, Publication
from library.catalogue.access.reading_conditions import widens
from library.catalogue.access.rights import audiences_without_text, opens_on
from library.catalogue.dates.archival import parse_date
from library.catalogue.description.fields import SEVERAL, public_fields
from library.catalogue.models import Access, Item, ItemState
from library.catalogue.profile_cache import profiles_of
from library.staff.audit import note
from library.staff.models import AuditEntry
from library.vietnamese.letters import compose
from library.work_queues import WorkQueue, queue_size

REVIEW_ENDED = "collection.four_eyes_off"
"""Action in the audit trail of a person who ended the review of a collection."""

_BOUND_AFTER_REVIEW = timedelta(days=30)
"""Time for which the person who ended the review of a collection is still bound by it."""

_BESIDE = ("part_of", "contents")
"""Values that readers see beside the fields of a description."""

_RIGHTS = ("access", "opens", "date", "conditions")
"""Fields that decide who may read; the date counts where a collection has a moving wall."""

_ORDER = (Access.STAFF, Access.COPY, Access.LIBRARY, Access.PUBLIC)


@dataclass(frozen=True, slots=True)
class WaitingChange:
    """One field of an item that waits for a second person: present and new value."""

    field: str
    current: str | None
    value: str | None
    proposed_by: str
    reason: str | None = None
    """Reason for which a reviewer returned it to its author."""
    returned_by: str | None = None


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """An item with its changes that wait for a second person, or were returned by one."""

    id: str
    title: str
    collection: str
    changes: tuple[WaitingChange, ...]

    @property
    def version(self) -> str:
        """Return a code of everything shown, so that nobody approves what they did not see."""
        return hashlib.sha256(repr((self.id, self.changes)).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class _Rights:
    """The values of an item that decide who may read it."""

    access: Access
    opens: str | None
    year: int | None
    latest: int | None
    conditions: str | None

    def changed(self, field: str, value: object) -> "_Rights":
        if field == "access":
            return replace(self, access=Access(value))
        text = _text(value)
        if field in ("opens", "conditions"):
            return replace(self, **{field: text})
        latest = parse_date(text).latest if text else None
        return replace(self, year=latest, latest=latest)

    def is_wider_than(self, other: "_Rights", walls: tuple[int | None, int | None]) -> bool:
        """Return True if somebody could read it now or earlier who could not with `other`."""
        asks_less = widens(self.conditions, other.conditions)
        ranks = _ORDER.index(self.access), _ORDER.index(other.access)
        return (
            asks_less
            or ranks[0] > ranks[1]
            or _closed_until(self, walls[0]) < _closed_until(other, walls[1])
        )


def hold_back(
    session: Session, item: Item, fields: Mapping[str, object], by: str
) -> Mapping[str, object]:
    """Return the fields to write now; what readers would see, or see earlier, is stored.

    An item in review counts as sent by the person who opens it further, so another one approves.
    """
    if item.published is None and item.state is not ItemState.REVIEW:
        return fields
    widening = _widening(session, item, fields)
    waiting = {*widening, *_public(session, item, fields)}
    if waiting and waits(session, item, by):
        _store(session, item, {name: fields[name] for name in fields if name in waiting}, by)
        fields = {name: value for name, value in fields.items() if name not in waiting}
    elif widening:
        send_again(session, item, by)
    field_names = _changed(item, fields, fields)
    if field_names:
        cancel(session, item.id, field_names)
    return fields


def waits(session: Session, item: Item, by: str) -> bool:
    """Return True if what readers would see of an item waits for a second person."""
    publication = session.get(Publication, item.id)
    is_public = item.state is ItemState.PUBLISHED or (publication and publication.publish_on)
    return bool(is_public) and needs_second_person(session, item, by)


def needs_second_person(session: Session, item: Item, by: str) -> bool:
    """Return True if this person alone may not open or publish the item."""
    return bool(needing_second_person(session, (item,), by))


def needing_second_person(session: Session, items: Iterable[Item], by: str) -> list[Item]:
    """Return the items that this person alone may not open or publish.

    Who ended the review of a collection is still bound by it; so are items moved out of it.
    """
    items = list(items)
    slugs = {item.collection for item in items}
    reviewed = {slug for slug in slugs if is_reviewed(session, slug) or _ended(session, slug) == by}
    free_ids = [item.id for item in items if item.collection not in reviewed]
    moved = Publication.item_id.in_(free_ids), Publication.two_people
    moved_ids = set(session.scalars(select(Publication.item_id).where(*moved))) if free_ids else ()
    return [item for item in items if item.collection in reviewed or item.id in moved_ids]


def _ended(session: Session, collection: str) -> str | None:
    """Return the person who ended the review of a collection lately."""
    is_late = AuditEntry.at > clock.now() - _BOUND_AFTER_REVIEW
    query = select(AuditEntry.who).filter_by(subject=collection, action=REVIEW_ENDED).where(is_late)
    return session.scalar(query.order_by(AuditEntry.id.desc()).limit(1))


def send_again(session: Session, item: Item, by: str) -> None:
    """Let an item in review count as sent by who shows more of it: another person approves."""
    publication = session.get(Publication, item.id)
    if item.state is ItemState.REVIEW and publication and needs_second_person(session, item, by):
        publication.sent_by = by


def is_reviewed(session: Session, collection: str) -> bool:
    """Return True if items of a collection need two people."""
    profile = profiles_of(session).get(collection)
    return profile is not None and profile.four_eyes


def holds_reviewed(session: Session, collection: str) -> bool:
    """Return True if a collection holds items that need two people, be they moved into it."""
    items = select(Publication.item_id).join(Item, Item.id == Publication.item_id)
    items = items.where(Item.collection == collection, Publication.two_people).limit(1)
    return is_reviewed(session, collection) or session.scalar(items) is not None


def opens_in(session: Session, item: Item, collection: str) -> bool:
    """Return True if another collection would open the item earlier, or its text to searches."""
    profiles = map(profiles_of(session).get, (collection, item.collection))
    new, present = (
        audiences_without_text(item, clock.today().isoformat(), profile) for profile in profiles
    )
    walls = _wall(session, collection), _wall(session, item.collection)
    return bool(present - new) or _rights(item).is_wider_than(_rights(item), walls)


def waiting_of(session: Session, item: Item, *, returned: bool = False) -> WaitingItem | None:
    """Return the changes of an item that wait for a second person, or those returned; or None."""
    rows = select(Opening).where(
        Opening.item_id == item.id, Opening.reason.is_not(None) == returned
    )
    changes = tuple(
        WaitingChange(
            row.field,
            _now(item, row.field),
            *(row.value, row.proposed_by, row.reason, row.returned_by),
        )
        for row in session.scalars(rows.order_by(Opening.field))
    )
    return WaitingItem(item.id, item.title, item.collection, changes) if changes else None


def waiting_items(session: Session, count: int) -> tuple[WaitingItem, ...]:
    """Return items whose changes wait, the longest wait first."""
    ids = _waiting(Opening.item_id).group_by(Opening.item_id)
    ids = ids.order_by(func.min(Opening.proposed), Opening.item_id)
    items = [session.get_one(Item, item_id) for item_id in session.scalars(ids.limit(count))]
    return tuple(filter(None, (waiting_of(session, item) for item in items)))


def waiting_queue(session: Session) -> WorkQueue:
    """Return the queue of items with changes that wait for a second person."""
    count = func.count(func.distinct(Opening.item_id))
    return queue_size(session, _waiting(count, func.min(Opening.proposed)))


def _waiting(*columns: object) -> Select:
    """Return the query of waiting changes; those of a withdrawn item wait for its return."""
    rows = select(*columns).join(Item, Item.id == Opening.item_id)
    return rows.where(Opening.reason.is_(None), Item.state != ItemState.WITHDRAWN)


def returned_items(session: Session, by: str) -> tuple[WaitingItem, ...]:
    """Return the items with changes of this person that a reviewer returned."""
    rows = select(Opening.item_id).where(Opening.proposed_by == by, Opening.reason.is_not(None))
    items = (session.get_one(Item, item_id) for item_id in session.scalars(rows.distinct()))
    return tuple(filter(None, (waiting_of(session, item, returned=True) for item in items)))


def give_back(session: Session, item_id: str, fields: Iterable[str], by: str, reason: str) -> None:
    """Return the changes of some fields to their authors, who see the reason."""
    rows = update(Opening).where(Opening.item_id == item_id, Opening.field.in_(list(fields)))
    session.execute(rows.values(reason=reason, returned_by=by))


def proposed_values(session: Session, item_ids: Iterable[str]) -> dict[str, dict[str, str | None]]:
    """Return the values that wait for a second person or were returned, by item and field."""
    values: dict[str, dict[str, str | None]] = {}
    for row in session.scalars(select(Opening).where(Opening.item_id.in_(list(item_ids)))):
        values.setdefault(row.item_id, {})[row.field] = row.value
    return values


def cancel(session: Session, item_id: str, fields: Iterable[str], by: str | None = None) -> None:
    """Delete the openings of some fields of an item, of one person if `by` is given."""
    rows = delete(Opening).where(Opening.item_id == item_id, Opening.field.in_(list(fields)))
    session.execute(rows if by is None else rows.where(Opening.proposed_by == by))


def _store(session: Session, item: Item, fields: Mapping[str, object], by: str) -> None:
    """Store openings; one that somebody proposed already stays theirs."""
    for name, value in fields.items():
        row, text = session.get(Opening, (item.id, name)), _text(value)
        if row is not None and row.value == text and row.reason is None:
            continue
        if row is None:
            row = Opening(item_id=item.id, field=name)
            session.add(row)
        row.value, row.proposed, row.proposed_by = text, clock.now(), by
        row.reason = row.returned_by = None
        old = _now(item, name)
        note(session, by, "item.propose_opening", item.id, old={name: old}, new={name: text})
    session.flush()


def _widening(session: Session, item: Item, fields: Mapping[str, object]) -> tuple[str, ...]:
    """Return the names of the fields that open the item; those that close it go first."""
    names = _changed(item, _RIGHTS, fields)
    if not names:
        return ()
    old, wall = _rights(item), _wall(session, item.collection)
    widening = [
        name for name in names if old.changed(name, fields[name]).is_wider_than(old, (wall, wall))
    ]
    now = old
    for name in names:
        if name not in widening:
            now = now.changed(name, fields[name])
    # closing fields together never open; a field may open only together with another
    return tuple(widening if not now.is_wider_than(old, (wall, wall)) else names)


def _public(session: Session, item: Item, fields: Mapping[str, object]) -> list[str]:
    """Return the names of the fields in which readers would see something else."""
    profile = profiles_of(session).get(item.collection)
    names = public_fields(profile, dict.fromkeys(fields, ""))
    shown = {*names, *_BESIDE} - {"access", "opens", "conditions"}  # those may close it
    return [name for name in _changed(item, fields, fields) if name in shown]


def _changed(item: Item, names: Iterable[str], fields: Mapping[str, object]) -> list[str]:
    names = dict.fromkeys(name for name in names if name in fields)
    return [name for name in names if _text(fields[name]) != _now(item, name)]


def _rights(item: Item) -> _Rights:
    return _Rights(*(getattr(item, name) for name in _Rights.__dataclass_fields__))


def _closed_until(rights: _Rights, wall: int | None) -> str:
    """Return the day until which the rights keep it closed; nothing if it is open today."""
    day = opens_on(rights, wall) or ""
    return day if day > clock.today().isoformat() else ""


def _wall(session: Session, collection: str) -> int | None:
    profile = profiles_of(session).get(collection)
    return profile.moving_wall if profile is not None else None


def _now(item: Item, field: str) -> str | None:
    if field not in Item.__table__.c:
        return _text((item.other_fields or {}).get(field))
    return _text(item.date_text or item.date if field == "date" else getattr(item, field))


def _text(value: object) -> str | None:
    if isinstance(value, list):
        value = SEVERAL.join(map(str, value))
    return compose(str(value)).strip() or None if value is not None else None
