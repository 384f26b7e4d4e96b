"""Judgement of the sessions of a computer, from what the database knows about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from points.access_points.models import Device
from points.access_points.opening_hours import HANOI, OpenDay
from points.usage.events import plausibility
from points.usage.events.computer_sessions import ComputerSession, derive
from points.usage.events.plausibility import Implausibility, Record
from points.usage.events.provenance import (
    Arrival,
    Habits,
    closed_month_uses,
    split_events,
    unusual_days,
)
from points.usage.events.timeline import Placing, TimedEvent, milliseconds, moment
from points.usage.models import DeviceBoot
from points.usage.rollups.models import ComputerDay
from points.usage.rollups.per_point import SETTLED_AFTER, is_settled, midnight, next_month

_USUAL_DAYS = timedelta(days=60)
_MIN_USUAL_DAYS = 10
"""Days with events before a day, below which nothing is usual yet."""

Reasons = Mapping[ComputerSession, Implausibility | Arrival]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The sessions of a computer, and the reasons to set some of them apart."""

    events: tuple[TimedEvent, ...]
    """Events that count: those without the signature that they need are left out."""
    sessions: tuple[ComputerSession, ...]
    reasons: Reasons
    record: Record


def judge(
    session: Session,
    device_id: int,
    events: tuple[TimedEvent, ...],
    now: datetime,
    hours_on: Callable[[datetime], OpenDay | None],
    closing: Callable[[datetime], datetime | None],
) -> Judgement:
    """Return the sessions that events show, with those that are implausible."""
    habits = _habits(session, session.get_one(Device, device_id))
    counting, foreign_events = split_events(events, habits)
    sessions = derive(counting, now=now, closing=closing)
    counting_ids = {use.session for use in sessions}
    reasons: dict[ComputerSession, Implausibility | Arrival] = {
        use: reason
        for reason, foreign in foreign_events.items()
        for use in derive(foreign, now=now, closing=closing)
        if use.session not in counting_ids  # a copy of what counts
    }
    foreign_uses = tuple(reasons)
    record = _record(session, device_id, counting)
    reasons |= plausibility.implausible(sessions, counting, hours_on, record)
    plausible = [use for use in sessions if use not in reasons]
    late_uses = closed_month_uses(plausible, counting, habits)
    reasons |= dict.fromkeys(late_uses, Arrival.CLOSED_MONTH)
    plausible = [use for use in plausible if use not in reasons]
    unusual = unusual_days(plausible, habits)
    reasons |= {use: Arrival.UNUSUAL_DAY for use in plausible if local_day(use) in unusual}
    return Judgement(counting, (*sessions, *foreign_uses), reasons, record)


def local_day(use: ComputerSession) -> date:
    """Return the day on which a session started."""
    return use.started.astimezone(HANOI).date()


def was_settled_unjudged(session: Session, device_id: int, day: date, now: datetime) -> bool:
    """Return True if the day was counted without judgement and its month is settled since.

    What was published stays: late events never set apart a use that had counted.
    """
    if not is_settled(day.replace(day=1), now):
        return False
    rows = select(ComputerDay.apart_sessions).where(
        ComputerDay.device_id == device_id, ComputerDay.day == day
    )
    former = session.scalars(rows).all()
    return bool(former) and all(apart is None for apart in former)


def _record(session: Session, device_id: int, events: tuple[TimedEvent, ...]) -> Record:
    """Return the completeness of the events of a computer near some days."""
    ends = DeviceBoot.origin + DeviceBoot.latest
    first, last = session.execute(
        select(func.min(DeviceBoot.origin), func.max(ends)).where(
            DeviceBoot.device_id == device_id, DeviceBoot.by_agent, DeviceBoot.latest >= 0
        )
    ).one()
    runs = {event.run for event in events}
    dropping = select(DeviceBoot.by_agent).where(DeviceBoot.id.in_(runs), DeviceBoot.dropped > 0)
    incomplete = {
        *session.scalars(dropping),
        *(event.by_agent for event in _undated(events)),
    }
    return Record(
        agent_since=None if first is None else moment(first),
        agent_until=None if last is None else moment(last),
        agent_is_complete=True not in incomplete,
        page_is_complete=False not in incomplete,
    )


def _undated(events: tuple[TimedEvent, ...]) -> tuple[TimedEvent, ...]:
    """Return the events without a known time that can be of the time of the others."""
    dated_events = (event for event in events if event.placing is not Placing.UNKNOWN)
    oldest = min((milliseconds(event.at) // 1000 for event in dated_events), default=0)
    return tuple(
        event for event in events if event.placing is Placing.UNKNOWN and event.received >= oldest
    )


def _habits(session: Session, device: Device) -> Habits:
    networks = (
        select(DeviceBoot.network, func.min(DeviceBoot.id))
        .where(DeviceBoot.device_id == device.id, DeviceBoot.network.is_not(None))
        .group_by(DeviceBoot.network)
    )

    def usual_uses(day: date) -> float | None:
        earlier = select(func.count(), func.sum(ComputerDay.sessions)).where(
            ComputerDay.device_id == device.id,
            ComputerDay.day >= day - _USUAL_DAYS,
            ComputerDay.day < day,
            func.coalesce(ComputerDay.apart_sessions, 0) == 0,
        )
        days, uses = session.execute(earlier).one()  # days in doubt are no measure
        return None if days < _MIN_USUAL_DAYS else int(uses) / days

    return Habits(
        settled_at=lambda day: midnight(next_month(day.replace(day=1))) + SETTLED_AFTER,
        usual_uses=usual_uses,
        networks=dict(map(tuple, session.execute(networks))),
        judged_from=device.judged_from,
        signed_from=device.signed_from,
    )
