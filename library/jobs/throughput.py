"""Processing speed and remaining time, estimated from the last minutes only."""

from collections.abc import Sequence

WINDOW_SECONDS = 300.0
"""Length of the observed window; older speeds do not predict the present."""

_MIN_PAGES = 3
"""Minimum number of finished pages for an estimate."""


def per_minute(finish_times: Sequence[float], now: float) -> float | None:
    """Return pages per minute from the finishing times in seconds, oldest first.

    Idle time counts, so the pace falls when work stalls. None if too few pages were finished
    recently.
    """
    recent = [moment for moment in finish_times if now - moment <= WINDOW_SECONDS]
    if len(recent) < _MIN_PAGES or now <= recent[0]:
        return None
    return (len(recent) - 1) * 60 / (now - recent[0])


def seconds_left(pages: int, pace: float | None) -> float | None:
    """Return the seconds for these pages at a pace in pages per minute; None if it is unknown."""
    return pages * 60 / pace if pace else None


def format_duration(seconds: float) -> str:
    """Format seconds in Vietnamese, rounded to minutes."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "chưa đầy một phút"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} giờ {minutes} phút" if hours else f"{minutes} phút"
