"""Publication workflow: review, return, publication now or on a scheduled day."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue import cataloguing
from library.catalogue.models import Item, ItemState, Publication
from library.errors import FourEyesError, LibraryError, WrongStateError
from library.staff.audit import note

SCHEDULER = "lịch công bố"
"""Name in the audit trail for scheduled publication."""


@dataclass(frozen=True, slots=True)
class ReviewStatus:
    """Review and publication status of an item."""

    sent: datetime | None = None
    sent_by: str | None = None
    remark: str | None = None
    publish_on: str | None = None
    publish_by: str | None = None


@dataclass(frozen=True, slots=True)
class InReview:
    """An item that waits for review by another person."""

    item_id: str
    title: str
    collection: str
    sent: datetime
    sent_by: str


def review_status(session: Session, item_id: str) -> ReviewStatus:
    """Return the review and publication status of an item."""
    row = session.get(Publication, item_id)
    if row is None:
        return ReviewStatus()
    return ReviewStatus(row.sent, row.sent_by, row.remark, row.publish_on, row.publish_by)


def in_review(session: Session, count: int) -> tuple[InReview, ...]:
    """Return the items that wait for review, longest waiting first."""
    rows = session.execute(
        select(Item.id, Item.title, Item.collection, Publication.sent, Publication.sent_by)
        .join(Publication, Publication.item_id == Item.id)
        .where(Item.state == ItemState.REVIEW)
        .order_by(Publication.sent, Item.id)
        .limit(count)
    )
    return tuple(InReview(*row) for row in rows)


def review_count(session: Session) -> int:
    """Return the number of items that wait for review."""
    return session.scalar(select(func.count(Item.id)).where(Item.state == ItemState.REVIEW)) or 0


def submit(session: Session, item: Item, by: str) -> None:
    """Submit an item for review by someone who may publish."""
    if item.state in (ItemState.PUBLISHED, ItemState.REVIEW):
        raise WrongStateError("gửi duyệt", "tài liệu đang chờ duyệt hoặc đã công bố")
    cataloguing.must_be_readable(session, item)
    row = _row(session, item)
    item.state, row.sent, row.sent_by, row.remark = ItemState.REVIEW, clock.now(), by, None
    note(session, by, "item.send", item.id)


def return_to_draft(session: Session, item: Item, by: str, reason: str) -> None:
    """Return a submitted item to draft, with the reason."""
    if item.state is not ItemState.REVIEW:
        raise WrongStateError("trả lại", "tài liệu không chờ duyệt")
    row = _row(session, item)
    item.state, row.remark, row.publish_on, row.publish_by = ItemState.DRAFT, reason, None, None
    note(session, by, "item.give_back", item.id, reason)


def approve(session: Session, item: Item, by: str, *, four_eyes: bool) -> None:
    """Publish an item; with `four_eyes`, raise FourEyesError for the person who submitted it."""
    _check_four_eyes(session, item, by, four_eyes)
    cataloguing.publish(session, item, by)
    row = _row(session, item)
    row.remark = row.publish_on = row.publish_by = None


def schedule(session: Session, item: Item, day: str, by: str, *, four_eyes: bool) -> None:
    """Schedule publication of an item on a future day (2026-11-25)."""
    if item.state is ItemState.PUBLISHED:
        raise WrongStateError("hẹn ngày công bố", "tài liệu đã công bố")
    if day <= clock.today().isoformat():
        raise WrongStateError("hẹn ngày công bố", "hãy chọn một ngày từ ngày mai trở đi")
    _check_four_eyes(session, item, by, four_eyes)
    cataloguing.must_be_readable(session, item)
    row = _row(session, item)
    row.publish_on, row.publish_by = day, by
    note(session, by, "item.schedule", item.id, day)


def unschedule(session: Session, item: Item, by: str) -> None:
    """Cancel the scheduled publication of an item."""
    row = _row(session, item)
    if row.publish_on is not None:
        note(session, by, "item.unschedule", item.id, row.publish_on)
        row.publish_on = row.publish_by = None


def close(session: Session, item: Item, by: str, reason: str) -> None:
    """Withdraw an item, and keep the reason in its review status."""
    cataloguing.withdraw(session, item, by, reason)
    _row(session, item).remark = reason


def publish_due(session: Session, today: str) -> list[str]:
    """Publish the items scheduled up to `today`; return their ids.

    An item that cannot be published keeps the error message as remark and waits for a person.
    """
    rows = session.scalars(select(Publication).where(Publication.publish_on <= today)).all()
    published_ids = []
    for row in rows:
        item = cataloguing.find_item(session, row.item_id)
        try:
            cataloguing.publish(session, item, SCHEDULER)
            published_ids.append(item.id)
            row.remark = None
        except LibraryError as error:
            row.remark = str(error)
        row.publish_on = row.publish_by = None
    return published_ids


def _check_four_eyes(session: Session, item: Item, by: str, four_eyes: bool) -> None:
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
