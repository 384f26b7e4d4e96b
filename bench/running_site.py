"""Running site of a benchmark on loopback, as a server runs it."""

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from library.settings import Settings

_TIMEOUT_SECONDS = 120.0
_PAUSE_SECONDS = 0.05
_COMMAND = (sys.executable, "-c", "from library.cli import main; main()")


@contextmanager
def running(settings: Settings, *arguments: str) -> Iterator[str]:
    """Run a command of the installation until the block ends; yield its address."""
    port = free_port()
    environ = {
        **os.environ,
        "DIACHI_HOME": str(settings.home),
        "DIACHI_HOST": "127.0.0.1",
        "DIACHI_PORT": str(port),
        "DIACHI_WORKERS": "1",
    }
    with (settings.home / f"{arguments[0]}.log").open("w") as log:
        process = subprocess.Popen([*_COMMAND, *arguments], env=environ, stderr=log, stdout=log)
        try:
            if arguments == ("serve",):
                _until_open(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(_TIMEOUT_SECONDS)


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


def p95(values: Iterable[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(values, n=20)[-1]
