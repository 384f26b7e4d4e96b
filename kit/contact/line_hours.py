"""Hours of the day in which a station may use its line, also over midnight: `19:00-06:00`."""

import re
from datetime import datetime, time, timedelta

from kit.contact.problems import WrongLineHoursError
from library.clock import HANOI

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
