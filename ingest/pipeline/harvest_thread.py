"""Harvests in a thread of their own, so that a slow catalogue stops no page."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from library.catalogue.profile_cache import usable_profiles
from library.harvest.harvest_steps import Harvester
from library.process.locks import HARVEST, Lock, installation_lock
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
    pause, lock = 0.0, harvest_lock(settings, engine)
    while not is_over(pause):
        try:
            pause = _BETWEEN_PARTS_SECONDS if step(settings, engine, lock) else _PAUSE_SECONDS
        except Exception:  # outermost handler: one failed step must not end the harvests
            _log.exception("a step of a harvest failed")
            pause = _RETRY_SECONDS
            lock.release()  # its connection may be lost
    lock.release()


def harvest_lock(settings: Settings, engine: Engine) -> Lock:
    """Return the lock of the process that harvests."""
    return installation_lock(engine, HARVEST, settings.home / "harvest.lock")


def step(settings: Settings, engine: Engine, lock: Lock) -> bool:
    """Do one step of a due harvest; return False if none is due, or another process works."""
    names = {address: name for name, address in settings.oai_sources}
    return lock.take() and Harvester(engine, names, usable_profiles(settings)).step()
