"""Monthly totals of item usage, from the daily and monthly figures."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.catalogue.models import Access, Item
from library.recordings.extents import NO_EXTENT, Extent, extents
from points.usage.counter.report_definitions import DENIAL_METRICS, ITEM_METRICS
from points.usage.counter.report_period import Period
from points.usage.measures.measure_table import Source
from points.usage.measures.stored_sums import Grain, Values, sums
from points.usage.rollups.models import ItemMonth
from points.usage.rollups.per_item import MIN_DAYS
from points.usage.rollups.per_point import next_month

_DATA_TYPES = (
    ("báo cáo", "Report"),
    ("bài", "Article"),
    ("báo", "News_Item"),
    ("tạp chí", "News_Item"),
    ("đặc san", "News_Item"),
    ("luận", "Thesis_or_Dissertation"),
    ("bản đồ", "Image"),
    ("ảnh", "Image"),
    ("băng", "Sound"),
    ("phim", "Audiovisual"),
    ("sách", "Book_Segment"),
    ("gia phả", "Book_Segment"),
    ("hương ước", "Book_Segment"),
    ("bản thảo", "Book_Segment"),
)
"""Word in an item's kind, and COUNTER's data type (a repository uses Book_Segment for books)."""

_METRICS = ITEM_METRICS | DENIAL_METRICS
_NO_USE = dict.fromkeys(_METRICS, 0)


@dataclass(frozen=True, slots=True)
class UsedItem:
    """An item as described in a report; unknown fields are empty."""

    id: str
    title: str = ""
    publisher: str = ""
    authors: str = ""
    date: str = ""
    year: str = "0001"
    data_type: str = "Other"
    access: str = "Controlled"
    counts: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """Metric, and its count in each month."""


@dataclass(frozen=True, slots=True)
class Uses:
    """Searches and item usage in some months."""

    searches: tuple[int, ...]
    items: tuple[UsedItem, ...]
    unnamed: UsedItem | None = None
    """Usage at a point of items that too few machines had there to name them."""


def gather_uses(session: Session, period: Period, point_id: int | None = None) -> Uses:
    """Return the usage of a period, in total or at one point."""
    months = [_month(session, month, point_id) for month in period.months]
    ids = sorted({item_id for month in months for item_id in month})
    items_by_id = _items(session, period)
    extents_by_id = extents(session, items_by_id)
    until, points = next_month(period.last), None if point_id is None else (point_id,)
    by_month = sums(session, Source.ITEMS, period.first, until, Grain.MONTH, points=points)
    totals = [by_month.get(month, {}) for month in period.months]
    return Uses(
        searches=tuple(of_month.get("searches", 0) for of_month in totals),
        items=tuple(
            _used_item(
                item_id,
                items_by_id.get(item_id),
                extents_by_id.get(item_id, NO_EXTENT),
                {
                    metric: tuple(month.get(item_id, _NO_USE)[metric] for month in months)
                    for metric in _METRICS
                },
            )
            for item_id in ids
        ),
        unnamed=None if point_id is None else _unnamed(totals, months),
    )


def _items(session: Session, period: Period) -> dict[str, Item]:
    """Return the items used in a period that are still in the catalogue, by id."""
    used_ids = select(ItemMonth.item_id).where(
        ItemMonth.month >= period.first, ItemMonth.month <= period.ends
    )
    return {item.id: item for item in session.scalars(select(Item).where(Item.id.in_(used_ids)))}


def _month(session: Session, month: date, point_id: int | None) -> dict[str, dict[str, int]]:
    query = (
        select(
            ItemMonth.item_id,
            *(func.sum(getattr(ItemMonth, name)) for name in _METRICS.values()),
        )
        .where(ItemMonth.month == month)
        .group_by(ItemMonth.item_id)
    )
    if point_id is not None:
        query = query.where(ItemMonth.point_id == point_id, ItemMonth.point_days >= MIN_DAYS)
    return {
        item_id: dict(zip(_METRICS, map(int, counts), strict=True))
        for item_id, *counts in session.execute(query)
    }


def _unnamed(totals: list[Values], months: list[dict[str, dict[str, int]]]) -> UsedItem | None:
    counts = tuple(
        (
            metric,
            tuple(
                total.get(name, 0) - sum(item[metric] for item in month.values())
                for total, month in zip(totals, months, strict=True)
            ),
        )
        for metric, name in ITEM_METRICS.items()
    )
    return UsedItem("", counts=counts) if any(any(values) for _, values in counts) else None


def _used_item(
    item_id: str, item: Item | None, extent: Extent, counts: dict[str, tuple[int, ...]]
) -> UsedItem:
    if item is None:
        return UsedItem(item_id, counts=tuple(counts.items()))
    return UsedItem(
        id=item_id,
        title=item.title,
        publisher=item.issuing_body or "",
        authors=item.creator or "",
        date=item.date if item.date and len(item.date) == len("2026-11-25") else "",
        year=f"{item.year:04d}" if item.year else "0001",
        data_type=_data_type(item.kind, extent),
        access=_access(item),
        counts=tuple(counts.items()),
    )


def _data_type(kind: str | None, extent: Extent) -> str:
    """Return the data type: of a recording by its medium, of anything else by its kind."""
    if extent.is_recording:
        return "Audiovisual" if extent.films else "Sound"
    words = (kind or "").casefold()
    return next((name for word, name in _DATA_TYPES if word in words), "Other")


def _access(item: Item) -> str:
    if item.access is not Access.PUBLIC:
        return "Controlled"
    return "Open" if item.licence else "Free_To_Read"
