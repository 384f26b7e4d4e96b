"""Simulated power cut: polls a hot folder twice, and is killed at its n-th disk operation."""

import os
import signal
import sys
from itertools import count
from pathlib import Path

from ingest.hotfolder.poll import Poller, SettleTracker
from library.database import open_database
from tests.makers import make_settings

_STEPS = ("os.rename", "os.mkdir", "os.rmdir", "os.remove", "os.chmod", "tempfile.mkstemp")


def poll_until_killed(home: Path, kill_at: int) -> None:
    """Poll twice and kill this process at disk operation `kill_at`; call it in a subprocess."""
    settings = make_settings(home / "nhà", watch=str(home / "nhận"), watch_seconds="10")
    engine = open_database(settings.database_url)
    poller = Poller(settings, engine, SettleTracker(10))
    steps = count(1)

    def kill(event: str, _args: tuple[object, ...]) -> None:
        if event in _STEPS and next(steps) == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(kill)
    for now in (0.0, 10.0):
        poller.poll(now)
