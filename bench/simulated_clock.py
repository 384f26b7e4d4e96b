"""Simulated wall clock of `bench.year`, for a whole tree of processes, by Debian's faketime.

The library faketime answers every question for the time of day with the real time and an offset,
which is read from a file each second. Monotonic clocks stay real, so that waits and time limits are
as on a server. Times of files stay real too: `date_new_files` sets them to the simulated time.
"""

import os
import time
from collections.abc import Iterable
from pathlib import Path

_LIBRARY = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")
_SETTLED_SECONDS = 1.1
"""Time after which every process has read a new offset."""

_DAY_SECONDS = 86_400


class SimulatedClock:
    """The offset from the real time, shared by all processes with these variables."""

    def __init__(self, file: Path, days_ago: int) -> None:
        if not _LIBRARY.exists():
            raise SystemExit("faketime is missing: apt-get install faketime")
        self._file, self._days_ago = file, days_ago
        self.environ = {
            "LD_PRELOAD": str(_LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        self.set_day(0)

    def set_day(self, day: int) -> None:
        """Set the clock to so many days after its beginning."""
        partial = self._file.with_suffix(".new")
        partial.write_text(f"{day - self._days_ago:+d}d")
        partial.replace(self._file)
        time.sleep(_SETTLED_SECONDS)


def is_simulated() -> bool:
    """Return True in a process with a simulated clock."""
    return "FAKETIME_TIMESTAMP_FILE" in os.environ


def date_new_files(folders: Iterable[Path]) -> None:
    """Set the time of change of files with a later one than now to now."""
    now = time.time()
    for folder in folders:
        for path in folder.rglob("*"):
            try:
                if path.stat().st_mtime > now + _DAY_SECONDS / 2:
                    os.utime(path, (now, now))
            except FileNotFoundError:  # removed meanwhile
                continue
