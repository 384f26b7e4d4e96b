"""Daily figures of public computers, recomputed from their events."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from library.database import insert_new, insert_or_lock
from points.access_points.enrolment import point_of
from points.access_points.inventory import hours_on, point_on
from points.access_points.models import AccessPoint, Device, DevicePlacement
from points.access_points.opening_hours import HANOI, OpenDay
from points.usage import apart_uses
from points.usage.events.clocks import Span
from points.usage.events.computer_sessions import MAX_SESSION_LENGTH
from points.usage.events.plausibility import Record
from points.usage.events.provenance import ARRIVED_LATER
from points.usage.events.timeline import (
    Placing,
    RawEvent,
    Run,
    TimedEvent,
    milliseconds,
    place_events,
)
from points.usage.models import DeviceBoot, DeviceEvent, DueCause, EventKind, UsageDue
from points.usage.rollups.day_totals import EventLog, Figures, add_figures, build_event_log, measure
from points.usage.rollups.models import ComputerDay, ComputerHour
from points.usage.rollups.per_point import (
    figures_of,
    first_unsettled,
    midnight,
    roll_point,
    write,
)
from points.usage.rollups.session_judgement import judge, local_day, was_settled_unjudged

_LOOK_BACK = 2 * MAX_SESSION_LENGTH
"""Events are read this long before a day, to see the start of each session."""

_ONE_DAY = timedelta(days=1)
_Stretches = tuple[tuple[int, Span], ...]

_HOUR = timedelta(hours=1)
_SECOND = timedelta(seconds=1)


def due(session: Session) -> tuple[tuple[int, date], ...]:
    """Return the (device id, day) pairs whose figures must be recomputed, oldest first."""
    rows = select(UsageDue.device_id, UsageDue.day).order_by(UsageDue.day, UsageDue.device_id)
    return tuple((device_id, day) for device_id, day in session.execute(rows))


def mark_hours_changed(session: Session, point_id: int, since: date, now: datetime) -> None:
    """Mark the days of a point as due whose hours were changed; settled months stay."""
    rows = select(ComputerDay.device_id, ComputerDay.day).where(
        ComputerDay.point_id == point_id, ComputerDay.day >= max(since, first_unsettled(now))
    )
    due_days = [
        {"device_id": device_id, "day": day, "cause": DueCause.HOURS}
        for device_id, day in session.execute(rows.order_by(ComputerDay.day, ComputerDay.device_id))
    ]
    if due_days:
        insert_or_lock(session, UsageDue, due_days)


def roll(session: Session, device_id: int, day: date, now: datetime) -> None:
    """Recompute the figures of a computer's day and of the days next to it.

    A session may cross midnight. Repeating it changes nothing.
    """
    # before anything is read: later events mark the day as due again
    key = {"device_id": device_id, "day": day}
    cause = session.scalar(select(UsageDue.cause).filter_by(**key)) or DueCause.EVENTS
    session.execute(delete(UsageDue).filter_by(**key))
    days = [day + _ONE_DAY * step for step in (-1, 0, 1)]
    events = read_events(
        session, device_id, _span(days[0]).begins - _LOOK_BACK, _span(days[-1]).ends + _LOOK_BACK
    )
    _mark_undated(session, events)
    days = [near for near in days if not _is_forgotten(session, device_id, near)]
    hours = _Hours(session, device_id)
    judgement = judge(session, device_id, events, now, hours.on, hours.closing)
    unjudged_days = {near for near in days if was_settled_unjudged(session, device_id, near, now)}
    implausible = {
        use: reason
        for use, reason in judgement.reasons.items()
        if local_day(use) not in unjudged_days or reason in ARRIVED_LATER
    }
    apart = apart_uses.store(
        session, device_id, days, implausible, partial(point_of, session, device_id)
    )
    log = build_event_log(judgement.events, judgement.sessions, apart)
    for near in days:
        stretches = tuple(_stretches(session, device_id, near))
        figures = _by_point(stretches, log)
        if near not in unjudged_days:
            figures = _judged(figures, stretches, hours, judgement.record)
        _replace_hours(session, device_id, near, stretches, log)
        _replace(session, device_id, near, figures, now, cause)


def _mark_undated(session: Session, events: tuple[TimedEvent, ...]) -> None:
    """Mark the runs whose time cannot be known, and no longer those whose time is known now."""
    for is_unknown in (True, False):
        runs = {event.run for event in events if (event.placing is Placing.UNKNOWN) is is_unknown}
        statement = update(DeviceBoot).where(
            DeviceBoot.id.in_(runs), DeviceBoot.undated.is_not(is_unknown)
        )
        session.execute(statement.values(undated=is_unknown))


class _Hours:
    """Looks up the hours of a computer's point for the start of a session."""

    def __init__(self, session: Session, device_id: int) -> None:
        self._session = session
        placements = select(DevicePlacement.since, DevicePlacement.point_id)
        of_this = placements.where(DevicePlacement.device_id == device_id)
        in_order = of_this.order_by(DevicePlacement.since, DevicePlacement.id)
        self._places = [tuple(row) for row in session.execute(in_order)]
        self._hours_by_day: dict[tuple[int, date], OpenDay | None] = {}

    def closing(self, moment: datetime) -> datetime | None:
        """Return the closing time of the day; None if it is not recorded."""
        hours = self.on(moment)
        return None if hours is None else hours.closing(moment.astimezone(HANOI).date())

    def on(self, moment: datetime) -> OpenDay | None:
        """Return the hours of the day; None if they are not recorded."""
        point_ids = [point_id for since, point_id in self._places if since <= moment]
        if not self._places:
            return None
        place = point_ids[-1] if point_ids else self._places[0][1], moment.astimezone(HANOI).date()
        if place not in self._hours_by_day:
            self._hours_by_day[place] = self._ask(*place)
        return self._hours_by_day[place]

    def _ask(self, point_id: int, day: date) -> OpenDay | None:
        code = self._session.get_one(AccessPoint, point_id).code
        if not point_on(self._session, code, day).facts.serving:
            return OpenDay(())
        return hours_on(self._session, code, day)


