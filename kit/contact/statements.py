"""Statement of a station about itself at a contact, as the province reads it.

The station signs it, but it may be broken or changed: whatever has another form is left out.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from kit.models import Station
from library import clock
from library.clock import HANOI

_LARGEST, _LARGEST_EDITION = 2**62, 2**31 - 2
_LONGEST_TEXT = 200
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NUMBERS = ("free_bytes", "owed_count", "owed_bytes", "waste_bytes", "received_bytes")
PROGRAM_TEXTS = (
    *("program", "program_date", "program_waiting", "program_failed", "program_problem"),
    "python",
)
_STICK_TEXTS = ("held_state_at", *PROGRAM_TEXTS)
_TEXTS = ("version", "at", "owed_oldest", *_STICK_TEXTS)


@dataclass(frozen=True, slots=True)
class Statement:
    """The edition that a station says it holds, and its state."""

    held_number: int
    held_edition: str | None
    state: dict[str, object]
    """Numbers and texts by name, as they go into `Station.reported`."""


def read_statement(content: dict[str, object]) -> Statement:
    """Return the usable part of a message."""
    number, edition = _number(content.get("held_number")), content.get("held_edition")
    is_edition = isinstance(edition, str) and _DIGEST.fullmatch(edition) is not None
    numbers = {name: _number(content.get(name)) for name in _NUMBERS}
    texts = {name: _text(content.get(name)) for name in _TEXTS}
    state = {name: value for name, value in {**numbers, **texts}.items() if value is not None}
    if number is None or number > _LARGEST_EDITION or not is_edition:
        return Statement(0, None, state)
    return Statement(number, edition, state)


def record(station: Station, statement: Statement, *, over_line: bool) -> None:
    """Store what a station said, with the time and how far its clock is off."""
    now = clock.now()
    if over_line:
        station.last_contact = now
    station.held_number, station.held_edition = statement.held_number, statement.held_edition
    station.reported = {**statement.state, "heard": now.isoformat(), **_clock(statement, now)}


def record_from_stick(station: Station, statement: Statement) -> None:
    """Store what a station says of its program and edition, in place of what it said before."""
    station.held_number, station.held_edition = statement.held_number, statement.held_edition
    other_values = {
        name: value for name, value in station.reported.items() if name not in _STICK_TEXTS
    }
    station.reported = other_values | statement.state


def reported_time(station: Station, name: str) -> datetime | None:
    """Return a time that a station said; None if it is none, or has no time zone."""
    try:
        moment = datetime.fromisoformat(str(station.reported.get(name)))
        return moment.astimezone(HANOI) if moment.tzinfo else None
    except (ValueError, OverflowError):  # no time, or the last hours of the year 9999
        return None


def _clock(statement: Statement, now: datetime) -> dict[str, int]:
    """Return by how many seconds the station's clock is ahead, if it said a time."""
    try:
        at = datetime.fromisoformat(str(statement.state.get("at", "")))
    except ValueError:
        return {}
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return {"clock_ahead_seconds": int((at - now).total_seconds())}


def _number(value: object) -> int | None:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 0 <= value < _LARGEST else None


def _text(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    return value[:_LONGEST_TEXT].encode(errors="replace").decode()  # half a surrogate fits no page
