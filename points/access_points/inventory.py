"""Dated records of the access points: a change adds a record and overwrites none."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from library import clock
from library.vietnamese.letters import compose
from points.access_points.models import (
    AccessPoint,
    OpeningException,
    OpeningWeek,
    PointLevel,
    PointRecord,
)
from points.access_points.opening_hours import WEEKDAYS, OpenDay, read_hours, write_hours
from points.access_points.problems import PointCodeTakenError, PointNotFoundError

_DatedRecord = TypeVar("_Dated", PointRecord, OpeningWeek)


@dataclass(frozen=True, slots=True)
class PointFacts:
    """Facts of a point on a day."""

    name: str
    level: PointLevel
    owner: str | None = None
    reporter: str | None = None
    place: str | None = None
    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    serving: bool = True
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A point as it was on a day."""

    id: int
    code: str
    since: date
    facts: PointFacts


def enter(session: Session, code: str, facts: PointFacts, *, since: date, by: str) -> int:
    """Enter a new point; return its id."""
    if session.scalar(select(AccessPoint.id).where(AccessPoint.code == code)) is not None:
        raise PointCodeTakenError(code)
    point = AccessPoint(code=code)
    session.add(point)
    session.flush()
    _record(session, point.id, facts, since=since, by=by, reason=None)
    return point.id


def change(
    session: Session, code: str, *, since: date, by: str, reason: str, **changes: object
) -> None:
    """Record changed facts from a day on; earlier days keep their facts.

    A correction has the day of the record it corrects: of two records of a day the later counts.
    """
    previous = point_on(session, code, since)
    _record(
        session, previous.id, replace(previous.facts, **changes), since=since, by=by, reason=reason
    )


def point_on(session: Session, code: str, day: date) -> Point:
    """Return a point as it was on a day; before its first record, as in the first record."""
    point_id = _point_id(session, code)
    record = session.scalar(_latest(PointRecord, point_id, day)) or session.scalar(
        select(PointRecord)
        .where(PointRecord.point_id == point_id)
        .order_by(PointRecord.since, PointRecord.id.desc())
        .limit(1)
    )
    return _point(code, record)


def points_on(session: Session, day: date) -> tuple[Point, ...]:
    """Return every point known on a day, in the order in which they were entered."""
    return points_on_days(session, (day,))[day]


def points_on_days(session: Session, days: Collection[date]) -> dict[date, tuple[Point, ...]]:
    """Return the points known on each of some days, likewise."""
    rows = session.execute(
        select(AccessPoint.code, PointRecord)
        .join(PointRecord, PointRecord.point_id == AccessPoint.id)
        .where(PointRecord.since <= max(days, default=date.min))
        .order_by(AccessPoint.id, PointRecord.since, PointRecord.id)
    )
    points = [(record.since, _point(code, record)) for code, record in rows]
    return {
        day: tuple({point.id: point for since, point in points if since <= day}.values())
        for day in days
    }


def history(session: Session, code: str) -> tuple[PointRecord, ...]:
    """Return all records of a point, oldest first."""
    records = select(PointRecord).where(PointRecord.point_id == _point_id(session, code))
    return tuple(session.scalars(records.order_by(PointRecord.since, PointRecord.id)))


def set_week(session: Session, code: str, week: Sequence[str], *, since: date, by: str) -> None:
    """Record the weekly hours, Monday first, from a day on; raise OpeningHoursError."""
    days = [write_hours(read_hours(week[weekday])) for weekday in range(len(WEEKDAYS))]
    session.add(
        OpeningWeek(
            point_id=_point_id(session, code),
            since=since,
            recorded=clock.now(),
            recorded_by=by,
            days=days,
        )
    )
    session.flush()


def week_on(session: Session, code: str, day: date) -> tuple[str, ...] | None:
    """Return the usual weekly hours as stored, Monday first; None if none are recorded."""
    week = session.scalar(_latest(OpeningWeek, _point_id(session, code), day))
    return None if week is None else tuple(week.days)


def exceptions_since(session: Session, code: str, since: date) -> tuple[OpeningException, ...]:
    """Return the exceptions from a day on; of two exceptions of the same day, the later one."""
    rows = (
        select(OpeningException)
        .where(OpeningException.point_id == _point_id(session, code), OpeningException.day >= since)
        .order_by(OpeningException.day, OpeningException.id)
    )
    return tuple({exception.day: exception for exception in session.scalars(rows)}.values())


def set_exception(
    session: Session, code: str, day: date, hours: str, *, reason: str, by: str
) -> None:
    """Record exceptional hours of a day with the reason; empty hours mean closed."""
    session.add(
        OpeningException(
            point_id=_point_id(session, code),
            day=day,
            recorded=clock.now(),
            recorded_by=by,
            hours=write_hours(read_hours(hours)),
            reason=compose(reason),
        )
    )
    session.flush()


def hours_on(session: Session, code: str, day: date) -> OpenDay | None:
    """Return the hours of a point on a day; None if none are recorded, which is not closed."""
    point_id = _point_id(session, code)
    exception = session.scalar(
        select(OpeningException)
        .where(OpeningException.point_id == point_id, OpeningException.day == day)
        .order_by(OpeningException.id.desc())
        .limit(1)
    )
    if exception is not None:
        return OpenDay(read_hours(exception.hours), exception.reason)
    week = session.scalar(_latest(OpeningWeek, point_id, day))
    return None if week is None else OpenDay(read_hours(week.days[day.weekday()]))


def all_hours_on(session: Session, day: date) -> dict[int, OpenDay]:
    """Return the hours of all points on a day by point id; points without any are absent."""
    weeks = select(OpeningWeek).where(OpeningWeek.since <= day)
    in_order = weeks.order_by(OpeningWeek.since, OpeningWeek.id)
    latest = {week.point_id: week.days for week in session.scalars(in_order)}
    hours = {
        point_id: OpenDay(read_hours(days[day.weekday()])) for point_id, days in latest.items()
    }
    exceptions = select(OpeningException).where(OpeningException.day == day)
    for exception in session.scalars(exceptions.order_by(OpeningException.id)):
        hours[exception.point_id] = OpenDay(read_hours(exception.hours), exception.reason)
    return hours


def _latest(table: type[_DatedRecord], point_id: int, day: date) -> Select[tuple[_DatedRecord]]:
    records = select(table).where(table.point_id == point_id, table.since <= day)
    return records.order_by(table.since.desc(), table.id.desc()).limit(1)


def _record(
    session: Session, point_id: int, facts: PointFacts, *, since: date, by: str, reason: str | None
) -> None:
    values = {
        name: compose(value) if type(value) is str else value
        for name, value in asdict(facts).items()
    }
    session.add(
        PointRecord(
            point_id=point_id,
            since=since,
            recorded=clock.now(),
            recorded_by=by,
            reason=reason,
            **values,
        )
    )
    session.flush()


def _point_id(session: Session, code: str) -> int:
    point_id = session.scalar(select(AccessPoint.id).where(AccessPoint.code == code))
    if point_id is None:
        raise PointNotFoundError(code)
    return point_id


def _point(code: str, record: PointRecord) -> Point:
    facts = PointFacts(**{name: getattr(record, name) for name in PointFacts.__dataclass_fields__})
    return Point(record.point_id, code, record.since, facts)
