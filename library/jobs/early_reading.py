"""Readers' requests to process a waiting item before the nightly batch."""

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import SETTLED, Accession, Priority
from library.catalogue.models import Item
from library.errors import TooManyRequestsError, WrongStateError
from library.jobs.models import ReaderRequest
from library.staff.audit import note

MAX_REQUESTS_PER_HOUR = 20
"""Maximum requests per hour of all readers; more would make every delivery urgent."""

_BY = "bạn đọc"


class RequestState(StrEnum):
    """State of early reading requests for an item."""

    OPEN = "open"
    ASKED = "asked"
    USELESS = "useless"


def request_state(session: Session, item_id: str) -> RequestState:
    """Return the state: the item can be requested, is requested, or has nothing waiting."""
    accession = _accession(session, item_id)
    if accession is None or accession.state in SETTLED:
        return RequestState.USELESS
    return RequestState.ASKED if accession.priority <= Priority.REQUESTED else RequestState.OPEN


def request_early_reading(session: Session, item_id: str) -> None:
    """Give the delivery of an item priority; raise TooManyRequestsError or WrongStateError."""
    state = request_state(session, item_id)
    if state is RequestState.USELESS:
        raise WrongStateError("xin đọc sớm", "không còn trang nào chờ xử lý")
    if state is RequestState.ASKED:
        return
    moment = clock.now()
    lately = ReaderRequest.at > moment - timedelta(hours=1)
    if session.scalar(select(func.count(ReaderRequest.id)).where(lately)) >= MAX_REQUESTS_PER_HOUR:
        raise TooManyRequestsError
    accession = _accession(session, item_id)
    accession.priority = Priority.REQUESTED
    session.add(ReaderRequest(item_id=item_id, at=moment))
    note(session, _BY, "accession.request", accession.number)


def _accession(session: Session, item_id: str) -> Accession | None:
    query = select(Accession).join(Item, Item.accession_id == Accession.id)
    return session.scalar(query.where(Item.id == item_id))
