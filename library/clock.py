"""The current time, in one place for tests to replace."""

from datetime import UTC, date, datetime, timedelta, timezone

HANOI = timezone(timedelta(hours=7))
"""Time zone of Vietnam."""


def now() -> datetime:
    """Return the current time in UTC, truncated to milliseconds."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def today() -> date:
    """Return the current date in Vietnam."""
    return now().astimezone(HANOI).date()
