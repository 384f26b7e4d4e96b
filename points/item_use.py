"""Recording of catalogue and item use, and items without any."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.catalogue.models import Item, ItemState
from library.database import total_of
from points.usage.item_counts import DOUBLE_CLICK
from points.usage.models import ItemUse
from points.usage.privacy.visitor_keys import reader_session, sitting_session
from points.usage.rollups.models import ItemMonth
from points.use_kind import UseKind


@dataclass(frozen=True, slots=True)
class Visitor:
    """Origin of a request, known only while it is processed."""

    address: str
    browser: str
    device_id: int | None = None
    sitting: str = ""
    """Random id of the session at that computer; stored only as part of a key."""


def record(
    session: Session,
    kind: UseKind,
    visitor: Visitor,
    at: datetime,
    *,
    item_id: str | None = None,
    page_number: int | None = None,
) -> None:
    """Record a use; the caller excludes robots, staff and responses other than 200 or 304."""
    session.add(
        ItemUse(
            at=at,
            kind=kind,
            item_id=item_id,
            page_number=page_number,
            device_id=visitor.device_id,
            reader_session=_visit_key(session, visitor, at),
            earlier_session=_earlier_key(session, visitor, at),
        )
    )


def _earlier_key(session: Session, visitor: Visitor, at: datetime) -> str | None:
    """Return the visit's key just before this hour began, if a double click could begin there.

    The keys of different days cannot be linked, at seven o'clock in Vietnam (midnight UTC).
    """
    earliest = at - DOUBLE_CLICK
    if earliest.hour == at.hour or earliest.date() != at.date():
        return None
    key = _visit_key(session, visitor, earliest)
    return None if key == _visit_key(session, visitor, at) else key


def _visit_key(session: Session, visitor: Visitor, at: datetime) -> str:
    """Return the visit key: per session at a public computer, otherwise per hour."""
    if visitor.device_id is None:
        return reader_session(session, visitor.address, visitor.browser, at)
    if visitor.sitting:
        return sitting_session(session, visitor.device_id, visitor.sitting, at)
    address = (
        f"{visitor.address}|{visitor.device_id}"  # all computers of a room may share one address
    )
    return reader_session(session, address, visitor.browser, at)


def uses(session: Session, item_ids: Iterable[str]) -> dict[str, int]:
    """Return numbers of reads in all counted months by item; unread ones are omitted."""
    rows = session.execute(
        select(ItemMonth.item_id, total_of(ItemMonth.total_requests))
        .where(ItemMonth.item_id.in_(list(item_ids)))
        .group_by(ItemMonth.item_id)
    )
    return {item_id: count for item_id, count in rows}  # noqa: C416  (dict() asks rows for keys)


def never_used(session: Session) -> tuple[tuple[str, str, str, datetime], ...]:
    """Return id, title, collection and publication of published items nobody ever opened.

    The longest published first. Months of use stay when the single uses are deleted.
    """
    # no NOT IN: PostgreSQL reads a long list again for each item
    used = {
        item_id
        for column in (ItemMonth.item_id, ItemUse.item_id)
        for item_id in session.scalars(select(column).distinct())
    }
    columns = (Item.id, Item.title, Item.collection, Item.published)
    published = select(*columns).where(Item.state == ItemState.PUBLISHED)
    rows = session.execute(published.order_by(Item.published, Item.id))
    return tuple((*row,) for row in rows if row[0] not in used)
