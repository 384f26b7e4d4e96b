"""Lets a reader ask that an item whose pages still wait be read before the night's batch."""

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

PER_HOUR = 20
"""So many requests of all readers together: more would make every delivery an urgent one."""

_BY = "bạn đọc"


class Asking(StrEnum):
    """Whether it is of use to ask for an item."""

    OPEN = "open"
    ASKED = "asked"
    USELESS = "useless"


def asking(session: Session, item_id: str) -> Asking:
    """Say whether somebody may still ask for an item, or did, or whether nothing waits."""
    accession = _accession(session, item_id)
    if accession is None or accession.state in SETTLED:
        return Asking.USELESS
    return Asking.ASKED if accession.priority <= Priority.REQUESTED else Asking.OPEN


def ask(session: Session, item_id: str) -> None:
    """Put the delivery of an item before what nobody asked for; raise TooManyRequestsError."""
    standing = asking(session, item_id)
    if standing is Asking.USELESS:
        raise WrongStateError("xin đọc sớm", "không còn trang nào chờ xử lý")
    if standing is Asking.ASKED:
        return
    moment = clock.now()
    lately = ReaderRequest.at > moment - timedelta(hours=1)
    if session.scalar(select(func.count(ReaderRequest.id)).where(lately)) >= PER_HOUR:
        raise TooManyRequestsError
    accession = _accession(session, item_id)
    accession.priority = Priority.REQUESTED
    session.add(ReaderRequest(item_id=item_id, at=moment))
    note(session, _BY, "accession.request", accession.number)


def _accession(session: Session, item_id: str) -> Accession | None:
    made_of = select(Accession).join(Item, Item.accession_id == Accession.id)
    return session.scalar(made_of.where(Item.id == item_id))
