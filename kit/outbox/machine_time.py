"""Time since the start of this machine: it runs on when somebody sets the clock."""

import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_NANOSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class MachineTime:
    """A moment of a run of a machine."""

    run: str
    uptime_ms: int


def machine_time() -> MachineTime:
    """Return the run of this machine, and the milliseconds since it started, asleep or awake."""
    return MachineTime(_run(), time.clock_gettime_ns(time.CLOCK_BOOTTIME) // _NANOSECONDS)


@cache
def _run() -> str:
    return _BOOT_ID.read_text(encoding="ascii").strip().replace("-", "")
