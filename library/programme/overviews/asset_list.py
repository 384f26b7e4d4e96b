"""Lists the state property of the points as the books want it, and adds it up."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.exchange.streamed_tables import Value
from library.exchange.workbooks import Table
from library.points import depreciation
from library.points.depreciation import Worth
from library.points.inventory import all_on
from library.points.models import Asset, AssetRecord, AssetState

STATES = {
    AssetState.IN_USE: "đang dùng",
    AssetState.BROKEN: "hỏng",
    AssetState.STORED: "cất kho",
    AssetState.RETIRED: "đã thanh lý",
}
_HEADINGS = (
    *("Điểm", "Số tài sản", "Loại", "Số sê-ri", "Nguồn vốn", "Ngày nhận"),
    *("Năm đưa vào sử dụng", "Nguyên giá (đồng)", "Thời gian sử dụng (năm)"),
    *("Tỷ lệ hao mòn (%/năm)", "Hao mòn lũy kế (đồng)", "Giá trị còn lại (đồng)"),
    *("Trạng thái", "Từ ngày", "Lý do"),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """An asset as it stands on a day."""

    point_id: int
    point: str
    asset: Asset
    record: AssetRecord
    worth: Worth


@dataclass(frozen=True, slots=True)
class Sum:
    """Assets of a kind at a point; of some nobody knows the price, and they add nothing."""

    point: str
    kind: str
    count: int
    cost: int
    left: int
    unpriced: int
    over: int


def listed(session: Session, day: date, only: Collection[int] | None = None) -> tuple[Listed, ...]:
    """Return the assets of some points, or of all, by point and number."""
    names = {point.id: point.facts.name for point in all_on(session, day)}
    rows = session.execute(
        select(Asset, AssetRecord)
        .join(AssetRecord, AssetRecord.asset_id == Asset.id)
        .where(AssetRecord.since <= day)
        .order_by(Asset.number, AssetRecord.since, AssetRecord.id)
    )
    latest = {asset.id: (asset, record) for asset, record in rows}
    found = [
        Listed(
            record.point_id,
            names.get(record.point_id, ""),
            asset,
            record,
            depreciation.worth(asset, day),
        )
        for asset, record in latest.values()
        if only is None or record.point_id in only
    ]
    return tuple(sorted(found, key=lambda one: (one.point_id, one.asset.number)))


def sums(assets: Iterable[Listed]) -> tuple[Sum, ...]:
    """Add up what is not retired, by point and kind."""
    groups: dict[tuple[str, str], list[Listed]] = defaultdict(list)
    for one in assets:
        if one.record.state is not AssetState.RETIRED:
            groups[one.point, one.asset.kind].append(one)
    return tuple(
        Sum(
            point=point,
            kind=kind,
            count=len(group),
            cost=sum(one.asset.cost or 0 for one in group),
            left=sum(one.worth.left or 0 for one in group),
            unpriced=sum(one.worth.left is None for one in group),
            over=sum(one.worth.is_over for one in group),
        )
        for (point, kind), group in groups.items()
    )


def table(assets: Iterable[Listed]) -> Table:
    """Return the list as a sheet; what is not known is left empty."""
    return Table("Tài sản", _HEADINGS, tuple(_row(one) for one in assets))


def notes() -> Table:
    """Return by which rules the worth is computed."""
    rules = depreciation.lives()
    told = (("Căn cứ", rules.source), ("Cách tính", rules.counted))
    kinds = tuple((f"Thời gian sử dụng: {name}", f"{years} năm") for name, years in rules.years)
    return Table("Cách tính", ("Mục", "Nội dung"), (*told, *kinds))


def _row(one: Listed) -> tuple[Value, ...]:
    asset, worth = one.asset, one.worth
    return (
        one.point,
        asset.number,
        asset.kind,
        asset.serial,
        asset.source,
        None if asset.acquired is None else f"{asset.acquired:%d/%m/%Y}",
        worth.first_year,
        asset.cost,
        worth.life,
        None if worth.life is None else round(100 / worth.life, 2),
        worth.worn,
        worth.left,
        STATES[one.record.state],
        f"{one.record.since:%d/%m/%Y}",
        one.record.reason,
    )
