"""Stations as the office lists them: what each holds, lacks, owes, and why it waits."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit.contact.pack_orders import KINDS, LINE, Lacks, ReadyPack, held_of, lacks_of, ready_pack
from kit.contact.statements import reported_time
from kit.contact.stations import SILENT_AFTER, all_stations
from kit.models import Station, StationLetter
from kit.program.offers import ProgramOffer, offer_for
from kit.program.program_files import Program
from library import clock
from library.jobs.models import WorkOrder
from points.access_points.inventory import Point, points_on

_CLOCK_TOLERANCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class StationRow:
    """A station with its point and its orders of packs by their way."""

    station: Station
    point: Point
    orders: dict[str, WorkOrder]

    @property
    def spoke(self) -> datetime | None:
        """Return the last time anything of it arrived, by line or stick."""
        times = (self.station.last_contact, self.station.last_letter)
        return max((at for at in times if at is not None), default=None)

    @property
    def is_silent(self) -> bool:
        """Return True if nothing arrived for so long that somebody should call."""
        since = self.spoke or self.station.enrolled
        is_used = self.station.retired is None and since is not None
        return is_used and clock.now() - since > SILENT_AFTER

    @property
    def has_valid_code(self) -> bool:
        """Return True if a code can still be typed at the station."""
        expires = self.station.code_expires
        return expires is not None and expires > clock.now()

    @property
    def held_day(self) -> datetime | None:
        """Return the time of the latest change that its edition contains, as it said."""
        return reported_time(self.station, "held_state_at")

    @property
    def lacks(self) -> Lacks | None:
        """Return everything that it lacks; None if that was not computed for its edition yet."""
        order = self._latest_order
        return None if order is None else lacks_of(order)

    @property
    def pack(self) -> ReadyPack | None:
        """Return the pack that waits for it to call."""
        order = self.orders.get(LINE)
        return None if order is None else ready_pack(order)

    @property
    def _latest_order(self) -> WorkOrder | None:
        """Return the last finished order that builds on the edition that it holds."""
        held = (self.station.held_number, self.station.held_edition)
        orders = [
            order for order in self.orders.values() if order.finished and held_of(order) == held
        ]
        return max(orders, key=lambda order: order.finished, default=None)

    def next_program(self, offers: Iterable[ProgramOffer]) -> Program | None:
        """Return the program on the province's disk that it should get."""
        offer = offer_for(offers, self.station.reported)
        return None if self.station.retired or offer is None else offer.program

    @property
    def owed_since(self) -> datetime | None:
        """Return the time of the oldest entry that it still owes."""
        return reported_time(self.station, "owed_oldest")

    @property
    def clock_off(self) -> timedelta | None:
        """Return the time by which its clock is ahead (or behind), if it is off."""
        seconds = self.station.reported.get("clock_ahead_seconds", 0)
        off = timedelta(seconds=int(seconds))
        return off if abs(off) > _CLOCK_TOLERANCE else None


def station_rows(session: Session, points: Collection[int] | None = None) -> tuple[StationRow, ...]:
    """Return the stations (of these points), those in use first."""
    named = {point.id: point for point in points_on(session, clock.today())}
    orders: dict[str, dict[str, WorkOrder]] = {}
    for order in session.scalars(select(WorkOrder).where(WorkOrder.kind.in_(KINDS))):
        orders.setdefault(order.payload["station"], {})[order.payload["way"]] = order
    return tuple(
        StationRow(station, named[station.point_id], orders.get(station.id, {}))
        for station in all_stations(session, points)
        if station.point_id in named
    )


def letters_of(session: Session, station_id: str, most: int) -> Sequence[StationLetter]:
    """Return the last letters of a station, the latest first."""
    rows = select(StationLetter).where(StationLetter.station_id == station_id)
    return session.scalars(rows.order_by(StationLetter.id.desc()).limit(most)).all()
