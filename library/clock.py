"""Tells the time, in one place, so that a test can tell another."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return this moment in UTC, to the millisecond."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
