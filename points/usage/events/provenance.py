"""Events without a signature, and sessions that arrived from elsewhere or too late (no database).

Whoever copied a token can send uses. The agent vouches for each sitting at its machine; without an
agent the browser signs its batches with a key that no script can export. A page sends its oldest
events first: what arrives days late, although later events came before, was not in its queue.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import accumulate

from points.access_points.opening_hours import HANOI
from points.usage.events.computer_sessions import MAX_SESSION_LENGTH, ComputerSession
from points.usage.events.timeline import Placing, TimedEvent, milliseconds
from points.usage.models import EventKind

_LATE_SECONDS = 24 * 3600
_NETWORK_TOLERANCE = timedelta(minutes=2)
_UNUSUAL_FACTOR = 5
_MIN_UNUSUAL_USES = 10
"""A school class at a quiet computer is no fraud; a reader stays for more than some minutes."""


class Arrival(StrEnum):
    """Reason why the arrival or the number of sessions is implausible."""

    UNSIGNED = "unsigned"
    TWO_NETWORKS = "two-networks"
    LATE = "late"
    CLOSED_MONTH = "closed-month"
    UNUSUAL_DAY = "unusual-day"


ARRIVED_LATER = frozenset(Arrival) - {Arrival.UNUSUAL_DAY}
"""Reasons that no use has which was counted before a month was settled."""


@dataclass(frozen=True, slots=True)
class Habits:
    """Facts about a computer, by which arrivals are judged."""

    settled_at: Callable[[date], datetime]
    """Return the time at which the month of a day is settled."""
    usual_uses: Callable[[date], float | None]
    """Return the mean number of uses of a day in the weeks before; None if that is unknown."""
    networks: Mapping[str, int] = field(default_factory=dict)
    """Networks of its runs, with the number of the first run in each."""
    judged_from: datetime | None = None
    signed_from: datetime | None = None


_Events = tuple[TimedEvent, ...]


def split_events(
    events: Iterable[TimedEvent], habits: Habits
) -> tuple[_Events, dict[Arrival, _Events]]:
    """Return the events that count, and the other ones by the reason why they do not.

    Sessions of the latter are derived apart, so that they close no session that counts.
    """
    counting, unsigned = _by_signature(events, habits.signed_from)
    if habits.signed_from is not None:
        return counting, {Arrival.UNSIGNED: unsigned}  # nobody else can have sent them
    page_events = sorted(
        (e for e in counting if not e.by_agent and e.placing is not Placing.UNKNOWN),
        key=lambda event: event.at,
    )
    judged_events = [event for event in page_events if _is_judged(event, habits)]
    rivals = _rival_runs(page_events, habits.networks)
    first_arrivals = _first_arrivals(page_events)
    reasons = {}
    for event in judged_events:
        if event.run in rivals:
            reasons[id(event)] = Arrival.TWO_NETWORKS
        elif _is_late(event, *first_arrivals):
            reasons[id(event)] = Arrival.LATE
    foreign_events = {
        reason: tuple(event for event in judged_events if reasons.get(id(event)) is reason)
        for reason in (Arrival.TWO_NETWORKS, Arrival.LATE)
    }
    return tuple(event for event in counting if id(event) not in reasons), foreign_events


def closed_month_uses(
    sessions: Iterable[ComputerSession], events: Iterable[TimedEvent], habits: Habits
) -> Iterator[ComputerSession]:
    """Yield the sessions whose start arrived when their month was settled."""
    starts = {(event.session, event.at): event for event in events if not event.by_agent}
    for session in sessions:
        start = starts.get((session.session, session.started))
        settled = milliseconds(habits.settled_at(_day(session.started))) // 1000
        if start is not None and _is_judged(start, habits) and start.received >= settled:
            yield session


def unusual_days(sessions: Collection[ComputerSession], habits: Habits) -> frozenset[date]:
    """Return the days with many times the usual number of uses."""
    uses_by_day = Counter(_day(session.started) for session in sessions)
    return frozenset(day for day, uses in uses_by_day.items() if _is_unusual(day, uses, habits))


def _by_signature(
    events: Iterable[TimedEvent], signed_from: datetime | None
) -> tuple[_Events, _Events]:
    """Return the events that count, and those without the signature that they need.

    What arrived before `signed_from` needs none; without that time nothing does. A voucher of the
    agent is one for the hours around it: on other days its session may be a copy.
    """
    events = tuple(events)
    if signed_from is None:
        return events, ()
    first_second = milliseconds(signed_from) // 1000
    vouchers: dict[bytes | None, list[datetime]] = defaultdict(list)
    for event in events:
        if event.kind is EventKind.VOUCHER and event.by_agent:
            vouchers[event.session].append(event.at)
    counting, unsigned = [], []
    for event in events:
        times = vouchers[event.session]
        is_vouched = any(abs(event.at - time) <= MAX_SESSION_LENGTH for time in times)
        is_confirmed = event.by_agent or event.signed or is_vouched
        is_older = event.received < first_second
        (counting if is_confirmed or is_older else unsigned).append(event)
    return tuple(counting), tuple(unsigned)


def _is_judged(event: TimedEvent, habits: Habits) -> bool:
    if habits.judged_from is None:
        return True
    return event.received >= milliseconds(habits.judged_from) // 1000


def _rival_runs(page_events: list[TimedEvent], networks: Mapping[str, int]) -> frozenset[int]:
    """Return the runs during which another network, known for longer, sent events as well."""
    times_by_network: dict[str, list[datetime]] = defaultdict(list)
    times_by_run: dict[tuple[int, str], list[datetime]] = defaultdict(list)
    for event in page_events:
        if event.network:
            times_by_network[event.network].append(event.at)
            times_by_run[event.run, event.network].append(event.at)
    return frozenset(
        run
        for (run, network), run_times in times_by_run.items()
        for other, times in times_by_network.items()
        if networks.get(other, 0) < networks.get(network, 0)
        and other[0] == network[0]  # one machine may use both Internet Protocols
        and _has_time_in(times, run_times[0], run_times[-1])
    )


def _has_time_in(times: list[datetime], first: datetime, last: datetime) -> bool:
    following = bisect_left(times, first - _NETWORK_TOLERANCE)
    return following < len(times) and times[following] <= last + _NETWORK_TOLERANCE


def _first_arrivals(page_events: list[TimedEvent]) -> tuple[list[datetime], list[int]]:
    """Return the times of events, and when the first event from then on arrived."""
    received = [event.received for event in reversed(page_events)]
    return [event.at for event in page_events], list(accumulate(received, min))[::-1]


def _is_late(event: TimedEvent, times: list[datetime], first_arrivals: list[int]) -> bool:
    """Return True if later events arrived a day before this one, which was late."""
    if event.received - milliseconds(event.at) // 1000 <= _LATE_SECONDS:
        return False
    return first_arrivals[bisect_left(times, event.at)] <= event.received - _LATE_SECONDS


def _is_unusual(day: date, uses: int, habits: Habits) -> bool:
    if uses <= _MIN_UNUSUAL_USES:
        return False
    usual = habits.usual_uses(day)
    return usual is not None and uses > max(_MIN_UNUSUAL_USES, _UNUSUAL_FACTOR * usual)


def _day(at: datetime) -> date:
    return at.astimezone(HANOI).date()
