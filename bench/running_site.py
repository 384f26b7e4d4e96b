"""Running site of a benchmark on loopback, as a server runs it."""

import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from library.settings import Settings
from tests.app.serving import CHROMIUM_ARGUMENTS

_TIMEOUT_SECONDS = 120.0
_PAUSE_SECONDS = 0.05
_MAIN = "from library.cli import main; main()"
_FAST_CLOCK = (
    "from datetime import timedelta; from library import clock; now = clock.now; "
    "clock.now = lambda: now() + timedelta(days={}); "
)


class RunningCommand:
    """A command of the installation in a process group of its own, which can be killed."""

    def __init__(self, settings: Settings, *arguments: str, port: int = 0) -> None:
        self.port = port or free_port()
        self._settings, self._arguments = settings, arguments
        self.start()

    def start(self, days_later: int = 0) -> None:
        """Start the process, with a clock that is some days fast; wait until a site answers."""
        environ = {
            **os.environ,
            "DIACHI_HOME": str(self._settings.home),
            "DIACHI_HOST": "127.0.0.1",
            "DIACHI_PORT": str(self.port),
            "DIACHI_WORKERS": "1",
        }
        code = (_FAST_CLOCK.format(days_later) if days_later else "") + _MAIN
        command = [sys.executable, "-c", code, *self._arguments]
        with (self._settings.home / f"{self._arguments[0]}.log").open("a") as log:
            self._process = subprocess.Popen(
                command, env=environ, stderr=log, stdout=log, start_new_session=True
            )
        if self._arguments == ("serve",):
            _until_open(self.port, self._process)

    def stop(self) -> None:
        """Let the process end by itself."""
        self._process.terminate()
        self._process.wait(_TIMEOUT_SECONDS)

    def kill(self) -> None:
        """End the process and its children at once."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@contextmanager
def running(settings: Settings, *arguments: str) -> Iterator[str]:
    """Run a command of the installation until the block ends; yield its address."""
    command = RunningCommand(settings, *arguments)
    try:
        yield f"http://127.0.0.1:{command.port}"
    finally:
        command.stop()


def _until_open(port: int, process: subprocess.Popen) -> None:
    for _ in range(int(_TIMEOUT_SECONDS / _PAUSE_SECONDS)):
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0 or process.poll() is not None:
                return
        time.sleep(_PAUSE_SECONDS)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a headless Chromium that asks for pages in Vietnamese."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


def p95(values: Iterable[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(values, n=20)[-1]
