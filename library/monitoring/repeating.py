"""Work repeated in a thread of its own while a service runs."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_JOIN_SECONDS = 5.0

_log = logging.getLogger(__name__)


@contextmanager
def repeating(name: str, seconds: float, action: Callable[[], object]) -> Iterator[None]:
    """Call an action at once and then at this interval until the block ends; failures are logged.

    The thread ends with the process: an action that hangs does not keep it alive.
    """
    stop = threading.Event()

    def repeat() -> None:
        while True:
            try:
                action()
            except Exception:  # outermost handler: the next turn may succeed
                _log.exception("%s failed", name)
            if stop.wait(seconds):
                return

    thread = threading.Thread(target=repeat, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_JOIN_SECONDS)
