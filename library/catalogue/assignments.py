"""Items assigned to members of staff, returned ones, and the next item of each person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import Accession
from library.catalogue import cataloguing
from library.catalogue.access.models import Publication
from library.catalogue.access.publishing import publication_of
from library.catalogue.models import Item, ItemState
from library.staff import staff_accounts
from library.staff.audit import note
from library.staff.permissions import Permission, may
from library.staff.problems import UnknownColleagueError
from library.work_queues import WorkQueue, queue_size


def cataloguers(session: Session) -> tuple[str, ...]:
    """Return the names of the people to whom descriptions can be assigned."""
    return tuple(
        member.name
        for member in staff_accounts.list_members(session)
        if member.active and may(member.role, Permission.CATALOGUE)
    )


def assign(session: Session, item_ids: list[str], to: str, by: str) -> int:
    """Assign items to a person, or to nobody if `to` is empty; return how many changed."""
    if to and to not in cataloguers(session):
        raise UnknownColleagueError(to[:60])
    items = [cataloguing.find_item(session, item_id) for item_id in item_ids]
    return sum(_assign_item(session, item, to or None, by) for item in items)


@dataclass(frozen=True, slots=True)
class ReturnedItem:
    """An item that a reviewer returned: who, when and why."""

    id: str
    title: str
    returned: datetime
    returned_by: str
    remark: str


def returned_queue(session: Session, name: str) -> WorkQueue:
    """Return the number of a person's items that a reviewer returned."""
    query = select(func.count(Item.id), func.min(Publication.returned))
    return queue_size(session, _drafts(query).where(*_returned_to(name)))


def returned_items(session: Session, name: str, count: int) -> tuple[ReturnedItem, ...]:
    """Return a person's items that a reviewer returned, the latest first."""
    columns = (Publication.returned, Publication.returned_by, Publication.remark)
    rows = _drafts(select(Item.id, Item.title, *columns)).where(*_returned_to(name))
    latest = rows.order_by(Publication.returned.desc(), Item.id).limit(count)
    return tuple(ReturnedItem(*row) for row in session.execute(latest))


def assigned_queue(session: Session, name: str) -> WorkQueue:
    """Return the number of drafts assigned to a person, without returned ones."""
    query = select(func.count(Item.id), func.min(Publication.assigned))
    mine = (Publication.assigned_to == name, Publication.returned.is_(None))
    return queue_size(session, _drafts(query).where(*mine))


def next_item(
    session: Session, name: str, *, after: str = "", may_review: bool = False
) -> str | None:
    """Return the id of the next item that waits for a person, other than the item `after`.

    Returned drafts first; for a reviewer then items that others sent for review; then drafts that
    are assigned, that the person delivered, and that nobody works on; the oldest of each.
    """
    for conditions in _ranks(name, may_review=may_review):
        ids = _joined(select(Item.id)).where(Item.id != after, *conditions)
        found_id = session.scalar(ids.order_by(Item.created, Item.id).limit(1))
        if found_id is not None:
            return found_id
    return None


def _ranks(name: str, *, may_review: bool) -> Iterator[tuple[ColumnElement[bool], ...]]:
    is_draft, nobody = Item.state == ItemState.DRAFT, Publication.assigned_to.is_(None)
    yield is_draft, *_returned_to(name)
    if may_review:
        yield Item.state == ItemState.REVIEW, Publication.sent_by != name
    yield is_draft, Publication.assigned_to == name
    yield is_draft, nobody, Publication.returned.is_(None), Accession.received_by == name
    yield is_draft, nobody, Publication.returned.is_(None)


def _returned_to(name: str) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of items returned to a person: its sender, or its new assignee."""
    nobody = Publication.assigned_to.is_(None)
    mine = or_(Publication.assigned_to == name, nobody & (Publication.sent_by == name))
    return Publication.returned.is_not(None), mine


def _drafts(query: Select) -> Select:
    """Return the query of drafts with a publication row; without their deliveries it is quick."""
    drafts = query.select_from(Publication).join(Item, Item.id == Publication.item_id)
    return drafts.where(Item.state == ItemState.DRAFT)


def _joined(query: Select) -> Select:
    items = query.select_from(Item).outerjoin(Publication, Publication.item_id == Item.id)
    return items.outerjoin(Accession, Accession.id == Item.accession_id)


def _assign_item(session: Session, item: Item, to: str | None, by: str) -> bool:
    row = publication_of(session, item)
    if row.assigned_to == to:
        return False
    row.assigned_to, row.assigned_by, row.assigned = to, by, clock.now() if to else None
    note(session, by, "item.assign" if to else "item.unassign", item.id, to)
    return True
