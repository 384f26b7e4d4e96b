"""Tells staff at once that a reader asks for help, and keeps whether somebody came."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from library.database import Base
from library.points.enrolment import point_of
from library.points.models import Device

STALE = timedelta(minutes=30)
"""Who asked longer ago is not waiting any more: a line was down, or the reader has gone."""


class HelpCall(Base):
    """One request for help, from a computer and nobody by name."""

    __tablename__ = "help_call"

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), index=True)
    asked: Mapped[datetime] = mapped_column(index=True)
    answered: Mapped[datetime | None]
    answered_by: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reader who waits for help."""

    id: int
    label: str
    point_id: int | None
    asked: datetime


def ask(session: Session, device_id: int, asked: datetime) -> None:
    """Note that help is asked for at a computer; asking again while waiting adds nothing."""
    waits = select(HelpCall.id).where(HelpCall.device_id == device_id, HelpCall.answered.is_(None))
    if session.scalar(waits.where(HelpCall.asked >= asked - STALE).limit(1)) is None:
        session.add(HelpCall(device_id=device_id, asked=asked))
        session.flush()


def waiting(
    session: Session, at: datetime, only: Collection[int] | None = None
) -> tuple[Waiting, ...]:
    """Return who waits for help, the longest first, at some points or at all."""
    rows = session.execute(
        select(HelpCall, Device.label)
        .join(Device, Device.id == HelpCall.device_id)
        .where(HelpCall.answered.is_(None), HelpCall.asked >= at - STALE)
        .order_by(HelpCall.asked, HelpCall.id)
    )
    found = (
        Waiting(call.id, label, point_of(session, call.device_id, call.asked), call.asked)
        for call, label in rows
    )
    return tuple(call for call in found if only is None or call.point_id in only)


def answer(session: Session, call_id: int, at: datetime, by: str) -> None:
    """Note that somebody came; who answered first stays."""
    call = session.get(HelpCall, call_id)
    if call is not None and call.answered is None:
        call.answered, call.answered_by = at, by


def point_of_call(session: Session, call_id: int) -> int | None:
    """Return at which point a call was made."""
    call = session.get(HelpCall, call_id)
    return None if call is None else point_of(session, call.device_id, call.asked)
