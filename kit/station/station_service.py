"""The service of a station: index, figures of use, sticks; it makes no pages itself."""

import logging
import time
from collections.abc import Callable
from functools import partial

from sqlalchemy import Engine

from kit.station import forgetting, taking_in
from kit.station.problems import ServiceRunsError
from kit.station.sticks import StickWatch
from library.jobs.duties import DutyTurns
from library.monitoring.repeating import repeating
from library.process.locks import FileLock
from library.settings import Settings
from search_index.index.writer import IndexUpdater

_TURN_SECONDS = 1.0
_STICK_SECONDS = 2.0
_RETRY_SECONDS = 60.0

_log = logging.getLogger(__name__)


def run(settings: Settings, engine: Engine, beat: Callable[[], None]) -> None:
    """Keep the index and the figures of a station up to date without end.

    Raises ServiceRunsError if another process does it.
    """
    lock = FileLock(settings.home / "ingest.lock")
    if not lock.take():
        raise ServiceRunsError
    turns = DutyTurns(settings, engine)
    forget = partial(forgetting.forget, settings, engine, beat)
    try:
        taking_in.finish(settings, engine)
        with (
            IndexUpdater(settings, engine, beat) as index,
            repeating("sticks", _STICK_SECONDS, StickWatch(settings, engine).turn),
        ):
            while True:
                beat()
                actions = (index.keep_up, forget, turns.every_minute, turns.take_steps)
                failures = sum(not _succeeds(action) for action in actions)
                time.sleep(_RETRY_SECONDS if failures else _TURN_SECONDS)
    finally:
        lock.release()


def _succeeds(action: Callable[[], object]) -> bool:
    try:
        action()
    except Exception:  # outermost handler: the next turn may succeed
        _log.exception("a turn of the station's service failed")
        return False
    return True
