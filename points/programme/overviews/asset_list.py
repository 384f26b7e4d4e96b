"""List of the state property of the points, with totals, in the form accounting requires."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.exchange.streamed_tables import Value
from library.exchange.workbooks import Table
from library.law.law_register import fill
from points.access_points import depreciation
from points.access_points.depreciation import AssetValue
from points.access_points.inventory import points_on
from points.access_points.models import Asset, AssetRecord, AssetState

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
class ListedAsset:
    """Asset with its record and value on a day."""

    point_id: int
    point: str
    asset: Asset
    record: AssetRecord
    worth: AssetValue


@dataclass(frozen=True, slots=True)
class AssetTotal:
    """Totals of the assets of a kind at a point; assets without a cost add nothing to the sums."""

    point: str
    kind: str
    count: int
    cost: int
    left: int
    unpriced: int
    over: int


def list_assets(
    session: Session, day: date, point_ids: Collection[int] | None = None
) -> tuple[ListedAsset, ...]:
    """Return the assets of some points, or of all, sorted by point and number."""
    names = {point.id: point.facts.name for point in points_on(session, day)}
    rows = session.execute(
        select(Asset, AssetRecord)
        .join(AssetRecord, AssetRecord.asset_id == Asset.id)
        .where(AssetRecord.since <= day)
        .order_by(Asset.number, AssetRecord.since, AssetRecord.id)
    )
    latest = {asset.id: (asset, record) for asset, record in rows}
    assets = [
        ListedAsset(
            record.point_id,
            names.get(record.point_id, ""),
            asset,
            record,
            depreciation.asset_value(asset, day),
        )
        for asset, record in latest.values()
        if point_ids is None or record.point_id in point_ids
    ]
    return tuple(
        sorted(assets, key=lambda listed_asset: (listed_asset.point_id, listed_asset.asset.number))
    )


def asset_totals(assets: Iterable[ListedAsset]) -> tuple[AssetTotal, ...]:
    """Return the totals by point and kind, without retired assets."""
    groups: dict[tuple[str, str], list[ListedAsset]] = defaultdict(list)
    for listed_asset in assets:
        if listed_asset.record.state is not AssetState.RETIRED:
            groups[listed_asset.point, listed_asset.asset.kind].append(listed_asset)
    return tuple(
        AssetTotal(
            point=point,
            kind=kind,
            count=len(group),
            cost=sum(listed_asset.asset.cost or 0 for listed_asset in group),
            left=sum(listed_asset.worth.left or 0 for listed_asset in group),
            unpriced=sum(listed_asset.worth.left is None for listed_asset in group),
            over=sum(listed_asset.worth.is_over for listed_asset in group),
        )
        for (point, kind), group in groups.items()
    )


def table(assets: Iterable[ListedAsset]) -> Table:
    """Return the list as a table; unknown values are empty."""
    return Table("Tài sản", _HEADINGS, tuple(_row(listed_asset) for listed_asset in assets))


def method_notes() -> Table:
    """Return a table of the depreciation rules."""
    rules = depreciation.useful_lives()
    sources = (("Căn cứ", fill(rules.source, clock.today())), ("Cách tính", rules.counted))
    kinds = tuple((f"Thời gian sử dụng: {name}", f"{years} năm") for name, years in rules.years)
    return Table("Cách tính", ("Mục", "Nội dung"), (*sources, *kinds))


def _row(listed_asset: ListedAsset) -> tuple[Value, ...]:
    asset, worth = listed_asset.asset, listed_asset.worth
    return (
        listed_asset.point,
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
        STATES[listed_asset.record.state],
        f"{listed_asset.record.since:%d/%m/%Y}",
        listed_asset.record.reason,
    )
