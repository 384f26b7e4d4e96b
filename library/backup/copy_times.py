"""Times of copies, as restic writes them and as people type them."""

import re
from contextlib import suppress
from datetime import datetime, timedelta

from library.clock import HANOI


def time_typed(text: str) -> datetime | None:
    """Return the end of the day or the minute that was typed; None if it is no time."""
    for form, unit in (("%Y-%m-%d", timedelta(days=1)), ("%Y-%m-%dT%H:%M", timedelta(minutes=1))):
        with suppress(ValueError):
            return datetime.strptime(text, form).replace(tzinfo=HANOI) + unit
    return None


def moment_of(text: str) -> datetime:
    """Return a time with nanoseconds, which Python 3.11 does not read."""
    return datetime.fromisoformat(re.sub(r"\.\d+", "", text))
