"""Harvests in a thread of their own, so that a slow catalogue stops no page."""

from contextlib import AbstractContextManager

from sqlalchemy import Engine

from library.catalogue.profile_cache import usable_profiles
from library.harvest.harvest_steps import Harvester
from library.monitoring.repeating import repeating
from library.process.locks import HARVEST, Lock, installation_lock
from library.settings import Settings

_PAUSE_SECONDS = 3.0
_BETWEEN_PARTS_SECONDS = 0.2
_RETRY_SECONDS = 60.0


def harvesting(settings: Settings, engine: Engine) -> AbstractContextManager[None]:
    """Work on due harvests until the block ends; only one process does at a time."""
    lock = harvest_lock(settings, engine)

    def next_step() -> float:
        try:
            return _BETWEEN_PARTS_SECONDS if step(settings, engine, lock) else _PAUSE_SECONDS
        except Exception:
            lock.release()  # its connection may be lost
            raise

    return repeating(
        "a step of a harvest", None, next_step, retry_seconds=_RETRY_SECONDS, at_end=lock.release
    )


def harvest_lock(settings: Settings, engine: Engine) -> Lock:
    """Return the lock of the process that harvests."""
    return installation_lock(engine, HARVEST, settings.home / "harvest.lock")


def step(settings: Settings, engine: Engine, lock: Lock) -> bool:
    """Do one step of a due harvest; return False if none is due, or another process works."""
    names = {address: name for name, address in settings.oai_sources}
    return lock.take() and Harvester(engine, names, usable_profiles(engine)).step()
