"""Work repeated in a thread of its own while a service runs."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_JOIN_SECONDS = 5.0

_log = logging.getLogger(__name__)


@contextmanager
def repeating(
    name: str, seconds: float, action: Callable[[], object], *, first_after: float = 0.0
) -> Iterator[None]:
    """Call an action, first after some seconds, at this interval until the block ends.

    Failures are logged. The thread ends with the process: an action that hangs does not keep it
    alive.
    """
    stop = threading.Event()

    def repeat() -> None:
        pause = first_after
        while not stop.wait(pause):
            try:
                action()
            except Exception:  # outermost handler: the next turn may succeed
                _log.exception("%s failed", name)
            pause = seconds

    thread = threading.Thread(target=repeat, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_JOIN_SECONDS)
