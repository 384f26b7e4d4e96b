"""Looks at a watched folder twice, and is killed at its n-th step on the disk: a power cut."""

import os
import signal
import sys
from itertools import count
from pathlib import Path

from ingest.hotfolder.poll import Patrol
from ingest.hotfolder.settled import Stillness
from library.database import open_database
from tests.makers import make_settings

_STEPS = ("os.rename", "os.mkdir", "os.rmdir", "os.remove", "os.chmod", "tempfile.mkstemp")


def look_and_be_struck(home: Path, struck_at: int) -> None:
    """Be struck at the step that is told; to be called in a process of its own."""
    settings = make_settings(home / "nhà", watch=str(home / "nhận"), watch_seconds="10")
    engine = open_database(settings.database_url)
    patrol = Patrol(settings, engine, Stillness(10))
    steps = count(1)

    def strike(event: str, _told: tuple[object, ...]) -> None:
        if event in _STEPS and next(steps) == struck_at:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(strike)
    for now in (0.0, 10.0):
        patrol.look(now)
