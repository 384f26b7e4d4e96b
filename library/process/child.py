"""Processes that another one starts: their commands, their limits, and their end with it."""

import logging
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Self

from library.errors import LibraryError
from library.process.logs import log_command
from library.settings import Settings

_LOWEST_PRIORITY = 19
_RETRY_SECONDS = 600.0
"""Seconds after a failure: a full disk or a broken model is not repaired in a moment."""

_log = logging.getLogger(__name__)


Limits = dict[str, int]
"""Largest resources of a process, by their names in prlimit(1): `{"as": 1 << 30, "nofile": 99}`.

`as` is address space: some libraries reserve much more than they use. Memory is never dumped.
"""


def begin(limits: Limits | None = None) -> None:
    """Set up a process of Python that this program started: it stops only when its parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent
    for name, value in {**(limits or {}), "core": 0}.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name.upper()}"), (value, value))
    Thread(target=_end_with_parent, daemon=True).start()


def within(limits: Limits) -> tuple[str, ...]:
    """Return the beginning of the command of a program with these limits."""
    return ("prlimit", *(f"--{name}={value}" for name, value in limits.items()), "--core=0")


def ending_with_parent(signal_name: str) -> tuple[str, ...]:
    """Return the beginning of a command that gets this signal when its starter dies."""
    return ("setpriv", "--pdeathsig", signal_name)


def diachi_command(*words: str) -> tuple[str, ...]:
    """Return a command of `diachi` for a process of its own; it imports nothing from its folder."""
    return (sys.executable, "-P", "-m", "library", *words)


def run_diachi(
    *words: str, starter: tuple[str, ...], timeout: float | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command of `diachi` after the words of a starting program; raises TimeoutExpired."""
    return subprocess.run(
        (*starter, *diachi_command(*words)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        text=True,
        errors="replace",
        timeout=timeout,
    )


class BackgroundProcess:
    """A process of low priority that a service starts whenever there is work for it.

    Nothing waits for it. It ends when there is nothing left to do, so that its memory is free.
    """

    def __init__(
        self,
        settings: Settings,
        name: str,
        work: Callable[[Settings], None],
        is_due: Callable[[], bool],
        look_seconds: float,
        limits: Limits | None = None,
        priority: int = _LOWEST_PRIORITY,
    ) -> None:
        """`work` must be importable by its name; `is_due` is asked at most every `look_seconds`."""
        self._arguments = (settings, name, work, limits, priority)
        self._is_due, self._look_seconds = is_due, look_seconds
        self._process: BaseProcess | None = None
        self._next_look = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def keep_up(self) -> bool:
        """Start the process if there is work and it does not run yet; return True if it runs."""
        if self._process is not None and self._process.is_alive():
            return True
        if time.monotonic() < self._next_look:
            return False
        has_failed = self._process is not None and self._process.exitcode
        self._process = None
        self._next_look = time.monotonic() + (_RETRY_SECONDS if has_failed else self._look_seconds)
        if not has_failed and self._is_due():
            context = get_context("spawn")
            self._process = context.Process(target=_work, args=self._arguments, daemon=True)
            self._process.start()
        return self._process is not None

    def wait(self) -> None:
        """Wait until the process has ended by itself."""
        if self._process is not None:
            self._process.join()

    def close(self) -> None:
        """Stop the process; what it has not saved is done again."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None


def _work(
    settings: Settings,
    name: str,
    work: Callable[[Settings], None],
    limits: Limits | None,
    priority: int,
) -> None:
    os.nice(priority)
    begin(limits)
    log_command(settings, name)
    try:
        work(settings)
    except LibraryError as error:
        _log.warning("the work of %s waits: %s", name, error)
        raise SystemExit(1) from error


def _end_with_parent() -> None:
    """End this process, even in the middle of a task, when the one that started it has ended."""
    parent_process().join()
    os._exit(1)
