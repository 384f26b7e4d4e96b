"""Deadlines as a calendar file that other programs subscribe to (iCalendar, RFC 5545)."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from points.programme.deadlines.due import Due

_REFRESH = timedelta(hours=12)
_REMINDER = timedelta(days=-3)
_ONE_DAY = timedelta(days=1)
_LAST_BUT_ONE = date.max - _ONE_DAY


def as_calendar(deadlines: Iterable[Due], name: str, now: datetime) -> bytes:
    """Return a calendar with an all-day event for each dated deadline."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Dia Chi//chuong trinh//VI")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", _REFRESH, parameters={"value": "DURATION"})
    for due in deadlines:
        if due.by is not None:
            calendar.add_component(_event(due, now))
    return calendar.to_ical()


def _event(due: Due, now: datetime) -> Event:
    subject = " ".join(map(str, due.entry)) if due.entry else due.sentence.partition(":")[0]
    uid = hashlib.sha256(f"{due.kind} {subject} {due.by}".encode()).hexdigest()[:32]
    event = Event()
    event.add("uid", f"{uid}@diachi")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", due.by)
    event.add("dtend", min(due.by, _LAST_BUT_ONE) + _ONE_DAY)
    event.add("summary", due.sentence)
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", due.sentence)
    alarm.add("trigger", _REMINDER)
    event.add_component(alarm)
    return event