def _judged(
    figures_by_point: dict[int, Figures], stretches: _Stretches, hours: _Hours, record: Record
) -> dict[int, Figures]:
    """Return the figures with 0 uses set apart where uses were judged and none was."""
    judged_points = {
        point_id
        for point_id, stretch in stretches
        if hours.on(stretch.begins) is not None or record.has_agent_at(stretch.begins)
    }
    return {
        point_id: replace(figures, apart_sessions=figures.apart_sessions or 0)
        if point_id in judged_points
        else figures
        for point_id, figures in figures_by_point.items()
    }


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
    moves = session.scalars(
        select(DevicePlacement.since)
        .where(DevicePlacement.device_id == device_id)
        .where(DevicePlacement.since > span.begins, DevicePlacement.since < span.ends)
        .order_by(DevicePlacement.since)
    ).all()
    for begins, ends in zip((span.begins, *moves), (*moves, span.ends), strict=True):
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
    session: Session,
    device_id: int,
    day: date,
    figures_by_point: dict[int, Figures],
    now: datetime,
    cause: str,
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
            roll_point(session, point_id, day, now, cause)


def _is_forgotten(session: Session, device_id: int, day: date) -> bool:
    cutoff = session.get_one(Device, device_id).forgotten_before
    return cutoff is not None and day < cutoff


def _span(day: date) -> Span:
    begins = midnight(day)
    return Span(begins, begins + _ONE_DAY)


@dataclass(frozen=True, slots=True)
class HourFigures:
    """Figures of a computer in one hour."""

    sessions: int = 0
    """Number of sessions started in it."""
    used_seconds: int = 0
    """Seconds of sessions within the hour."""
    active_seconds: int = 0
    machine_seconds: int = 0
    line_up_seconds: int = 0
    line_down_seconds: int = 0


