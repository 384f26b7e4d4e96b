"""Running site and readers on loopback, shared by the benchmarks of trust."""

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPException
from itertools import cycle, islice
from threading import Event, Thread
from typing import TypeVar
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from library.settings import Settings

_AGENT = {"User-Agent": "Mozilla/5.0 (Windows NT 6.1; rv:115.0) Gecko/20100101 Firefox/115.0"}
_TIMEOUT_SECONDS = 30.0
_PAUSE_SECONDS = 0.05
_READERS = 3
_COMMAND = (sys.executable, "-c", "from library.cli import main; main()")

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer to a request; `status` is 0 if there was none."""

    status: int
    seconds: float
    text: str = ""


def fetch(address: str) -> tuple[int, bytes]:
    """Request an address as a browser does; return status and content, 0 if there was no answer."""
    try:
        with urlopen(Request(address, headers=_AGENT), timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310
            return answer.status, answer.read()
    except HTTPError as error:
        error.close()
        return error.code, b""
    except (URLError, HTTPException, TimeoutError, ConnectionError):
        return 0, b""


def get(address: str) -> Answer:
    """Request a page as a browser does."""
    started = time.perf_counter()
    status, content = fetch(address)
    return Answer(status, time.perf_counter() - started, content.decode())


def visit(address: str) -> Answer:
    """Request a page and forget its text."""
    return replace(get(address), text="")


@contextmanager
def readers(questions: Sequence[Callable[[], _Result]]) -> Iterator[list[_Result]]:
    """Let readers ask questions in turn until the block ends; yield the results."""
    results: list[_Result] = []
    stop = Event()

    def read(first: int) -> None:
        for ask in islice(cycle(questions), first, None):
            if stop.wait(_PAUSE_SECONDS):
                return
            results.append(ask())

    threads = [Thread(target=read, args=(number,)) for number in range(_READERS)]
    for thread in threads:
        thread.start()
    try:
        yield results
    finally:
        stop.set()
        for thread in threads:
            thread.join()


@contextmanager
def running(settings: Settings, *arguments: str) -> Iterator[tuple[str, subprocess.Popen]]:
    """Run a command of the installation until the block ends; yield its address and process."""
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
            yield f"http://127.0.0.1:{port}", process
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
