"""Progress display on standard error: pages done, pages per minute, time remaining."""

import sys
import time
from collections import deque
from typing import TextIO

from library.jobs.throughput import WINDOW_SECONDS, format_duration, per_minute, seconds_left

_LOG_INTERVAL_SECONDS = 30.0
"""Seconds between lines where lines cannot be rewritten, as in a log."""


class Progress:
    """Page counter: rewrites one line on a terminal, else prints a line from time to time."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stderr
        self._is_terminal = self._out.isatty()
        self.begin()

    def begin(self) -> None:
        """Reset all counts to zero."""
        self._total = self._done = 0
        self._recent: deque[float] = deque()
        self._shown_at = time.monotonic()

    def pages_found(self, count: int) -> None:
        """Add `count` to the total number of pages to make; it may be negative."""
        self._total += count

    def page_done(self) -> None:
        """Count one page as made or given up."""
        now = time.monotonic()
        self._done += 1
        self._recent.append(now)
        while now - self._recent[0] > WINDOW_SECONDS:
            self._recent.popleft()

    def show(self) -> None:
        """Print the current progress."""
        now = time.monotonic()
        if not self._total or (
            not self._is_terminal and now - self._shown_at < _LOG_INTERVAL_SECONDS
        ):
            return
        self._shown_at = now
        self._write("" if self._is_terminal else "\n")

    def close(self) -> None:
        """Print the final progress and end the line."""
        if self._total:
            self._write("\n")

    def _write(self, end: str) -> None:
        line = sentence(self._done, self._total, per_minute(self._recent, time.monotonic()))
        self._out.write(f"\r\033[K{line}{end}" if self._is_terminal else f"{line}{end}")
        self._out.flush()


def sentence(pages_done: int, pages_total: int, pace: float | None) -> str:
    """Return the progress as a line of text; `pace` is in pages per minute."""
    line = f"{pages_done}/{pages_total} trang"
    if pace is None:
        return line
    line += f" · {pace:.0f} trang/phút"
    seconds = seconds_left(pages_total - pages_done, pace)
    return f"{line} · còn {format_duration(seconds)}" if seconds else line
