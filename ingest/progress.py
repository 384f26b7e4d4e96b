"""Shows how the work goes, on standard error: pages done, pages a minute, time left."""

import sys
import time
from typing import TextIO

_SELDOM = 30.0
"""Seconds between lines where they cannot be rewritten, as in a log."""


class Progress:
    """Counts pages and tells of them: one line rewritten on a terminal, else one now and then."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stderr
        self._live = self._out.isatty()
        self.begin()

    def begin(self) -> None:
        """Count from nothing."""
        self._found = self._done = 0
        self._began = self._told = time.monotonic()

    def pages_found(self, count: int) -> None:
        """Add pages that are still to be made."""
        self._found += count

    def page_done(self) -> None:
        """Count one page that is made, or given up."""
        self._done += 1

    def show(self) -> None:
        """Tell how far the work is."""
        now = time.monotonic()
        if not self._found or (not self._live and now - self._told < _SELDOM):
            return
        self._told = now
        line = sentence(self._done, self._found, now - self._began)
        self._out.write(f"\r\033[K{line}" if self._live else f"{line}\n")
        self._out.flush()

    def close(self) -> None:
        """Tell the end, and leave the line to others."""
        if self._found:
            line = sentence(self._done, self._found, time.monotonic() - self._began)
            self._out.write(f"\r\033[K{line}\n" if self._live else f"{line}\n")
            self._out.flush()


def sentence(done: int, found: int, seconds: float) -> str:
    """Return how far the work is, in words."""
    rate = done / seconds * 60 if seconds else 0.0
    line = f"{done}/{found} trang"
    if not done:
        return line
    line += f" · {rate:.0f} trang/phút"
    return line if done == found else f"{line} · còn {_span((found - done) / rate * 60)}"


def _span(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return "chưa đầy một phút"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} giờ {minutes} phút" if hours else f"{minutes} phút"
