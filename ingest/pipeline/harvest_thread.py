"""Harvests in a thread of their own, so that a slow catalogue stops no page."""

import fcntl
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from library.catalogue.profile_cache import usable_profiles
from library.harvest.harvest_steps import Harvester
from library.settings import Settings

_PAUSE_SECONDS = 3.0
_BETWEEN_PARTS_SECONDS = 0.2
_RETRY_SECONDS = 60.0
_JOIN_SECONDS = 10.0

_log = logging.getLogger(__name__)


@contextmanager
def harvesting(settings: Settings, engine: Engine) -> Iterator[None]:
    """Work on due harvests until the block ends; only one process does at a time."""
    stop = threading.Event()
    target, arguments = _harvest_until, (settings, engine, stop.wait)
    thread = threading.Thread(target=target, args=arguments, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_JOIN_SECONDS)


def _harvest_until(settings: Settings, engine: Engine, is_over: Callable[[float], bool]) -> None:
    pause = 0.0
    while not is_over(pause):
        try:
            pause = _BETWEEN_PARTS_SECONDS if step(settings, engine) else _PAUSE_SECONDS
        except Exception:  # outermost handler: one failed step must not end the harvests
            _log.exception("a step of a harvest failed")
            pause = _RETRY_SECONDS


def step(settings: Settings, engine: Engine) -> bool:
    """Do one step of a due harvest; return False if none is due, or another process works."""
    names = {address: name for name, address in settings.oai_sources}
    with (settings.home / "harvest.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return Harvester(engine, names, usable_profiles(settings)).step()
