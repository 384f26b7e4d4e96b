"""Keeps the workshop going: one round through all that waits, or rounds for ever."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

from ingest import queue, runner, sheets
from ingest.lock import workshop
from ingest.outcome import Outcome, settled_among
from ingest.progress import Progress
from library.accessions.inspection import inspect, waiting
from library.database import reading
from library.errors import LibraryError
from library.settings import Settings
from library.speaking import say
from library.storage.models import Condition
from search_index.keeping import Keeping

_A_WHILE = 1.0
_LONGER = 60.0
"""Seconds until what went wrong is tried again."""

_MASTERS_A_MINUTE = 20
"""Enough for two and a half million files in ninety days of which every minute is idle."""

_log = logging.getLogger(__name__)


def one_round(settings: Settings, engine: Engine, tell: Callable[[Outcome], None]) -> None:
    """Work until nothing waits, index it, and tell what became of all that waited.

    When another process is at work already, wait for it; what it settled meanwhile is told too.
    """
    with Keeping(settings, engine) as index:
        _round(settings, engine, tell, index)


def _round(
    settings: Settings, engine: Engine, tell: Callable[[Outcome], None], index: Keeping
) -> None:
    with reading(engine) as session:
        waited = queue.waiting(session)
    with workshop(settings, lambda: say("Một lượt xử lý khác đang chạy; đang chờ đến lượt.")):
        with reading(engine) as session:
            settled = settled_among(session, waited)
        for outcome in settled:
            tell(outcome)
        progress = Progress()
        sheets.read_waiting(settings, engine)
        tick = _Meanwhile(settings, engine, index).keep_up
        runner.run(settings, engine, tell=tell, progress=progress, tick=tick)
        progress.close()
    index.keep_up()


def forever(settings: Settings, engine: Engine, tell: Callable[[Outcome], None]) -> None:
    """Do a round every second; other processes may work in between."""
    with Keeping(settings, engine) as index:
        idle = _Idle(settings, engine)
        while True:
            time.sleep(_A_WHILE if _went_well(settings, engine, tell, index, idle) else _LONGER)


def _went_well(
    settings: Settings,
    engine: Engine,
    tell: Callable[[Outcome], None],
    index: Keeping,
    idle: "_Idle",
) -> bool:
    try:
        _round(settings, engine, tell, index)
        idle.look_round()
    except LibraryError as error:
        say(str(error))
        return False
    except Exception:  # a door: tomorrow's deliveries must not wait for today's bug
        _log.exception("a round in the workshop failed")
        return False
    return True


@dataclass(slots=True)
class _Meanwhile:
    """Does what must not wait for the end of a long batch, at most once a second."""

    settings: Settings
    engine: Engine
    index: Keeping
    last: float = 0.0

    def keep_up(self) -> None:
        """Read lists that came and index what is due, unless that was just done."""
        if time.monotonic() - self.last >= _A_WHILE:
            sheets.read_waiting(self.settings, self.engine)
            self.index.keep_up()
            self.last = time.monotonic()


@dataclass(slots=True)
class _Idle:
    """Does what can wait until nothing else is to be done, a little every minute."""

    settings: Settings
    engine: Engine
    last: float = 0.0

    def look_round(self) -> None:
        """Look at a few masters whose turn it is, unless that was just done."""
        if time.monotonic() - self.last < _LONGER:
            return
        with reading(self.engine) as session:
            digests = waiting(session, self.settings, _MASTERS_A_MINUTE)
        for _, condition in inspect(self.settings, self.engine, digests):
            if condition is not Condition.SOUND:
                say("Có tệp gốc bị hỏng. Hãy chạy: diachi fixity report")
        self.last = time.monotonic()
