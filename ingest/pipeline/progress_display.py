"""Shows how the work goes, on standard error: pages done, pages a minute, time left."""

import sys
import time
from collections import deque
from typing import TextIO

from library.jobs.throughput import WINDOW, per_minute, seconds_left, span

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
        self._lately: deque[float] = deque()
        self._told = time.monotonic()

    def pages_found(self, count: int) -> None:
        """Add pages that are still to be made."""
        self._found += count

    def page_done(self) -> None:
        """Count one page that is made, or given up."""
        now = time.monotonic()
        self._done += 1
        self._lately.append(now)
        while now - self._lately[0] > WINDOW:
            self._lately.popleft()

    def show(self) -> None:
        """Tell how far the work is."""
        now = time.monotonic()
        if not self._found or (not self._live and now - self._told < _SELDOM):
            return
        self._told = now
        self._write("" if self._live else "\n")

    def close(self) -> None:
        """Tell the end, and leave the line to others."""
        if self._found:
            self._write("\n")

    def _write(self, end: str) -> None:
        line = sentence(self._done, self._found, per_minute(self._lately, time.monotonic()))
        self._out.write(f"\r\033[K{line}{end}" if self._live else f"{line}{end}")
        self._out.flush()


def sentence(done: int, found: int, pace: float | None) -> str:
    """Return how far the work is, in words; `pace` is in pages a minute."""
    line = f"{done}/{found} trang"
    if pace is None:
        return line
    line += f" · {pace:.0f} trang/phút"
    left = seconds_left(found - done, pace)
    return f"{line} · còn {span(left)}" if left else line
