"""Work repeated in a thread of its own while a service runs."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_JOIN_SECONDS = 5.0

_log = logging.getLogger(__name__)


@contextmanager
def repeating(
    name: str,
    seconds: float | None,
    action: Callable[[], object],
    *,
    first_after: float = 0.0,
    retry_seconds: float | None = None,
    at_end: Callable[[], object] = lambda: None,
) -> Iterator[None]:
    """Call an action, first after some seconds, at this interval until the block ends.

    Without an interval the action returns the seconds until it is called again. Failures are
    logged. The thread calls `at_end` last, and ends with the process: an action that hangs does not
    keep it alive.
    """
    stop = threading.Event()

    def repeat() -> None:
        pause = first_after
        while not stop.wait(pause):
            try:
                result = action()
                pause = result if seconds is None else seconds
            except Exception:  # outermost handler: the next turn may succeed
                _log.exception("%s failed", name)
                pause = seconds if retry_seconds is None else retry_seconds
        at_end()

    thread = threading.Thread(target=repeat, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_JOIN_SECONDS)
