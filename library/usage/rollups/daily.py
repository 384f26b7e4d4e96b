"""Keeps the figures of public computers true to what they said: each day and month made anew."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from library.database import insert_new
from library.points.enrolment import point_of
from library.points.inventory import hours_on
from library.points.models import AccessPoint, DevicePlacement
from library.points.opening_hours import HANOI
from library.usage.events.clocks import Span
from library.usage.events.computer_sessions import LONGEST, derive
from library.usage.events.read_back import moments
from library.usage.models import UsageDue
from library.usage.rollups.day_totals import Figures, Heard, added, hear, measure
from library.usage.rollups.hour_totals import by_hour
from library.usage.rollups.models import ComputerDay, ComputerHour, Forgotten
from library.usage.rollups.per_point import figures_of, midnight, roll_point, write

_BEFORE = 2 * LONGEST
"""So long before a day must be heard that no session of it seems to begin in its middle."""

_A_DAY = timedelta(days=1)
_Stretches = tuple[tuple[int, Span], ...]


def due(session: Session) -> tuple[tuple[int, date], ...]:
    """Return the days of computers of which the figures must be made anew, oldest first."""
    rows = select(UsageDue.device_id, UsageDue.day).order_by(UsageDue.day, UsageDue.device_id)
    return tuple((device_id, day) for device_id, day in session.execute(rows))


def roll(session: Session, device_id: int, day: date, now: datetime) -> None:
    """Make the figures of a computer's day anew, and of its neighbours: a session may reach over.

    Doing it again changes nothing.
    """
    # before anything is read: what comes from now on makes the day due again
    session.execute(delete(UsageDue).where(UsageDue.device_id == device_id, UsageDue.day == day))
    days = [day + _A_DAY * step for step in (-1, 0, 1)]
    said = moments(
        session, device_id, _span(days[0]).begins - _BEFORE, _span(days[-1]).ends + _BEFORE
    )
    heard = hear(said, derive(said, now=now, closing=_Closing(session, device_id)))
    for near in days:
        if not _is_forgotten(session, device_id, near):
            stretches = tuple(_stretches(session, device_id, near))
            _replace_hours(session, device_id, near, stretches, heard)
            _replace(session, device_id, near, _by_point(stretches, heard), now)


class _Closing:
    """Tells after which moment nobody can be at a computer any more."""

    def __init__(self, session: Session, device_id: int) -> None:
        self._session = session
        placed = select(DevicePlacement.since, DevicePlacement.point_id)
        of_this = placed.where(DevicePlacement.device_id == device_id)
        ordered = of_this.order_by(DevicePlacement.since, DevicePlacement.id)
        self._places = [tuple(row) for row in session.execute(ordered)]
        self._known: dict[tuple[int, date], datetime | None] = {}

    def __call__(self, started: datetime) -> datetime | None:
        there = [point_id for since, point_id in self._places if since <= started]
        if not self._places:
            return None
        place = there[-1] if there else self._places[0][1], started.astimezone(HANOI).date()
        if place not in self._known:
            self._known[place] = self._ask(*place)
        return self._known[place]

    def _ask(self, point_id: int, day: date) -> datetime | None:
        hours = hours_on(self._session, self._session.get_one(AccessPoint, point_id).code, day)
        return None if hours is None else hours.closing(day)


def _by_point(stretches: _Stretches, heard: Heard) -> dict[int, Figures]:
    found: dict[int, Figures] = {}
    for point_id, stretch in stretches:
        figures = measure(heard, stretch)
        if figures is not None:
            found[point_id] = added(found.get(point_id, Figures()), figures)
    return found


def _stretches(session: Session, device_id: int, day: date) -> Iterator[tuple[int, Span]]:
    """Give where a computer stood on a day, one place after the other."""
    span = _span(day)
    moved = session.scalars(
        select(DevicePlacement.since)
        .where(DevicePlacement.device_id == device_id)
        .where(DevicePlacement.since > span.begins, DevicePlacement.since < span.ends)
        .order_by(DevicePlacement.since)
    ).all()
    for begins, ends in zip((span.begins, *moved), (*moved, span.ends), strict=True):
        point_id = point_of(session, device_id, begins)
        if point_id is not None:
            yield point_id, Span(begins, ends)


def _replace_hours(
    session: Session, device_id: int, day: date, stretches: _Stretches, heard: Heard
) -> None:
    session.execute(
        delete(ComputerHour).where(ComputerHour.device_id == device_id, ComputerHour.day == day)
    )
    hours = {
        (point_id, hour): figures
        for point_id, stretch in stretches
        for hour, figures in by_hour(heard, stretch).items()
    }
    told = {"device_id": device_id, "day": day}
    rows = [
        {**told, "point_id": point_id, "hour": hour, **asdict(figures)}
        for (point_id, hour), figures in hours.items()
    ]
    if rows:
        insert_new(session, ComputerHour, rows)


def _replace(
    session: Session, device_id: int, day: date, found: dict[int, Figures], now: datetime
) -> None:
    rows = select(ComputerDay).where(ComputerDay.device_id == device_id, ComputerDay.day == day)
    known = {row.point_id: row for row in session.scalars(rows)}
    before = {point_id: figures_of(row) for point_id, row in known.items()}
    for point_id in known.keys() - found.keys():
        session.delete(known[point_id])
    for point_id, figures in found.items():
        row = known.get(point_id) or ComputerDay(device_id=device_id, day=day, point_id=point_id)
        write(row, figures)
        session.add(row)
    session.flush()
    for point_id in sorted(before.keys() | found.keys()):
        if before.get(point_id) != found.get(point_id):
            roll_point(session, point_id, day, now)


def _is_forgotten(session: Session, device_id: int, day: date) -> bool:
    forgotten = session.get(Forgotten, device_id)
    return forgotten is not None and day < forgotten.before


def _span(day: date) -> Span:
    begins = midnight(day)
    return Span(begins, begins + _A_DAY)
