"""Help requests from public computers, and the answers of staff."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from library.database import Base
from points.access_points.enrolment import point_of
from points.access_points.models import Device

MAX_WAIT = timedelta(minutes=30)
"""Older requests are dropped: the network was down, or the reader has left."""


class HelpCall(Base):
    """A help request from a computer, without a name."""

    __tablename__ = "help_call"

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), index=True)
    asked: Mapped[datetime] = mapped_column(index=True)
    answered: Mapped[datetime | None]
    answered_by: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class WaitingCall:
    """An open help request, with the computer's label and point."""

    id: int
    label: str
    point_id: int | None
    asked: datetime


def ask(session: Session, device_id: int, at: datetime) -> None:
    """Record a help request from a computer, unless one is already open."""
    waits = select(HelpCall.id).where(HelpCall.device_id == device_id, HelpCall.answered.is_(None))
    if session.scalar(waits.where(HelpCall.asked >= at - MAX_WAIT).limit(1)) is None:
        session.add(HelpCall(device_id=device_id, asked=at))
        session.flush()


def waiting(
    session: Session, at: datetime, only: Collection[int] | None = None
) -> tuple[WaitingCall, ...]:
    """Return the open help requests, oldest first; `only` limits them to some point ids."""
    rows = session.execute(
        select(HelpCall, Device.label)
        .join(Device, Device.id == HelpCall.device_id)
        .where(HelpCall.answered.is_(None), HelpCall.asked >= at - MAX_WAIT)
        .order_by(HelpCall.asked, HelpCall.id)
    )
    calls = (
        WaitingCall(call.id, label, point_of(session, call.device_id, call.asked), call.asked)
        for call, label in rows
    )
    return tuple(call for call in calls if only is None or call.point_id in only)


def answer(session: Session, call_id: int, at: datetime, by: str) -> None:
    """Record that staff answered a request; a second answer changes nothing."""
    call = session.get(HelpCall, call_id)
    if call is not None and call.answered is None:
        call.answered, call.answered_by = at, by


def point_of_call(session: Session, call_id: int) -> int | None:
    """Return the point id of a help request; None if unknown."""
    call = session.get(HelpCall, call_id)
    return None if call is None else point_of(session, call.device_id, call.asked)
