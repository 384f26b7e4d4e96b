"""Reading at the library: the computer of a request, its network, and the places to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.catalogue.authorities.authority_records import is_open
from library.catalogue.models import Item
from points.access_points import enrolment, inventory, networks
from points.access_points.models import OpeningException, OpeningWeek
from points.access_points.opening_hours import WEEKDAYS, read_hours, write_hours
from points.access_points.point_names import is_named
from points.access_points.reform_2025 import place_today
from points.usage.privacy.small_counts import hide, printed
from points.usage.rollups.models import ItemMonth
from points.usage.rollups.per_item import MIN_DAYS

_MONTHS_OF_READS = 3


@dataclass(frozen=True, slots=True)
class WeekdayRange:
    """Consecutive weekdays with the same hours; empty hours mean closed."""

    first: str
    last: str
    hours: str


@dataclass(frozen=True, slots=True)
class ReadingPlace:
    """Point as shown to readers; unrecorded hours are None, which is not closed."""

    code: str
    name: str
    unit: str
    """Commune or ward of today, or empty."""
    address: str
    today: str | None
    today_because: str | None
    """Reason for exceptional hours today."""
    week: tuple[WeekdayRange, ...]


def computer_of(session: Session, token: str) -> int | None:
    """Return the id of the enrolled computer whose page holds this token."""
    return enrolment.device_of(session, token)


def is_in_network(session: Session, computer: int, address: str, at: datetime) -> bool | None:
    """Return True if an address belongs to the computer's point; None if it has no networks."""
    point_id = enrolment.point_of(session, computer, at)
    of_point = () if point_id is None else networks.networks_of(session, point_id)
    return networks.contains(of_point, address) if of_point else None


def known_networks(session: Session) -> tuple[str, ...]:
    """Return the networks of all points."""
    return networks.all_networks(session)


def reading_places(session: Session, day: date) -> tuple[ReadingPlace, ...]:
    """Return the points that serve readers on a day, in the order of entry."""
    weeks, exceptions = _weeks(session, day), _exceptions(session, day)
    return tuple(
        _place(point, weeks.get(point.id), exceptions.get(point.id), day)
        for point in inventory.points_on(session, day)
        if point.facts.serving and is_named(point)
    )


def reads_in(session: Session, unit: str, day: date) -> tuple[tuple[tuple[str, str], ...], str]:
    """Return the reads at the points of a unit in the last three whole months, as published.

    By collection, largest first, and together; small numbers, and those that reveal them, are
    hidden. Reads of titles that few machines of a point had are counted for no point.
    """
    points = [
        point.id
        for point in inventory.points_on(session, day)
        if place_today(point.facts.place or "") == unit
    ]
    until = day.replace(day=1)
    years, months = divmod(until.year * 12 + until.month - 1 - _MONTHS_OF_READS, 12)
    since = date(years, months + 1, 1)
    total = func.sum(ItemMonth.total_requests)
    rows = session.execute(
        select(Item.collection, total)
        .join(ItemMonth, ItemMonth.item_id == Item.id)
        .where(ItemMonth.point_id.in_(points), ItemMonth.month >= since, ItemMonth.month < until)
        .where(ItemMonth.point_days >= MIN_DAYS, *is_open())
        .group_by(Item.collection)
        .order_by(total.desc())
    )
    counts: dict[str, int] = {slug: count for slug, count in rows if count}
    if not counts:
        return (), ""
    values = {**counts, "": sum(counts.values())}
    mask = hide(values, [("", *counts)])
    texts = {slug: printed(count, hidden=slug in mask) for slug, count in values.items()}
    return tuple((slug, texts[slug]) for slug in counts), texts[""]


def _place(
    point: inventory.Point,
    week: Sequence[str] | None,
    exception: tuple[str, str] | None,
    day: date,
) -> ReadingPlace:
    usual = week and week[day.weekday()]
    hours, reason = exception or (usual, None)
    facts, unit = point.facts, place_today(point.facts.place or "")
    return ReadingPlace(
        code=point.code,
        name=facts.name,
        unit=unit,
        address=", ".join(dict.fromkeys(filter(None, (facts.address, unit)))),
        today=None if hours is None else write_hours(read_hours(hours)),
        today_because=reason,
        week=_weekday_ranges(week) if week else (),
    )


def _weekday_ranges(week: Sequence[str]) -> tuple[WeekdayRange, ...]:
    days = zip(WEEKDAYS, week, strict=True)
    runs = [
        (hours, [name for name, _ in group]) for hours, group in groupby(days, lambda day: day[1])
    ]
    return tuple(WeekdayRange(names[0], names[-1], hours) for hours, names in runs)


def _weeks(session: Session, day: date) -> dict[int, list[str]]:
    """Return the latest weekly hours of each point, by point id."""
    rows = select(OpeningWeek.point_id, OpeningWeek.days).where(OpeningWeek.since <= day)
    result = session.execute(rows.order_by(OpeningWeek.since, OpeningWeek.id))
    return {point_id: days for point_id, days in result}  # noqa: C416  (dict() asks rows for keys)


def _exceptions(session: Session, day: date) -> dict[int, tuple[str, str]]:
    rows = select(OpeningException.point_id, OpeningException.hours, OpeningException.reason)
    result = session.execute(rows.where(OpeningException.day == day).order_by(OpeningException.id))
    return {point_id: (hours, reason) for point_id, hours, reason in result}
