"""Says what everybody may know of a point: where, when, what for, and how many came."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.points import inventory
from library.points.inventory import Point
from library.points.opening_hours import OpenDay
from library.programme.registers import entries
from library.programme.registers.entries import Entry
from library.programme.registers.schema import item_ids
from library.usage.privacy.small_counts import hide, printed
from library.usage.rollups.models import PointMonth

_A_WEEK = 7
_A_YEAR = timedelta(days=365)
_SUM = "sum"


@dataclass(frozen=True, slots=True)
class UseOfMonth:
    """How often computers were used in a month, as it may be published: a number, x or …"""

    month: date
    said: str


@dataclass(frozen=True, slots=True)
class Face:
    """A point as readers see it."""

    point: Point
    week: tuple[tuple[date, OpenDay | None], ...]
    """Today and the six days after it."""
    services: tuple[Entry, ...]
    events: tuple[Entry, ...]
    months: tuple[UseOfMonth, ...]
    total: str
    """Of these months together."""

    @property
    def pictures(self) -> tuple[str, ...]:
        """The items that show its events."""
        return tuple(name for event in self.events for name in pictures_of(event))


def face(session: Session, code: str, today: date) -> Face:
    """Return the face of a point; small counts are hidden, and what would give them away."""
    point = inventory.on(session, code, today)
    days = [today + timedelta(days=step) for step in range(_A_WEEK)]
    told = entries.entries(session, "dich-vu", "su-kien", until=today + _A_YEAR, points=(code,))
    months, total = _use(session, point.id, today)
    return Face(
        point=point,
        week=tuple((day, inventory.hours_on(session, code, day)) for day in days),
        services=tuple(e for e in told if e.register == "dich-vu" and _offered(e, today)),
        events=tuple(
            e for e in reversed(told) if e.register == "su-kien" and e.day >= today - _A_YEAR
        ),
        months=months,
        total=total,
    )


def pictures_of(event: Entry) -> tuple[str, ...]:
    """Return the items that show an event."""
    return item_ids(str(event.get("pictures") or ""))


def _offered(entry: Entry, today: date) -> bool:
    until = entry.day_in("until")
    return entry.day <= today and (until is None or until >= today)


def _use(session: Session, point_id: int, today: date) -> tuple[tuple[UseOfMonth, ...], str]:
    """Return the twelve months before this one, and their sum."""
    this = today.replace(day=1)
    months = [_back(this, count) for count in range(12, 0, -1)]
    rows = session.execute(
        select(PointMonth.month, PointMonth.sessions).where(
            PointMonth.point_id == point_id, PointMonth.month.in_(months)
        )
    )
    known = dict(rows.all())
    values = {month: known.get(month) for month in months}
    values[_SUM] = sum(known.values()) if known else None
    hidden = hide(values, [(_SUM, *months)])
    return (
        tuple(
            UseOfMonth(month, printed(values[month], hidden=month in hidden)) for month in months
        ),
        printed(values[_SUM], hidden=_SUM in hidden),
    )


def _back(month: date, count: int) -> date:
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)
