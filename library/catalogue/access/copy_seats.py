"""Seats of library copies: at most as many computers read one as the library holds copies.

The law lets a library copy protected works for preservation; no more people may read such a copy
at a time than there are copies on its shelves (Intellectual Property Law, article 25.1.e).
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from library.catalogue.access.models import CopySeat, SeatState
from library.catalogue.models import Condition, Holding
from library.write_turns import Lock, Turn

TURN = Turn(alone=(Lock.SEATS,))
"""Seats are given one after another, but beside ordinary writes."""

READING_IDLE = timedelta(minutes=10)
"""Time without a request after which a reader has left."""

OFFERED_FOR = timedelta(minutes=2)
WAITING_IDLE = timedelta(minutes=2)
"""Time after which somebody whose queue page no longer asks has left."""

_RENEWED_AFTER = timedelta(minutes=1)
"""A reader's requests are noted at most once in this time."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A computer and the sitting at it; no person."""

    computer: int
    sitting: str = ""
    """Random name of the sitting; empty in a browser that runs no scripts."""

    @property
    def digest(self) -> str:
        """Return the stored checksum of the sitting."""
        return self.sitting and hashlib.sha256(self.sitting.encode()).hexdigest()[:32]

    def owns(self, seat: CopySeat) -> bool:
        """Return True if a seat is of this sitting; one taken without a name may get it later."""
        return seat.computer == self.computer and seat.sitting in ("", self.digest)


@dataclass(frozen=True, slots=True)
class SeatFigures:
    """Numbers of copies held, of readers and of people who wait."""

    copies: int
    readers: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Place:
    """The seat of a sitting, or its place in the queue."""

    state: SeatState | None
    """None if it neither reads nor waits."""
    number: int = 0
    """Place in the queue, from 1."""
    is_due: bool = False
    """True if the time of its last request should be noted."""

    @property
    def may_read(self) -> bool:
        """True while the sitting holds a seat."""
        return self.state is SeatState.READING


def copies_held(session: Session, item_id: str) -> int:
    """Return the number of physical copies of an item in the whole library, lost ones excepted."""
    query = select(func.count(Holding.id)).where(Holding.item_id == item_id)
    return session.scalar(query.where(Holding.condition != Condition.LOST)) or 0


def find_place(session: Session, item_id: str, holder: Holder, now: datetime) -> Place:
    """Return the place of a sitting; nothing is written."""
    seats = [seat for seat in _seats(session, item_id) if not _is_over(seat, now)]
    own = next((seat for seat in seats if holder.owns(seat)), None)
    if own is None:
        return Place(None)
    if own.state is SeatState.WAITING:
        queue = [seat for seat in seats if seat.state is SeatState.WAITING]
        return Place(own.state, queue.index(own) + 1)
    held = [seat for seat in seats if seat.state is not SeatState.WAITING]
    if held.index(own) >= copies_held(session, item_id):  # a copy was lost meanwhile
        return Place(SeatState.WAITING, 1)
    return Place(own.state, is_due=now - own.seen >= _RENEWED_AFTER or own.sitting != holder.digest)


def open_seat(session: Session, item_id: str, holder: Holder, now: datetime) -> Place:
    """Take a seat that is free or offered; otherwise enter the queue."""
    _settle(session, item_id, now)
    own = _own_seat(session, item_id, holder)
    if own is None:
        session.add(
            CopySeat(
                item_id=item_id,
                computer=holder.computer,
                sitting=holder.digest,
                state=SeatState.WAITING,
                since=now,
                seen=now,
            )
        )
        session.flush()
        _settle(session, item_id, now)
        own = _own_seat(session, item_id, holder)
    own.sitting, own.seen = own.sitting or holder.digest, now
    if own.state is SeatState.OFFERED:
        own.state, own.since = SeatState.READING, now
    session.flush()
    return find_place(session, item_id, holder, now)


