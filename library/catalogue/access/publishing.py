"""Publication workflow: review, return, publication now or on a scheduled day."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue import cataloguing
from library.catalogue.access import openings
from library.catalogue.access.models import Publication
from library.catalogue.description import parts
from library.catalogue.models import Access, Item, ItemState
from library.errors import (
    FourEyesError,
    LibraryError,
    NotYoursError,
    OpeningChangedError,
    OwnOpeningError,
    WrongStateError,
)
from library.staff import bin_entries
from library.staff.audit import note
from library.staff.models import AuditEntry

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
    returned: datetime | None = None
    returned_by: str | None = None
    assigned_to: str | None = None
    assigned_by: str | None = None
    assigned: datetime | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The withdrawal of an item, as readers may know it."""

    withdrawn: datetime | None = None
    notice: str | None = None


def review_status(session: Session, item_id: str) -> ReviewStatus:
    """Return the review and publication status of an item."""
    row = session.get(Publication, item_id)
    if row is None:
        return ReviewStatus()
    return ReviewStatus(**{name: getattr(row, name) for name in ReviewStatus.__dataclass_fields__})


def submit(session: Session, item: Item, by: str) -> None:
    """Submit an item for review by someone who may publish."""
    if item.state in (ItemState.PUBLISHED, ItemState.REVIEW):
        raise WrongStateError("gửi duyệt", "tài liệu đang chờ duyệt hoặc đã công bố")
    must_not_be_deleted(session, item, "gửi duyệt")
    cataloguing.must_be_readable(session, item)
    row = publication_of(session, item)
    item.state, row.sent, row.sent_by, row.remark = ItemState.REVIEW, clock.now(), by, None
    row.returned = row.returned_by = None
    note(session, by, "item.send", item.id)


def return_to_draft(session: Session, item: Item, by: str, reason: str) -> None:
    """Return a submitted item to draft, with the reason."""
    if item.state is not ItemState.REVIEW:
        raise WrongStateError("trả lại", "tài liệu không chờ duyệt")
    row = publication_of(session, item)
    item.state, row.remark, row.publish_on, row.publish_by = ItemState.DRAFT, reason, None, None
    row.returned, row.returned_by = clock.now(), by
    note(session, by, "item.give_back", item.id, reason)


def approve(session: Session, item: Item, by: str) -> None:
    """Publish an item; where two people are needed, raise FourEyesError for who submitted it."""
    must_not_be_deleted(session, item, "công bố")
    _check_four_eyes(session, item, by)
    cataloguing.publish(session, item, by)
    row = publication_of(session, item)
    row.remark = row.publish_on = row.publish_by = row.returned = row.returned_by = None


def schedule(session: Session, item: Item, day: str, by: str) -> None:
    """Schedule publication of an item on a future day (2026-11-25)."""
    if item.state is ItemState.PUBLISHED:
        raise WrongStateError("hẹn ngày công bố", "tài liệu đã công bố")
    must_not_be_deleted(session, item, "hẹn ngày công bố")
    if day <= clock.today().isoformat():
        raise WrongStateError("hẹn ngày công bố", "hãy chọn một ngày từ ngày mai trở đi")
    _check_four_eyes(session, item, by)
    cataloguing.must_be_readable(session, item)
    row = publication_of(session, item)
    row.publish_on, row.publish_by = day, by
    note(session, by, "item.schedule", item.id, day)


def unschedule(session: Session, item: Item, by: str) -> None:
    """Cancel the scheduled publication of an item."""
    row = publication_of(session, item)
    if row.publish_on is not None:
        note(session, by, "item.unschedule", item.id, row.publish_on)
        row.publish_on = row.publish_by = None


def close(session: Session, item: Item, by: str, reason: str, notice: str = "") -> None:
    """Withdraw an item: the reason is for staff, the notice for readers at its old address."""
    cataloguing.withdraw(session, item, by, reason)
    row = publication_of(session, item)
    row.remark, row.withdrawn, row.notice = reason, clock.now(), notice or None


def withdrawal(session: Session, item_id: str) -> Withdrawal:
    """Return the time and the public notice of a withdrawal."""
    row = session.get(Publication, item_id)
    return Withdrawal() if row is None else Withdrawal(row.withdrawn, row.notice)


