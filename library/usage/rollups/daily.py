"""Daily figures of public computers, recomputed from their events."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from library.database import insert_new
from library.points.enrolment import point_of
from library.points.inventory import hours_on
from library.points.models import AccessPoint, DevicePlacement
from library.points.opening_hours import HANOI
from library.usage.events.clocks import Span
from library.usage.events.computer_sessions import MAX_SESSION_LENGTH, derive
from library.usage.events.read_back import read_events
from library.usage.events.timeline import Placing, TimedEvent
from library.usage.models import DeviceBoot, UsageDue
from library.usage.rollups.day_totals import (
    EventLog,
    Figures,
    add_figures,
    build_event_log,
    measure,
)
from library.usage.rollups.hour_totals import by_hour
from library.usage.rollups.models import ComputerDay, ComputerHour, Forgotten
from library.usage.rollups.per_point import figures_of, midnight, roll_point, write

_LOOK_BACK = 2 * MAX_SESSION_LENGTH
"""Events are read this long before a day, to see the start of each session."""

_ONE_DAY = timedelta(days=1)
_Stretches = tuple[tuple[int, Span], ...]


def due(session: Session) -> tuple[tuple[int, date], ...]:
    """Return the (device id, day) pairs whose figures must be recomputed, oldest first."""
    rows = select(UsageDue.device_id, UsageDue.day).order_by(UsageDue.day, UsageDue.device_id)
    return tuple((device_id, day) for device_id, day in session.execute(rows))


def roll(session: Session, device_id: int, day: date, now: datetime) -> None:
    """Recompute the figures of a computer's day and of the days next to it.

    A session may cross midnight. Repeating it changes nothing.
    """
    # before anything is read: later events mark the day as due again
    session.execute(delete(UsageDue).where(UsageDue.device_id == device_id, UsageDue.day == day))
    days = [day + _ONE_DAY * step for step in (-1, 0, 1)]
    events = read_events(
        session, device_id, _span(days[0]).begins - _LOOK_BACK, _span(days[-1]).ends + _LOOK_BACK
    )
    _mark_undated(session, events)
    log = build_event_log(events, derive(events, now=now, closing=_Closing(session, device_id)))
    for near in days:
        if not _is_forgotten(session, device_id, near):
            stretches = tuple(_stretches(session, device_id, near))
            _replace_hours(session, device_id, near, stretches, log)
            _replace(session, device_id, near, _by_point(stretches, log), now)


def _mark_undated(session: Session, events: tuple[TimedEvent, ...]) -> None:
    """Mark the runs whose time cannot be known, and no longer those whose time is known now."""
    for is_unknown in (True, False):
        runs = {event.run for event in events if (event.placing is Placing.UNKNOWN) is is_unknown}
        changed = update(DeviceBoot).where(
            DeviceBoot.id.in_(runs), DeviceBoot.undated.is_not(is_unknown)
        )
        session.execute(changed.values(undated=is_unknown))


class _Closing:
    """Looks up the closing time of a computer's point for the start of a session."""

    def __init__(self, session: Session, device_id: int) -> None:
        self._session = session
        placed = select(DevicePlacement.since, DevicePlacement.point_id)
        of_this = placed.where(DevicePlacement.device_id == device_id)
        ordered = of_this.order_by(DevicePlacement.since, DevicePlacement.id)
        self._places = [tuple(row) for row in session.execute(ordered)]
        self._known: dict[tuple[int, date], datetime | None] = {}

    def __call__(self, started: datetime) -> datetime | None:
        point_ids = [point_id for since, point_id in self._places if since <= started]
        if not self._places:
            return None
        place = point_ids[-1] if point_ids else self._places[0][1], started.astimezone(HANOI).date()
        if place not in self._known:
            self._known[place] = self._ask(*place)
        return self._known[place]

    def _ask(self, point_id: int, day: date) -> datetime | None:
        hours = hours_on(self._session, self._session.get_one(AccessPoint, point_id).code, day)
        return None if hours is None else hours.closing(day)


def _by_point(stretches: _Stretches, log: EventLog) -> dict[int, Figures]:
    figures_by_point: dict[int, Figures] = {}
    for point_id, stretch in stretches:
        figures = measure(log, stretch)
        if figures is not None:
            figures_by_point[point_id] = add_figures(
                figures_by_point.get(point_id, Figures()), figures
            )
    return figures_by_point


def _stretches(session: Session, device_id: int, day: date) -> Iterator[tuple[int, Span]]:
    """Yield the placements of a computer on a day, not before its first: point id and span."""
    placements = select(DevicePlacement.since).where(DevicePlacement.device_id == device_id)
    first = session.scalar(placements.order_by(DevicePlacement.since).limit(1))
    span = _span(day)
    if first is None or first >= span.ends:
        return
    span = Span(max(span.begins, first), span.ends)
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
    session: Session, device_id: int, day: date, stretches: _Stretches, log: EventLog
) -> None:
    session.execute(
        delete(ComputerHour).where(ComputerHour.device_id == device_id, ComputerHour.day == day)
    )
    hours = {
        (point_id, hour): figures
        for point_id, stretch in stretches
        for hour, figures in by_hour(log, stretch).items()
    }
    key = {"device_id": device_id, "day": day}
    rows = [
        {**key, "point_id": point_id, "hour": hour, **asdict(figures)}
        for (point_id, hour), figures in hours.items()
    ]
    if rows:
        insert_new(session, ComputerHour, rows)


def _replace(
    session: Session, device_id: int, day: date, figures_by_point: dict[int, Figures], now: datetime
) -> None:
    rows = select(ComputerDay).where(ComputerDay.device_id == device_id, ComputerDay.day == day)
    rows_by_point = {row.point_id: row for row in session.scalars(rows)}
    previous = {point_id: figures_of(row) for point_id, row in rows_by_point.items()}
    for point_id in rows_by_point.keys() - figures_by_point.keys():
        session.delete(rows_by_point[point_id])
    for point_id, figures in figures_by_point.items():
        row = rows_by_point.get(point_id) or ComputerDay(
            device_id=device_id, day=day, point_id=point_id
        )
        write(row, figures)
        session.add(row)
    session.flush()
    for point_id in sorted(previous.keys() | figures_by_point.keys()):
        if previous.get(point_id) != figures_by_point.get(point_id):
            roll_point(session, point_id, day, now)


def _is_forgotten(session: Session, device_id: int, day: date) -> bool:
    forgotten = session.get(Forgotten, device_id)
    return forgotten is not None and day < forgotten.before


def _span(day: date) -> Span:
    begins = midnight(day)
    return Span(begins, begins + _ONE_DAY)
