"""Watchdog of the site: it asks itself a question over its own port, and systemd hears of answers.

A server whose loop hangs, or whose threads are all stuck, does not answer and is restarted.
"""

import http.client
import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from app.monitoring.health_addresses import ALIVE_PATH
from library.monitoring.repeating import repeating
from library.process import systemd

_ASKS_PER_PERIOD = 4
_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  (an address to replace)

_log = logging.getLogger(__name__)


@contextmanager
def watched_by_systemd(host: str, port: int) -> Iterator[None]:
    """Report to systemd that the site is ready, and answers, until the block ends."""
    period = systemd.watchdog_seconds()
    with ExitStack() as stack:
        if period is not None:
            pause = period / _ASKS_PER_PERIOD
            stack.enter_context(repeating("self-check", pause, lambda: ask(host, port, pause)))
        systemd.notify(systemd.READY)
        stack.callback(systemd.notify, systemd.STOPPING)
        yield


def ask(host: str, port: int, seconds: float) -> None:
    """Ask the site whether it is alive, and tell systemd if it answers in time."""
    connection = http.client.HTTPConnection(_ANY_ADDRESS.get(host, host), port, timeout=seconds)
    try:
        connection.request("GET", ALIVE_PATH)
        is_alive = connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException) as error:
        _log.warning("the site did not answer itself: %s", error)
        return
    finally:
        connection.close()
    if is_alive:
        systemd.notify(systemd.ALIVE)
