"""Public profile of a point: hours, services, events and monthly use."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from points.access_points import inventory
from points.access_points.inventory import Point
from points.access_points.opening_hours import OpenDay
from points.access_points.point_names import point_names
from points.programme.registers import entries
from points.programme.registers.entries import Entry
from points.programme.registers.schema import item_ids
from points.usage.measures.figure_reader import total
from points.usage.measures.measure_table import Source
from points.usage.measures.stored_sums import Grain, sums
from points.usage.privacy.small_counts import hide, printed

_DAYS_SHOWN = 7
_ONE_YEAR = timedelta(days=365)
_SUM = "sum"


@dataclass(frozen=True, slots=True)
class MonthlyUse:
    """Publishable number of sessions in a month: a number, x or …."""

    month: date
    text: str


@dataclass(frozen=True, slots=True)
class PublicProfile:
    """Profile of a point as shown to readers."""

    point: Point
    former_names: tuple[tuple[str, date], ...]
    """Earlier names, newest first, each with its last day."""
    week: tuple[tuple[date, OpenDay | None], ...]
    """Hours of today and the following six days."""
    services: tuple[Entry, ...]
    events: tuple[Entry, ...]
    months: tuple[MonthlyUse, ...]
    total: str
    """Publishable total of these months."""

    @property
    def pictures(self) -> tuple[str, ...]:
        """Ids of the items that show its events."""
        return tuple(name for event in self.events for name in pictures_of(event))


def public_profile(session: Session, code: str, today: date) -> PublicProfile:
    """Return the profile of a point, with small counts and those that reveal them hidden."""
    point = inventory.point_on(session, code, today)
    days = [today + timedelta(days=step) for step in range(_DAYS_SHOWN)]
    shown_entries = entries.entries(
        session, "dich-vu", "su-kien", until=today + _ONE_YEAR, points=(code,)
    )
    months, total = _monthly_use(session, point.id, today)
    return PublicProfile(
        point=point,
        former_names=point_names(session).former(code, today),
        week=tuple((day, inventory.hours_on(session, code, day)) for day in days),
        services=tuple(e for e in shown_entries if e.register == "dich-vu" and _offered(e, today)),
        events=tuple(
            e
            for e in reversed(shown_entries)
            if e.register == "su-kien" and e.day >= today - _ONE_YEAR
        ),
        months=months,
        total=total,
    )


def pictures_of(event: Entry) -> tuple[str, ...]:
    """Return the ids of the items that show an event."""
    return item_ids(str(event.get("pictures") or ""))


def _offered(entry: Entry, today: date) -> bool:
    until = entry.day_in("until")
    return entry.day <= today and (until is None or until >= today)


def _monthly_use(
    session: Session, point_id: int, today: date
) -> tuple[tuple[MonthlyUse, ...], str]:
    """Return the sessions of the previous twelve months, and their publishable sum."""
    current_month = today.replace(day=1)
    months = [_months_earlier(current_month, count) for count in range(12, 0, -1)]
    by_month = sums(
        session, Source.COMPUTERS, months[0], current_month, Grain.MONTH, points=(point_id,)
    )
    values = {month: by_month.get(month, {}).get("sessions") for month in months}
    values[_SUM] = total(by_month.values()).get("sessions")
    mask = hide(values, [(_SUM, *months)])
    return (
        tuple(MonthlyUse(month, printed(values[month], hidden=month in mask)) for month in months),
        printed(values[_SUM], hidden=_SUM in mask),
    )


def _months_earlier(month: date, count: int) -> date:
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)
