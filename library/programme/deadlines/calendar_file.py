"""Writes what is due as a calendar other programs read (iCalendar, RFC 5545)."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from library.programme.deadlines.due import Due

_LONGEST = 75
"""Octets of a line, without its end."""

_A_DAY = timedelta(days=1)
_REMIND = "P3D"


def as_calendar(found: Iterable[Due], name: str, now: datetime) -> bytes:
    """Return a calendar with a whole day for each thing due, reminding three days before."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Dia Chi//chuong trinh//VI",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
    ]
    for due in found:
        if due.by is not None:
            lines += _event(due, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode()


def _event(due: Due, now: datetime) -> list[str]:
    what = " ".join(map(str, due.entry)) if due.entry else due.sentence.partition(":")[0]
    uid = hashlib.sha256(f"{due.kind} {what} {due.by}".encode()).hexdigest()[:32]
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}@diachi",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{due.by:%Y%m%d}",
        f"DTEND;VALUE=DATE:{due.by + _A_DAY:%Y%m%d}",
        f"SUMMARY:{_text(due.sentence)}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text(due.sentence)}",
        f"TRIGGER:-{_REMIND}",
        "END:VALARM",
        "END:VEVENT",
    ]


def _text(said: str) -> str:
    """Return a text as calendars have it: commas, semicolons and ends of lines marked."""
    for plain, marked in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n"), ("\r", "")):
        said = said.replace(plain, marked)
    return said


def _folded(line: str) -> list[str]:
    """Part a line so that none is longer than it may be, and no letter is torn."""
    parts, part, room = [], "", _LONGEST
    for letter in line:
        size = len(letter.encode())
        if size > room:
            parts.append(part)
            part, room = " ", _LONGEST - 1
        part += letter
        room -= size
    return [*parts, part]
