"""Requests to withdraw an item: asked by anybody, due in two working days, decided by staff."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue import cataloguing, index_queue
from library.catalogue.access import publishing
from library.catalogue.access.reading_conditions import conditions_of, to_text
from library.catalogue.models import Item, ItemState
from library.consents.models import WithdrawalRequest
from library.consents.problems import (
    NoReasonError,
    NoRequestTextError,
    RequestDecidedError,
    RequestNotFoundError,
    TooManyRequestsError,
)
from library.law.working_days import add_working_days
from library.staff.audit import note
from library.vietnamese.letters import compose
from library.work_queues import WorkQueue

WORKING_DAYS = 2
MAX_LENGTH, MAX_CONTACT_LENGTH = 2000, 200
MAX_OPEN = 2000
"""Open requests at which the public form takes no more."""


def ask(
    session: Session,
    item_id: str,
    text: str,
    contact: str,
    *,
    hides_title: bool = False,
    entered_by: str | None = None,
    admit: Callable[[], None] = lambda: None,
) -> WithdrawalRequest:
    """Record a request; `admit` may refuse one that comes by the public form."""
    text, contact = compose(text).strip(), " ".join(compose(contact).split())
    if not text or len(text) > MAX_LENGTH:
        raise NoRequestTextError(MAX_LENGTH)
    cataloguing.find_item(session, item_id)
    same = select(WithdrawalRequest).where(
        WithdrawalRequest.item_id == item_id,
        WithdrawalRequest.text == text,
        WithdrawalRequest.decided.is_(None),
    )
    if (earlier := session.scalar(same.limit(1))) is not None:
        return earlier  # a form sent twice asks once
    if entered_by is None and open_queue(session).count >= MAX_OPEN:
        raise TooManyRequestsError
    admit()
    today = clock.today()
    row = WithdrawalRequest(
        item_id=item_id,
        asked=today,
        due=add_working_days(today, WORKING_DAYS),
        text=text,
        contact=contact[:MAX_CONTACT_LENGTH],
        hides_title=hides_title,
        entered_by=entered_by,
    )
    session.add(row)
    session.flush()
    if entered_by is not None:
        note(session, entered_by, "withdrawal.enter", item_id, f"số {row.id}")
    return row


def requests(
    session: Session, *, is_open: bool, count: int
) -> tuple[tuple[WithdrawalRequest, Item], ...]:
    """Return requests with their items: open ones by deadline, decided ones newest first."""
    rows = select(WithdrawalRequest, Item).join(Item, Item.id == WithdrawalRequest.item_id)
    if is_open:
        rows = rows.where(WithdrawalRequest.decided.is_(None))
        rows = rows.order_by(WithdrawalRequest.due, WithdrawalRequest.id)
    else:
        rows = rows.where(WithdrawalRequest.decided.is_not(None))
        rows = rows.order_by(WithdrawalRequest.decided.desc(), WithdrawalRequest.id)
    return tuple((request, item) for request, item in session.execute(rows.limit(count)))


def open_queue(session: Session) -> WorkQueue:
    """Return the number of open requests and the time of the oldest."""
    query = select(func.count(), func.min(WithdrawalRequest.asked))
    count, since = session.execute(query.where(WithdrawalRequest.decided.is_(None))).one()
    moment = since and datetime.combine(since, time(), clock.now().tzinfo)
    return WorkQueue(count, moment)


def oldest_open(session: Session) -> WithdrawalRequest | None:
    """Return the open request that is due first."""
    query = select(WithdrawalRequest).where(WithdrawalRequest.decided.is_(None))
    return session.scalar(query.order_by(WithdrawalRequest.due, WithdrawalRequest.id).limit(1))


def grant(session: Session, number: int, notice: str, by: str, *, hides_title: bool) -> Item:
    """Withdraw the item; its page then shows the notice, and the title only if that is allowed."""
    request, item = _open(session, number)
    if item.state is ItemState.PUBLISHED:
        publishing.close(session, item, by, f"yêu cầu gỡ số {number}", notice.strip())
    elif item.state is not ItemState.WITHDRAWN:
        publishing.unschedule(session, item, by)
        item.state = ItemState.WITHDRAWN
        index_queue.mark(session, item.id)
    if hides_title:
        hidden = replace(conditions_of(item), untitled=True)
        cataloguing.describe(session, item, {"conditions": to_text(hidden)}, by)
    _decide(session, request, by, notice.strip(), is_granted=True)
    return item


def refuse(session: Session, number: int, reason: str, by: str) -> None:
    """Close a request without withdrawing the item."""
    if not reason.strip():
        raise NoReasonError
    request, _ = _open(session, number)
    _decide(session, request, by, reason.strip(), is_granted=False)


def _open(session: Session, number: int) -> tuple[WithdrawalRequest, Item]:
    request = session.get(WithdrawalRequest, number)
    if request is None:
        raise RequestNotFoundError
    if request.decided is not None:
        raise RequestDecidedError
    return request, session.get_one(Item, request.item_id)


def _decide(
    session: Session, request: WithdrawalRequest, by: str, reason: str, *, is_granted: bool
) -> None:
    request.decided, request.decided_by, request.is_granted = clock.now(), by, is_granted
    request.reason = reason[:MAX_LENGTH]
    act = "withdrawal.grant" if is_granted else "withdrawal.refuse"
    note(session, by, act, request.item_id, f"số {request.id}")
