"""Keeps the workshop going: one round through all that waits, or rounds for ever."""

import time
from collections.abc import Callable

from sqlalchemy import Engine

from ingest import queue, runner
from ingest.lock import workshop
from ingest.outcome import Outcome, settled_among
from ingest.progress import Progress
from library.database import reading
from library.settings import Settings

_A_WHILE = 1.0


def one_round(settings: Settings, engine: Engine, tell: Callable[[Outcome], None]) -> None:
    """Work until nothing waits, and tell what became of all that waited.

    When another process is at work already, wait for it; what it settled meanwhile is told too.
    """
    with reading(engine) as session:
        waited = queue.waiting(session)
    progress = Progress()
    with workshop(settings):
        with reading(engine) as session:
            settled = settled_among(session, waited)
        for outcome in settled:
            tell(outcome)
        runner.run(settings, engine, tell=tell, progress=progress, tick=lambda: None)
    progress.close()


def forever(settings: Settings, engine: Engine, tell: Callable[[Outcome], None]) -> None:
    """Do a round whenever something waits; other processes may work in between."""
    while True:
        one_round(settings, engine, tell)
        time.sleep(_A_WHILE)
