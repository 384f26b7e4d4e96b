"""Lets one process at a time work in the workshop; death releases the lock."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from library.settings import Settings


@contextmanager
def workshop(settings: Settings, when_taken: Callable[[], None]) -> Iterator[None]:
    """Keep the workshop of an installation; when somebody works there, say so and wait."""
    with (settings.home / "ingest.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            when_taken()
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
