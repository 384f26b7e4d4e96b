"""Tells the time, in one place, so that a test can tell another."""

from datetime import UTC, date, datetime, timedelta

_HANOI = timedelta(hours=7)


def now() -> datetime:
    """Return this moment in UTC, to the millisecond."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def today() -> date:
    """Return the day it is in Việt Nam."""
    return (now() + _HANOI).date()