def watch_queue(session: Session, item_id: str, holder: Holder, now: datetime) -> Place:
    """Return the place of a sitting that waits, after free seats were offered in order."""
    own = _own_seat(session, item_id, holder)
    if own is not None and own.state is SeatState.WAITING and not _is_over(own, now):
        own.seen = now
    _settle(session, item_id, now)
    return find_place(session, item_id, holder, now)


def renew(session: Session, item_id: str, holder: Holder, now: datetime) -> None:
    """Note that a reader is still there; a seat that is over stays so."""
    seat = (
        *(CopySeat.item_id == item_id, CopySeat.computer == holder.computer),
        *(CopySeat.sitting.in_(("", holder.digest)), CopySeat.state == SeatState.READING),
        *(CopySeat.seen < now, CopySeat.seen > now - READING_IDLE),
    )
    session.execute(update(CopySeat).where(*seat).values(seen=now, sitting=holder.digest))


def leave(session: Session, computer: int, now: datetime, item_id: str | None = None) -> None:
    """Give back the seats of a computer, or that of one item; those who wait move up."""
    rows = select(CopySeat).where(CopySeat.computer == computer)
    if item_id is not None:
        rows = rows.where(CopySeat.item_id == item_id)
    seats = session.scalars(rows).all()
    for seat in seats:
        session.delete(seat)
    session.flush()
    for seat in seats:
        _settle(session, seat.item_id, now)


def figures(session: Session, item_id: str, now: datetime) -> SeatFigures:
    """Return the numbers of copies held, of present readers and of people who wait."""
    states = [seat.state for seat in _seats(session, item_id) if not _is_over(seat, now)]
    waiting = states.count(SeatState.WAITING)
    return SeatFigures(copies_held(session, item_id), len(states) - waiting, waiting)


def delete_ended(session: Session, now: datetime) -> None:
    """Delete the seats of those who left without giving them back."""
    ended = (
        (CopySeat.state == state) & (getattr(CopySeat, column) <= now - time)
        for state, (column, time) in _LASTS.items()
    )
    session.execute(delete(CopySeat).where(or_(*ended)))


_LASTS = {
    SeatState.READING: ("seen", READING_IDLE),
    SeatState.OFFERED: ("since", OFFERED_FOR),
    SeatState.WAITING: ("seen", WAITING_IDLE),
}
"""The time from which a seat counts as left, and how long after."""


def _is_over(seat: CopySeat, now: datetime) -> bool:
    column, time = _LASTS[seat.state]
    return getattr(seat, column) <= now - time


def _seats(session: Session, item_id: str) -> Sequence[CopySeat]:
    rows = select(CopySeat).where(CopySeat.item_id == item_id).order_by(CopySeat.id)
    return session.scalars(rows).all()


def _own_seat(session: Session, item_id: str, holder: Holder) -> CopySeat | None:
    """Return the seat of a sitting; that of an earlier one at the same computer is deleted."""
    mine = CopySeat.item_id == item_id, CopySeat.computer == holder.computer
    seat = session.scalar(select(CopySeat).where(*mine))
    if seat is not None and not holder.owns(seat):
        session.delete(seat)
        session.flush()
        return None
    return seat


def _settle(session: Session, item_id: str, now: datetime) -> None:
    """End the seats of those who left, and offer the free ones to those who wait, in order."""
    seats = list(_remaining(session, item_id, now))
    count = copies_held(session, item_id)
    held = [seat for seat in seats if seat.state is not SeatState.WAITING]
    queue = [seat for seat in seats if seat.state is SeatState.WAITING]
    for seat in held[count:]:
        seat.state, seat.since, seat.seen = SeatState.WAITING, now, now
    for seat in queue[: max(0, count - len(held))]:
        seat.state, seat.since = SeatState.OFFERED, now
    session.flush()


def _remaining(session: Session, item_id: str, now: datetime) -> Iterator[CopySeat]:
    for seat in _seats(session, item_id):
        if _is_over(seat, now):
            session.delete(seat)
        else:
            yield seat
