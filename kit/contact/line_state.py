"""At a station: state of its contacts over the line, in a small file, and the sentence about it."""

import json
import random
import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path

from kit.contact.problems import WrongLineHoursError
from library import clock
from library.clock import HANOI
from library.process.atomic_files import write_atomically
from library.settings import Settings

_INTERVAL = timedelta(hours=3)
_FIRST_RETRY = timedelta(minutes=10)
_LONGEST_WAIT = timedelta(days=1)
"""A clock without a battery may have gone back: nothing is waited for longer."""

_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class LineState:
    """Knowledge of a station about its line."""

    next_contact: str | None = None
    """ISO time; None: at once."""
    last_contact: str | None = None
    """Last contact that succeeded."""
    line_hours: str = ""
    line_kbit: int | None = None
    doing: str = ""
    """Present action, in words; empty between contacts."""
    received: int = 0
    total: int = 0
    """Bytes of the pack that is being fetched."""
    problem: str = ""
    """Reason for which the last contact failed."""
    failures: int = 0
    """Contacts that failed since the last one that succeeded."""
    received_bytes: int = 0
    waste_bytes: int = 0
    """All bytes of packs that came over the line; those among them that came in vain."""
    clock_ahead_seconds: int = 0
    """By how much the station's clock was ahead of the province's."""


def read_line_state(settings: Settings) -> LineState:
    """Return the stored state; a new one if there is none, or a power cut damaged it."""
    try:
        content = json.loads(_file(settings).read_text(encoding="utf-8"))
        return LineState(**content)
    except (FileNotFoundError, ValueError, TypeError):
        return LineState()


def write_line_state(settings: Settings, state: LineState) -> LineState:
    """Store the state, and return it."""
    _file(settings).parent.mkdir(parents=True, exist_ok=True)
    write_atomically(_file(settings), json.dumps(asdict(state), ensure_ascii=False))
    return state


def is_open(state: LineState, at: datetime) -> bool:
    """Return True if the line may be used at a moment of the station's clock.

    The hours are those of the province: the clock counts as wrong as it was at the last contact.
    """
    return is_within(state.line_hours, at - _ahead(state))


def line_opening(state: LineState, at: datetime) -> datetime:
    """Return the moment of the station's clock from which the line may be used again."""
    return next_opening(state.line_hours, at - _ahead(state)) + _ahead(state)


def _ahead(state: LineState) -> timedelta:
    return timedelta(seconds=state.clock_ahead_seconds)


def is_contact_due(state: LineState, now: datetime) -> bool:
    """Return True if the station should contact the province now."""
    if not is_open(state, now):
        return False
    if state.next_contact is None:
        return True
    next_contact = datetime.fromisoformat(state.next_contact)
    return next_contact <= now or next_contact - now > _LONGEST_WAIT


def after_contact(state: LineState, problem: str = "") -> LineState:
    """Return the state between contacts: the next one comes after hours, or sooner after a failure.

    A random part keeps the stations of a province from calling at the same minute.
    """
    now = clock.now()
    failures = state.failures + 1 if problem else 0
    wait = min(_FIRST_RETRY * 2 ** min(failures - 1, 10), _INTERVAL) if problem else _INTERVAL
    wait *= random.uniform(1.0, 1.3)  # noqa: S311  (spreads calls, hides nothing)
    last_contact = state.last_contact if problem else now.isoformat()
    next_contact = line_opening(state, now + wait)
    return replace(
        state,
        doing="",
        problem=problem,
        failures=failures,
        last_contact=last_contact,
        next_contact=next_contact.isoformat(),
    )


def outside_hours(state: LineState) -> LineState:
    """Return the state between contacts when the hours of the line are over."""
    opening = line_opening(state, clock.now())
    return replace(state, doing="", problem="", next_contact=opening.isoformat())


def line_sentence(state: LineState, now: datetime) -> str:
    """Return the present action on the line, or the next one, for the librarian of the commune."""
    arrived = f"{_megabytes(state.received)}/{_megabytes(state.total)} MB" if state.total else ""
    if state.doing:
        return f"{state.doing}: {arrived}." if arrived else f"{state.doing}."
    parts = (
        state.problem,
        f"Đã nhận {arrived}, sẽ nhận tiếp." if arrived else "",
        f"Lần sau: {_waits_until(state, now)}.",
    )
    return " ".join(part for part in parts if part)


def _waits_until(state: LineState, now: datetime) -> str:
    opening = line_opening(state, now)
    planned = opening if state.next_contact is None else datetime.fromisoformat(state.next_contact)
    if max(planned, opening) <= now:
        return "trong vài phút tới"
    local = max(planned, opening).astimezone(HANOI)
    day = "" if local.date() == now.astimezone(HANOI).date() else f" ngày {local:%d/%m}"
    return f"chờ đến {local:%H:%M}{day}"


def _megabytes(size: int) -> str:
    return f"{size / _MB:.1f}".replace(".", ",")


def _file(settings: Settings) -> Path:
    return settings.home / "station" / "line.json"


_HOURS = re.compile(r"\s*([01]?\d|2[0-3])[:hg]([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3])[:hg]([0-5]\d)\s*")


def read_line_hours(text: str) -> str:
    """Return hours in the form in which they are stored; raise WrongLineHoursError."""
    if not text.strip():
        return ""
    match = _HOURS.fullmatch(text)
    begin, end = _ends(match) if match else (None, None)
    if begin is None or begin == end:
        raise WrongLineHoursError(text)
    return f"{begin:%H:%M}-{end:%H:%M}"


def is_within(hours: str, at: datetime) -> bool:
    """Return True if the line may be used at this moment."""
    match = _HOURS.fullmatch(hours)
    if match is None:
        return True
    (begin, end), now = _ends(match), at.astimezone(HANOI).time()
    return begin <= now < end if begin < end else now >= begin or now < end


def next_opening(hours: str, at: datetime) -> datetime:
    """Return the moment from which the line may be used again: now, or the next beginning."""
    if is_within(hours, at):
        return at
    begin, _ = _ends(_HOURS.fullmatch(hours))
    local = at.astimezone(HANOI)
    opening = local.replace(hour=begin.hour, minute=begin.minute, second=0, microsecond=0)
    return opening if opening > local else opening + timedelta(days=1)


def _ends(match: re.Match[str]) -> tuple[time, time]:
    numbers = [int(number) for number in match.groups()]
    return time(*numbers[:2]), time(*numbers[2:])