def by_hour(log: EventLog, within: Span) -> dict[int, HourFigures]:
    """Return the figures by hour (0–23) of a span within one day; hours without events are absent.

    They add up to the figures of the span, to the second.
    """
    event_hours = {
        _hour(event.at) for event in log.events if within.begins <= event.at < within.ends
    }
    start_hours = [
        _hour(session.started)
        for session in log.sessions
        if within.begins <= session.started < within.ends
    ]
    session_spans = [Span(session.started, session.last_active) for session in log.sessions]
    clocks = [
        _shares(spans, within)
        for spans in (session_spans, log.active, log.machine_on, log.line_up, log.line_down)
    ]
    hours = sorted(event_hours.union(start_hours, *clocks))
    return {
        hour: HourFigures(start_hours.count(hour), *(clock.get(hour, 0) for clock in clocks))
        for hour in hours
    }


def _shares(spans: Iterable[Span], within: Span) -> dict[int, int]:
    """Return the full seconds of spans in each hour; fractions carry over to the next hour."""
    time_by_hour: dict[int, timedelta] = {}
    for span in spans:
        at, ends = max(span.begins, within.begins), min(span.ends, within.ends)
        while at < ends:
            until = min(ends, at.replace(minute=0, second=0, microsecond=0) + _HOUR)
            time_by_hour[_hour(at)] = time_by_hour.get(_hour(at), timedelta()) + (until - at)
            at = until
    shares, total, seconds = {}, timedelta(), 0
    for hour in sorted(time_by_hour):
        total += time_by_hour[hour]
        shares[hour], seconds = total // _SECOND - seconds, total // _SECOND
    return shares


def _hour(at: datetime) -> int:
    return at.astimezone(HANOI).hour


_RUN_COLUMNS = (
    "id",
    "origin",
    "skew",
    "heard",
    "by_agent",
    "delivered_by",
    "delivered_offset",
    "signed",
    "network",
)
_EVENT_COLUMNS = ("boot_id", "seq", "kind", "wall", "mono", "session", "amount", "received")


def read_events(
    session: Session, device_id: int, since: datetime, until: datetime
) -> tuple[TimedEvent, ...]:
    """Return a computer's events from `since` up to `until`, and those without a known time."""
    first, last = milliseconds(since), milliseconds(until)
    runs = select(*(getattr(DeviceBoot, name) for name in _RUN_COLUMNS))
    is_near = or_(
        DeviceBoot.origin.is_(None),
        (DeviceBoot.origin < last) & (DeviceBoot.origin + DeviceBoot.latest >= first),
    )
    of_device = select(DeviceBoot.id).where(DeviceBoot.device_id == device_id, is_near)
    run_ids = session.scalars(of_device).all()
    at = DeviceBoot.origin + DeviceEvent.mono
    stored_events = (
        select(*(getattr(DeviceEvent, name) for name in _EVENT_COLUMNS))
        .join(DeviceBoot, DeviceBoot.id == DeviceEvent.boot_id)
        # by number: a join alone would let PostgreSQL read every partition as a whole
        .where(DeviceEvent.boot_id.in_(run_ids), DeviceBoot.id.in_(run_ids))
        .where(or_(DeviceBoot.origin.is_(None), (at >= first) & (at < last)))
    )
    events = place_events(
        [
            Run(run, origin, skew, milliseconds(heard_at), *values)
            for run, origin, skew, heard_at, *values in session.execute(
                runs.where(DeviceBoot.device_id == device_id)
            )
        ],
        [
            RawEvent(run, seq, EventKind(kind), *values)
            for run, seq, kind, *values in session.execute(stored_events)
        ],
    )
    return tuple(
        event for event in events if event.placing is Placing.UNKNOWN or since <= event.at < until
    )
