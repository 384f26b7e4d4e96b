"""Generated daily use of the demo computers, with gaps and closures."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from demo.province.seeded_random import draw, share
from points.access_points.models import PointLevel

_ONE_DAY = timedelta(days=1)
_HOLIDAYS = ((9, 2), (4, 30), (5, 1), (1, 1))
_USES = {PointLevel.PROVINCE: 0.9, PointLevel.DISTRICT: 0.42, PointLevel.COMMUNE: 0.22}
"""Average sessions of one computer on one open day."""

FIRST_YEAR = 2022
_HOURS = (7, 8, 9, 10, 13, 14, 15, 16)
_COMMUNE_HOURS = _HOURS[1:4] + _HOURS[5:]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Exceptional period of a point, from `since` to `until` (exclusive)."""

    point: str
    since: date
    until: date
    kind: str


TROUBLES = (
    Trouble("dinh-lap", date(2023, 3, 1), date(2023, 6, 1), "silent"),
    Trouble("binh-gia", date(2024, 9, 9), date(2024, 10, 14), "closed"),
    Trouble("xa-07", date(2024, 6, 1), date(2025, 4, 1), "closed"),
    Trouble("xa-09", date(2023, 9, 1), date(2100, 1, 1), "silent"),
    Trouble("xa-04", date(2025, 7, 1), date(2025, 9, 1), "silent"),
    Trouble("chi-lang", date(2022, 11, 1), date(2023, 1, 1), "line-down"),
    Trouble("xa-02", date(2024, 1, 1), date(2024, 8, 1), "line-down"),
)
"""Silent: no data. Closed: closed with a recorded reason. Line down: open without Internet."""


@dataclass(frozen=True, slots=True)
class Computer:
    """Computer of a demo point."""

    device_id: int
    point_id: int
    point: str
    level: PointLevel
    broken_from: date


def days(computer: Computer, since: date, until: date) -> Iterator[dict[str, object]]:
    """Yield the days of a computer as rows of computer_day."""
    for step in range((until - since).days):
        day = since + step * _ONE_DAY
        if day >= computer.broken_from or not is_open(computer.level, day):
            continue
        if trouble_of(computer.point, day) in ("silent", "closed"):
            continue
        bits = draw(computer.device_id, day.toordinal())
        if share(bits, 48) < 0.12:  # it was not switched on
            continue
        yield {
            "device_id": computer.device_id,
            "day": day,
            "point_id": computer.point_id,
            **_figures(computer, day, bits),
        }


def hours(row: dict[str, object], level: PointLevel) -> Iterator[dict[str, object]]:
    """Yield a computer's day split into hourly rows, filled from the first opening hour on."""
    remaining = {
        name: row[name] for name in ("machine_seconds", "line_up_seconds", "session_seconds")
    }
    active, sessions_left = row["active_seconds"], row["sessions"]
    for hour in _COMMUNE_HOURS if level is PointLevel.COMMUNE else _HOURS:
        used = {name: min(value, 3600) for name, value in remaining.items()}
        remaining = {name: remaining[name] - used[name] for name in remaining}
        active_in_hour = min(active, used["session_seconds"])
        active -= active_in_hour
        sessions = min(sessions_left, -(-used["session_seconds"] // 1800))
        sessions_left -= sessions
        if used["machine_seconds"]:
            yield {
                "device_id": row["device_id"],
                "day": row["day"],
                "hour": hour,
                "point_id": row["point_id"],
                "sessions": sessions,
                "used_seconds": used["session_seconds"],
                "active_seconds": active_in_hour,
                "machine_seconds": used["machine_seconds"],
                "line_up_seconds": used["line_up_seconds"],
                "line_down_seconds": used["machine_seconds"] - used["line_up_seconds"],
            }


def is_open(level: PointLevel, day: date) -> bool:
    """Return True if points of a level are normally open on a day."""
    if (day.month, day.day) in _HOLIDAYS:
        return False
    return day.weekday() < (6 if level is PointLevel.PROVINCE else 5)


def trouble_of(point: str, day: date) -> str | None:
    """Return the kind of trouble of a point on a day, or None."""
    kinds = (t.kind for t in TROUBLES if t.point == point and t.since <= day < t.until)
    return next(kinds, None)


def public_holidays(since: date, until: date) -> tuple[date, ...]:
    """Return the public holidays."""
    every = (since + step * _ONE_DAY for step in range((until - since).days))
    return tuple(day for day in every if (day.month, day.day) in _HOLIDAYS)


def _figures(computer: Computer, day: date, bits: int) -> dict[str, int]:
    expected = _USES[computer.level] * 1.06 ** (day.year - FIRST_YEAR)
    expected *= 0.75 if day.month in (1, 2) else 1.15 if day.month in (6, 7) else 1.0
    full_sessions = int(expected * 2 * share(bits, 0))
    sessions = full_sessions + (share(bits, 12) < expected * 2 * share(bits, 0) - full_sessions)
    used = sum(600 + int(3600 * share(draw(bits, n), 0)) for n in range(sessions))
    longest = 6 if computer.level is PointLevel.COMMUNE else 8
    machine_on = min(max(used, 7200 + int(14400 * share(bits, 24))), longest * 3600)
    used = min(used, machine_on)
    down = machine_on if trouble_of(computer.point, day) == "line-down" else 0
    down = down or int(machine_on * 0.2 * share(bits, 36))
    return {
        "sessions": sessions,
        "doubtful_sessions": int(sessions > 0 and share(bits, 30) < 0.03),
        "session_seconds": used,
        "active_seconds": used * 6 // 10,
        "machine_seconds": machine_on,
        "line_up_seconds": machine_on - down,
        "line_down_seconds": down,
        "help_requests": int(share(bits, 40) < 0.02),
    }
