"""Monthly totals of item usage, from the daily figures."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.catalogue.models import Access, Item
from library.usage.counter.report_definitions import ITEM_METRICS, SEARCHES
from library.usage.counter.report_period import Period, last_day
from library.usage.rollups.models import ItemDay

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


def gather_uses(session: Session, period: Period, point_id: int | None = None) -> Uses:
    """Return the usage of a period, in total or at one point."""
    months = [_month(session, month, point_id) for month in period.months]
    ids = sorted({item_id for month in months for item_id in month if item_id is not None})
    used = select(ItemDay.item_id).where(
        ItemDay.day >= period.first, ItemDay.day <= period.ends, ItemDay.item_id.is_not(None)
    )
    items_by_id = {item.id: item for item in session.scalars(select(Item).where(Item.id.in_(used)))}
    none = dict.fromkeys((SEARCHES, *ITEM_METRICS), 0)
    return Uses(
        searches=tuple(month.get(None, none)[SEARCHES] for month in months),
        items=tuple(
            _used_item(
                item_id,
                items_by_id.get(item_id),
                {
                    metric: tuple(month.get(item_id, none)[metric] for month in months)
                    for metric in ITEM_METRICS
                },
            )
            for item_id in ids
        ),
    )


def _month(session: Session, month: date, point_id: int | None) -> dict[str | None, dict[str, int]]:
    names = ("searches", *ITEM_METRICS.values())
    query = (
        select(ItemDay.item_id, *(func.sum(getattr(ItemDay, name)) for name in names))
        .where(ItemDay.day >= month, ItemDay.day <= last_day(month))
        .group_by(ItemDay.item_id)
    )
    if point_id is not None:
        query = query.where(ItemDay.point_id == point_id)
    counts_by_item: dict[str | None, dict[str, int]] = defaultdict(dict)
    for item_id, *counts in session.execute(query):
        counts_by_item[item_id] = dict(
            zip((SEARCHES, *ITEM_METRICS), map(int, counts), strict=True)
        )
    return counts_by_item


def _used_item(item_id: str, item: Item | None, counts: dict[str, tuple[int, ...]]) -> UsedItem:
    if item is None:
        return UsedItem(item_id, counts=tuple(counts.items()))
    return UsedItem(
        id=item_id,
        title=item.title,
        publisher=item.issuing_body or "",
        authors=item.creator or "",
        date=item.date if item.date and len(item.date) == len("2026-11-25") else "",
        year=f"{item.year:04d}" if item.year else "0001",
        data_type=_data_type(item.kind),
        access=_access(item),
        counts=tuple(counts.items()),
    )


def _data_type(kind: str | None) -> str:
    words = (kind or "").casefold()
    return next((name for word, name in _DATA_TYPES if word in words), "Other")


def _access(item: Item) -> str:
    if item.access is not Access.PUBLIC:
        return "Controlled"
    return "Open" if item.licence else "Free_To_Read"
