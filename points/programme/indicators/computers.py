"""Number of public computers of the points, from the inventory and from enrolment."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.vietnamese.letters import fold
from points.access_points.models import Asset, AssetRecord, AssetState
from points.access_points.stays import Stay, stays

_COMPUTER_PREFIX = "may tinh"


@dataclass(frozen=True, slots=True)
class ComputerStock:
    """Stays of all counted computers."""

    counted: tuple[Stay, ...]

    def count(self, point_id: int, day: date) -> int:
        """Return the number of computers of a point on a day."""
        return sum(
            stay.point_id == point_id and stay.since <= day < stay.until for stay in self.counted
        )


def read_stock(session: Session) -> ComputerStock:
    """Return the stays of all computers, each counted once."""
    asset_stays = _inventory_stays(session)
    without_number = (
        stay for stay in stays(session) if stay.asset_id is None or stay.asset_id not in asset_stays
    )
    return ComputerStock(
        (*(stay for of_asset in asset_stays.values() for stay in of_asset), *without_number)
    )


def _inventory_stays(session: Session) -> dict[int, list[Stay]]:
    """Return the stays of the inventoried computers by asset id, without retired times."""
    kinds = session.execute(select(Asset.id, Asset.kind))
    ours = {asset_id for asset_id, kind in kinds if fold(kind).startswith(_COMPUTER_PREFIX)}
    records: dict[int, list[AssetRecord]] = {asset_id: [] for asset_id in ours}
    for record in session.scalars(select(AssetRecord).order_by(AssetRecord.since, AssetRecord.id)):
        if record.asset_id in ours:
            records[record.asset_id].append(record)
    return {
        asset_id: [
            Stay(asset_id, record.point_id, record.since, ends)
            for record, ends in zip(
                of_asset, [*(later.since for later in of_asset[1:]), date.max], strict=True
            )
            if record.state is not AssetState.RETIRED
        ]
        for asset_id, of_asset in records.items()
        if of_asset
    }
