"""Takes items on their way to the readers: to review, back, open, and open on a day."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue import cataloguing
from library.catalogue.models import Item, ItemState, Publication
from library.errors import FourEyesError, LibraryError, WrongStateError
from library.staff.audit import note

CLOCKWORK = "lịch công bố"
"""Who stands in the audit trail for what publishes itself on its day."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What is known of an item's way to its readers."""

    sent: datetime | None = None
    sent_by: str | None = None
    remark: str | None = None
    publish_on: str | None = None
    publish_by: str | None = None


@dataclass(frozen=True, slots=True)
class InReview:
    """An item that waits for another person to look at it."""

    item_id: str
    title: str
    collection: str
    sent: datetime
    sent_by: str


def slip(session: Session, item_id: str) -> Slip:
    """Return what is known of an item's way to its readers."""
    row = session.get(Publication, item_id)
    if row is None:
        return Slip()
    return Slip(row.sent, row.sent_by, row.remark, row.publish_on, row.publish_by)


def in_review(session: Session, count: int) -> tuple[InReview, ...]:
    """Return the items that wait to be looked at, those that wait longest first."""
    rows = session.execute(
        select(Item.id, Item.title, Item.collection, Publication.sent, Publication.sent_by)
        .join(Publication, Publication.item_id == Item.id)
        .where(Item.state == ItemState.REVIEW)
        .order_by(Publication.sent, Item.id)
        .limit(count)
    )
    return tuple(InReview(*row) for row in rows)


def how_many_in_review(session: Session) -> int:
    """Count the items that wait to be looked at."""
    return session.scalar(select(func.count(Item.id)).where(Item.state == ItemState.REVIEW)) or 0


def send(session: Session, item: Item, by: str) -> None:
    """Say that an item is ready: it waits for someone who may publish."""
    if item.state in (ItemState.PUBLISHED, ItemState.REVIEW):
        raise WrongStateError("gửi duyệt", "tài liệu đang chờ duyệt hoặc đã công bố")
    cataloguing.must_be_readable(session, item)
    row = _row(session, item)
    item.state, row.sent, row.sent_by, row.remark = ItemState.REVIEW, clock.now(), by, None
    note(session, by, "item.send", item.id)


def give_back(session: Session, item: Item, by: str, reason: str) -> None:
    """Give an item back to who sent it, with what is still to be done."""
    if item.state is not ItemState.REVIEW:
        raise WrongStateError("trả lại", "tài liệu không chờ duyệt")
    row = _row(session, item)
    item.state, row.remark, row.publish_on, row.publish_by = ItemState.DRAFT, reason, None, None
    note(session, by, "item.give_back", item.id, reason)


def approve(session: Session, item: Item, by: str, *, four_eyes: bool) -> None:
    """Open an item to its readers; with four eyes, never by the one who says it is ready."""
    _look_twice(session, item, by, four_eyes)
    cataloguing.publish(session, item, by)
    row = _row(session, item)
    row.remark = row.publish_on = row.publish_by = None


def schedule(session: Session, item: Item, day: str, by: str, *, four_eyes: bool) -> None:
    """Let an item open itself on a day to come."""
    if item.state is ItemState.PUBLISHED:
        raise WrongStateError("hẹn ngày công bố", "tài liệu đã công bố")
    if day <= clock.today().isoformat():
        raise WrongStateError("hẹn ngày công bố", "hãy chọn một ngày từ ngày mai trở đi")
    _look_twice(session, item, by, four_eyes)
    cataloguing.must_be_readable(session, item)
    row = _row(session, item)
    row.publish_on, row.publish_by = day, by
    note(session, by, "item.schedule", item.id, day)


def unschedule(session: Session, item: Item, by: str) -> None:
    """Let an item wait for a person again."""
    row = _row(session, item)
    if row.publish_on is not None:
        note(session, by, "item.unschedule", item.id, row.publish_on)
        row.publish_on = row.publish_by = None


def close(session: Session, item: Item, by: str, reason: str) -> None:
    """Close an item to its readers, and keep the reason where it is seen."""
    cataloguing.withdraw(session, item, by, reason)
    _row(session, item).remark = reason


def publish_due(session: Session, today: str) -> list[str]:
    """Open the items whose day has come; return their ids.

    What cannot be opened any more says why, and waits for a person.
    """
    rows = session.scalars(select(Publication).where(Publication.publish_on <= today)).all()
    done = []
    for row in rows:
        item = cataloguing.find_item(session, row.item_id)
        try:
            cataloguing.publish(session, item, CLOCKWORK)
            done.append(item.id)
            row.remark = None
        except LibraryError as error:
            row.remark = str(error)
        row.publish_on = row.publish_by = None
    return done


def _look_twice(session: Session, item: Item, by: str, four_eyes: bool) -> None:
    if not four_eyes:
        return
    if item.state is not ItemState.REVIEW:
        raise FourEyesError("tài liệu chưa được gửi duyệt")
    if _row(session, item).sent_by == by:
        raise FourEyesError("bạn là người gửi duyệt")


def _row(session: Session, item: Item) -> Publication:
    row = session.get(Publication, item.id)
    if row is None:
        row = Publication(item_id=item.id)
        session.add(row)
        session.flush()
    return row
