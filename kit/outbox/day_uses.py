"""Uses of documents on their way to the province: only final counts, never single uses.

The station counts a day by the rules of the library and deletes the single uses, so that nobody can
tell which visit read what; the totals by title go on, without a place. When a month is over, the
titles follow that enough computers read on enough days to be counted for the point.
"""

from dataclasses import asdict
from datetime import date, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from kit.outbox import outbox_entries
from library.settings import Settings
from points.usage.item_counts import ItemCounts
from points.usage.rollups.models import ComputerDay, ItemMonth
from points.usage.rollups.per_item import DayCount, add_to_day, add_to_month

DAY_KIND, MONTH_KIND = "uses", "places"
PointTotals = tuple[int | None, dict[str, int]]
ItemTotals = tuple[str | bool | int, ...]
"""Id of an item, True if it was used inside, and the fields of ItemCounts."""

_COUNTS = tuple(ItemCounts.__dataclass_fields__)


def report_count(settings: Settings, session: Session, count: DayCount) -> None:
    """Enter the final count of a day, and the titles of a point when its month is over."""
    items = [
        [item_id, is_inside, *asdict(counts).values()] for item_id, is_inside, counts in count.items
    ]
    content = {
        "day": count.day.isoformat(),
        "points": [[point_id, dict(totals)] for point_id, totals in count.totals.items()],
        "items": items,
        "machines": 0 if count.is_late else count.machines,
    }
    if items or content["points"]:
        outbox_entries.report(session, settings, DAY_KIND, content, private=True)
    if (count.day + timedelta(days=1)).day == 1 and not count.is_late:
        _report_places(settings, session, count.day.replace(day=1))


def add_day(
    session: Session,
    day: date,
    points: list[PointTotals],
    items: list[ItemTotals],
    *,
    are_told: bool,
) -> None:
    """Add the final count of a station's day to the figures of the province.

    `are_told` says whether titles read inside may be told from those read outside.
    """
    add_to_day(session, day, dict(points), is_open=False)
    rows = (
        (item_id, (is_inside and are_told, None), ItemCounts(*counts))
        for item_id, is_inside, *counts in items
    )
    add_to_month(session, day.replace(day=1), rows)


def machines_elsewhere(session: Session, day: date, point_id: int) -> int:
    """Return the number of computers of other points that were used on a day, as known by now."""
    used = select(func.count(ComputerDay.device_id.distinct())).where(
        ComputerDay.day == day, ComputerDay.sessions > 0, ComputerDay.point_id != point_id
    )
    return session.scalar(used) or 0


def move_to_point(
    session: Session, month: date, item_id: str, point_id: int, counts: list[int], days: int
) -> bool:
    """Give a point uses of a month that were counted without one; False if there are fewer."""
    totals = dict(zip(_COUNTS, counts, strict=False))  # older stations send the first four
    row = session.scalar(_inside_in(month, item_id).where(ItemMonth.point_id.is_(None)))
    if row is None or any(getattr(row, name) < count for name, count in totals.items()):
        return False
    for name, count in totals.items():
        setattr(row, name, getattr(row, name) - count)
    place = True, point_id
    add_to_month(session, month, iter([(item_id, place, ItemCounts(**totals))]))
    placed = session.scalars(_inside_in(month, item_id).filter_by(point_id=point_id)).one()
    placed.point_days += days - 1  # one was added with the uses
    return True


def _inside_in(month: date, item_id: str) -> Select[tuple[ItemMonth]]:
    return select(ItemMonth).filter_by(month=month, item_id=item_id, inside=True, open_day=None)


def _report_places(settings: Settings, session: Session, month: date) -> None:
    session.flush()
    placed = select(ItemMonth).where(ItemMonth.month == month, ItemMonth.point_id.is_not(None))
    items = [
        [row.item_id, row.point_id, *(getattr(row, name) for name in _COUNTS), row.point_days]
        for row in session.scalars(placed.order_by(ItemMonth.item_id))
    ]
    if items:
        content = {"month": month.isoformat(), "items": items}
        outbox_entries.report(session, settings, MONTH_KIND, content, private=True)
