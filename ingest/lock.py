"""Lets one process at a time work in the workshop; death releases the lock."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from library.settings import Settings


@contextmanager
def workshop(settings: Settings) -> Iterator[None]:
    """Wait until nobody else works in the workshop of this installation, and keep it."""
    with (settings.home / "ingest.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