def publish_due(session: Session, today: str) -> list[str]:
    """Publish the items scheduled up to `today`; return their ids.

    An item that cannot be published keeps the error message as remark and waits for a person.
    """
    rows = session.scalars(select(Publication).where(Publication.publish_on <= today)).all()
    published_ids = []
    for row in rows:
        item = cataloguing.find_item(session, row.item_id)
        try:
            _check_four_eyes(session, item, row.publish_by or SCHEDULER)
            cataloguing.publish(session, item, SCHEDULER)
            published_ids.append(item.id)
            row.remark = None
        except LibraryError as error:
            row.remark = str(error)
        row.publish_on = row.publish_by = None
    return published_ids


def open_further(session: Session, item: Item, by: str, version: str) -> None:
    """Approve the changes of a published item that other people proposed.

    Raises OpeningChangedError unless `version` names what waits now, and OwnOpeningError if this
    person proposed all of it.
    """
    changes = [change for change in _seen(session, item, version) if change.proposed_by != by]
    if not changes:
        raise OwnOpeningError
    for change in changes:
        if change.field == "part_of":
            parts.put_into(session, item, change.value, by, is_approved=True)
        else:
            value = Access(change.value) if change.field == "access" else change.value
            cataloguing.write_fields(session, item, {change.field: value}, by)
    _note_decision(session, item, changes, by, "item.open")
    openings.cancel(session, item.id, [change.field for change in changes])


def return_opening(session: Session, item: Item, by: str, version: str, reason: str) -> None:
    """Return the waiting changes of other people to them, with the reason."""
    changes = [change for change in _seen(session, item, version) if change.proposed_by != by]
    if not changes:
        raise OwnOpeningError
    _note_decision(session, item, changes, by, "item.refuse_opening")
    openings.give_back(session, item.id, [change.field for change in changes], by, reason)


def drop_opening(session: Session, item: Item, by: str, version: str) -> None:
    """Take back one's own changes, waiting or returned; raise NotYoursError if there is none."""
    changes = [change for change in _seen(session, item, version) if change.proposed_by == by]
    if not changes:
        raise NotYoursError(item.title[:80])
    _note_decision(session, item, changes, by, "item.drop_opening")
    openings.cancel(session, item.id, [change.field for change in changes], by)


def _seen(session: Session, item: Item, version: str) -> tuple[openings.WaitingChange, ...]:
    """Return the changes that a page showed; raise OpeningChangedError if they have changed."""
    for returned in (False, True):
        waiting = openings.waiting_of(session, item, returned=returned)
        if waiting is not None and waiting.version == version:
            return waiting.changes
    raise OpeningChangedError


def _note_decision(
    session: Session, item: Item, changes: list[openings.WaitingChange], by: str, action: str
) -> None:
    for change in changes:
        old, new = {change.field: change.current}, {change.field: change.value}
        note(session, by, action, item.id, change.proposed_by, old=old, new=new)


def must_not_be_deleted(session: Session, item: Item, act: str) -> None:
    """Raise WrongStateError for an item in the bin: only who may restore it brings it back."""
    is_deleted = bin_entries.find(session, "item", item.id) is not None
    if is_deleted and item.state is ItemState.WITHDRAWN:
        raise WrongStateError(act, "tài liệu đang ở Thùng rác; hãy khôi phục trước")


def must_be_restorable(session: Session, item: Item, by: str, closed_at: datetime | None) -> None:
    """Raise an error unless one person may undo the withdrawal of an item at `closed_at`.

    What was changed since then could open it further, so it needs a new review.
    """
    cataloguing.must_be_readable(session, item)
    entries = select(AuditEntry.id).where(
        AuditEntry.subject == item.id, AuditEntry.action != "item.withdraw"
    )
    is_changed = (
        closed_at is None
        or item.changed > closed_at
        or session.scalar(entries.where(AuditEntry.at > closed_at).limit(1)) is not None
    )
    if is_changed and openings.needs_second_person(session, item, by):
        raise FourEyesError("tài liệu đã sửa từ khi gỡ; hãy gửi duyệt lại")


def _check_four_eyes(session: Session, item: Item, by: str) -> None:
    if not openings.needs_second_person(session, item, by):
        return
    if item.state is not ItemState.REVIEW:
        raise FourEyesError("tài liệu chưa được gửi duyệt")
    if publication_of(session, item).sent_by == by:
        raise FourEyesError("bạn là người gửi duyệt")


def publication_of(session: Session, item: Item) -> Publication:
    """Return the publication row of an item; a new one if it has none."""
    row = session.get(Publication, item.id)
    if row is None:
        row = Publication(item_id=item.id)
        session.add(row)
        session.flush()
    return row
