"""Says how fast pages are made, and how long the rest takes, from the last minutes alone."""

from collections.abc import Sequence

WINDOW = 300.0
"""Seconds that are looked back: what was faster yesterday is no promise for today."""

_FEWEST = 3
"""Fewer pages tell nothing about the next ones."""


def per_minute(finished: Sequence[float], now: float) -> float | None:
    """Return the pages a minute, given the seconds at which pages were finished, oldest first.

    Time without a page counts: where the work stalls, the pace falls. None when too few pages
    were finished lately to tell.
    """
    lately = [moment for moment in finished if now - moment <= WINDOW]
    if len(lately) < _FEWEST or now <= lately[0]:
        return None
    return (len(lately) - 1) * 60 / (now - lately[0])


def seconds_left(pages: int, pace: float | None) -> float | None:
    """Return how long so many pages take at this pace; None when that cannot be known."""
    return pages * 60 / pace if pace else None


def span(seconds: float) -> str:
    """Return a length of time as people say it, no finer than it can be known."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "chưa đầy một phút"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} giờ {minutes} phút" if hours else f"{minutes} phút"
