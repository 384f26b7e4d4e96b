"""Number of public computers of the points, from the inventory and from enrolment."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.points.models import Asset, AssetRecord, AssetState, Device, DevicePlacement
from library.points.opening_hours import HANOI
from library.vietnamese.letters import fold

_COMPUTER_PREFIX = "may tinh"


@dataclass(frozen=True, slots=True)
class _Stay:
    """Stay of a computer at a point from `since` to `until` (exclusive)."""

    point_id: int
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class ComputerStock:
    """Stays of all counted computers."""

    counted: tuple[_Stay, ...]

    def count(self, point_id: int, day: date) -> int:
        """Return the number of computers of a point on a day."""
        return sum(
            stay.point_id == point_id and stay.since <= day < stay.until for stay in self.counted
        )


def read_stock(session: Session) -> ComputerStock:
    """Return the stays of all computers, each counted once."""
    enrolled = _enrolled_stays(session)
    inventoried = _inventory_stays(session)
    without_number = [
        stay for asset_id, stay in enrolled if asset_id is None or asset_id not in inventoried
    ]
    return ComputerStock(
        (*(stay for stays in inventoried.values() for stay in stays), *without_number)
    )


def _inventory_stays(session: Session) -> dict[int, list[_Stay]]:
    """Return the stays of the inventoried computers by asset id, without retired times."""
    kinds = session.execute(select(Asset.id, Asset.kind))
    ours = {asset_id for asset_id, kind in kinds if fold(kind).startswith(_COMPUTER_PREFIX)}
    records: dict[int, list[AssetRecord]] = {asset_id: [] for asset_id in ours}
    for record in session.scalars(select(AssetRecord).order_by(AssetRecord.since, AssetRecord.id)):
        if record.asset_id in ours:
            records[record.asset_id].append(record)
    return {
        asset_id: [
            _Stay(record.point_id, record.since, ends)
            for record, ends in zip(
                of_asset, [*(later.since for later in of_asset[1:]), date.max], strict=True
            )
            if record.state is not AssetState.RETIRED
        ]
        for asset_id, of_asset in records.items()
        if of_asset
    }


def _enrolled_stays(session: Session) -> list[tuple[int | None, _Stay]]:
    placements: dict[int, list[DevicePlacement]] = defaultdict(list)
    for placement in session.scalars(
        select(DevicePlacement).order_by(DevicePlacement.since, DevicePlacement.id)
    ):
        placements[placement.device_id].append(placement)
    stays = []
    for device in session.scalars(select(Device).where(Device.enrolled.is_not(None))):
        begins, revoked = _day(device.enrolled), _day(device.revoked)
        places = placements[device.id]
        ends = [*(_day(later.since) for later in places[1:]), date.max]
        for at, (place, until) in enumerate(zip(places, ends, strict=True)):
            since = begins if at == 0 else max(_day(place.since), begins)
            stay = _Stay(place.point_id, since, min(until, revoked))
            if stay.since < stay.until:
                stays.append((device.asset_id, stay))
    return stays


def _day(at: datetime | None) -> date:
    return date.max if at is None else at.astimezone(HANOI).date()
