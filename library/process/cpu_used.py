"""CPU time of a request: of its thread, and of processes that worked for it meanwhile."""

import sys
import threading
import time

_SWITCH_SECONDS = 0.001
"""Time after which a computing thread lets another one run.

With Python's 5 ms, a page waits 5 ms after each of its queries while another thread computes.
"""


def switch_threads_often() -> None:
    """Let the threads of this process take turns so often that quick ones stay quick."""
    sys.setswitchinterval(_SWITCH_SECONDS)


class _Meter(threading.local):
    """Seconds of other processes, and the CPU time of this thread at the beginning."""

    helpers = 0.0
    began = 0.0


_meter = _Meter()


def start_meter() -> None:
    """Begin to measure the work of this thread."""
    _meter.helpers, _meter.began = 0.0, time.thread_time()


def charge(seconds: float) -> None:
    """Add the CPU time that another process spent for this thread."""
    _meter.helpers += seconds


def cpu_seconds() -> float:
    """Return the CPU time since `start_meter`."""
    return time.thread_time() - _meter.began + _meter.helpers
