"""True figures of simulated computers: it shares no code with points/usage."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from library.clock import HANOI

FIRST = datetime(2026, 9, 1, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
_SUNDAY, _CLOSES = 6, 23


@dataclass(slots=True)
class Day:
    """True events of one day of a machine, as spans of time."""

    on: list[tuple[datetime, datetime]] = field(default_factory=list)
    active: list[tuple[datetime, datetime]] = field(default_factory=list)
    sittings: list[tuple[datetime, datetime]] = field(default_factory=list)
    line: list[tuple[datetime, datetime, bool]] = field(default_factory=list)
    quiet_until: datetime = FIRST
    """Time before which input would still belong to the last sitting."""


class Truth:
    """True figures by machine and day."""

    def __init__(self) -> None:
        self.figures: dict[tuple[int, date], dict[str, int]] = {}

    def add(self, machine: int, day: Day, *, has_agent: bool) -> None:
        """Add what happened on a day to the figures."""
        sittings = [(started, min(last, _latest_end(started))) for started, last in day.sittings]
        outside = _without(day.active, sittings)
        spans = {
            "machine_seconds": day.on,
            "active_seconds": day.active,
            "line_up_seconds": [(begins, ends) for begins, ends, is_up in day.line if is_up],
            "line_down_seconds": [(begins, ends) for begins, ends, is_up in day.line if not is_up],
            **({} if not has_agent else {"outside_seconds": outside}),
        }
        for name, of_name in spans.items():
            for begins, ends in of_name:
                for when, seconds in _seconds_by_day(begins, ends):
                    self._count(machine, when, name, seconds)
        for started, ended in sittings:
            when = local_day(started)
            self._count(machine, when, "sessions", 1)
            length = (ended - started) // timedelta(seconds=1)
            self._count(machine, when, "session_seconds", length)

    def _count(self, machine: int, when: date, name: str, amount: int) -> None:
        figures = self.figures.setdefault((machine, when), defaultdict(int))
        figures[name] += amount


def is_open(at: datetime) -> bool:
    """Return True in the hours in which readers come: six to eleven in the evening, no Sundays."""
    local = at.astimezone(HANOI)
    return local.weekday() != _SUNDAY and 6 <= local.hour < _CLOSES


def local_day(at: datetime) -> date:
    """Return the day in Vietnam."""
    return at.astimezone(HANOI).date()


def _latest_end(started: datetime) -> datetime:
    closing = datetime.combine(local_day(started), time(_CLOSES), HANOI)
    return min(started + 6 * HOUR, closing)


def _seconds_by_day(begins: datetime, ends: datetime) -> Iterator[tuple[date, int]]:
    """Split a span at midnight in Vietnam."""
    while begins < ends:
        midnight = datetime.combine(
            local_day(begins) + timedelta(days=1), datetime.min.time(), HANOI
        )
        until = min(ends, midnight)
        yield local_day(begins), (until - begins) // timedelta(seconds=1)
        begins = until


def _without(
    spans: list[tuple[datetime, datetime]], removed: list[tuple[datetime, datetime]]
) -> list[tuple[datetime, datetime]]:
    for first, last in removed:
        spans = [
            part
            for begins, ends in spans
            for part in ((begins, min(ends, first)), (max(begins, last), ends))
            if part[0] < part[1]
        ]
    return spans
