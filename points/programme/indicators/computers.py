"""Number of public computers of the points, from the inventory and from enrolment."""

from collections import defaultdict
from datetime import date
from itertools import chain

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.vietnamese.letters import fold
from points.access_points.models import Asset, AssetRecord, AssetState
from points.access_points.stays import Stay, stays

_COMPUTER_PREFIX = "may tinh"


class ComputerStock:
    """Stays of all computers, each counted once, at their points."""

    def __init__(self, session: Session) -> None:
        asset_stays = _inventory_stays(session)
        self._stays: dict[int, list[Stay]] = defaultdict(list)
        without_number = (stay for stay in stays(session) if stay.asset_id not in asset_stays)
        for stay in chain(without_number, *asset_stays.values()):
            self._stays[stay.point_id].append(stay)

    def count(self, point_id: int, day: date) -> int:
        """Return the number of computers of a point on a day."""
        return sum(stay.since <= day < stay.until for stay in self._stays[point_id])


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
