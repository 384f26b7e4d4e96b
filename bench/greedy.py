"""Benchmark of a greedy address: a quiet reader beside sixteen connections that never pause.

A copy of an installation is served by `diachi serve` alone, on loopback. The reader is measured
alone and beside the greedy address in turn, so that a busy machine disturbs both alike.
"""

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from threading import Thread

from sqlalchemy import select

from bench.form import Row, report
from library.catalogue.models import Access, Item, ItemState, Page
from library.database import reading
from library.installation import open_installation
from library.settings import read_settings

_CONNECTIONS = 16
_GREEDY, _QUIET = "127.0.0.66", "127.0.0.2"
_PAUSE_SECONDS = 0.2
_TIMEOUT_SECONDS = 30
_START_SECONDS = 60
_WARM_SECONDS = 4
"""Time after which the share of the greedy address is measured, and the reader begins."""

_MAX_SLOWDOWN = 3.0
_AGENT = {"User-Agent": "Mozilla/5.0 (Windows NT 6.1; rv:115.0) Gecko/20100101 Firefox/115.0"}
_KINDS = ("search", "SRU", "pictures", "everything")
_PICTURE = "pct:0,0,{part},90/!900,900/0/default.jpg"
_SRU = "/sru?version=1.2&operation=searchRetrieve&maximumRecords=20&query="


def main() -> None:
    """Measure the response times of a quiet reader, alone and beside the greedy address."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path, help="a filled data folder; a copy of it is measured")
    parser.add_argument("--seconds", type=float, default=10, help="length of each measurement")
    parser.add_argument("--pairs", type=int, default=3, help="measurements of each kind")
    parser.add_argument("--kind", choices=_KINDS, action="append", help="only these")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    try:
        home = folder / "home"
        shutil.copytree(args.home, home)
        pages, pictures = _addresses(home)
        with _served(home) as port:
            addresses = dict(zip(_KINDS, _greedy_addresses(pages, pictures), strict=True))
            chosen = {kind: addresses[kind] for kind in args.kind or _KINDS}
            rows = list(_rows(port, pages, chosen, args.seconds, args.pairs))
    finally:
        shutil.rmtree(folder)
    report("greedy", rows, as_json=args.json)


def _rows(
    port: int, pages: list[str], kinds: dict[str, list[str]], seconds: float, pairs: int
) -> Iterator[Row]:
    _read(port, pages, seconds)  # warm up
    for kind, addresses in kinds.items():
        alone, beside = [], []
        for _ in range(pairs):
            alone += _read(port, pages, seconds)
            greedy = (port, addresses, _WARM_SECONDS + seconds + 1)
            attacker = get_context("spawn").Process(target=_keep_busy, args=greedy)
            attacker.start()
            time.sleep(_WARM_SECONDS)
            beside += _read(port, pages, seconds)
            attacker.join()
            time.sleep(_WARM_SECONDS)
        alone_p95, beside_p95 = (statistics.quantiles(times, n=20)[-1] for times in (alone, beside))
        yield Row(f"{kind}: p95 of a reader alone", alone_p95 * 1000, "ms")
        yield Row(f"{kind}: p95 beside {_CONNECTIONS} connections", beside_p95 * 1000, "ms")
        yield Row(f"{kind}: p95 against alone", beside_p95 / alone_p95, "times", _MAX_SLOWDOWN)


def _greedy_addresses(pages: list[str], pictures: list[str]) -> tuple[list[str], ...]:
    """Return the addresses of the greedy client by kind."""
    searches, sru = pages[:2], [f"{_SRU}tinh"]
    return searches, sru, pictures, [*searches, *sru, *pictures]


def _read(port: int, pages: list[str], seconds: float) -> list[float]:
    """Return the response times of a reader; a failed request counts as the longest wait."""
    end, times = time.monotonic() + seconds, []
    addresses = cycle(pages)
    while time.monotonic() < end:
        times.append(_seconds(port, next(addresses)))
        time.sleep(_PAUSE_SECONDS)
    return times


def _seconds(port: int, address: str) -> float:
    started = time.perf_counter()
    line = HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_SECONDS, source_address=(_QUIET, 0))
    try:
        line.request("GET", address, headers=_AGENT)
        with line.getresponse() as answer:
            answer.read()
            is_good = answer.status == 200
    except (OSError, HTTPException):
        is_good = False
    finally:
        line.close()
    return time.perf_counter() - started if is_good else _TIMEOUT_SECONDS


def _keep_busy(port: int, addresses: list[str], seconds: float) -> None:
    """Ask on every connection without pause; the entry of its own process."""
    end = time.monotonic() + seconds
    threads = [
        Thread(target=_ask_on, args=(port, addresses[number:] + addresses[:number], end))
        for number in range(_CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _ask_on(port: int, addresses: list[str], end: float) -> None:
    for number, address in enumerate(cycle(addresses)):
        line = HTTPConnection("127.0.0.1", port, timeout=90, source_address=(_GREEDY, 0))
        try:
            line.request("GET", _another(address, number), headers=_AGENT)
            line.getresponse().read()
        except (OSError, HTTPException):
            pass
        finally:
            line.close()
        if time.monotonic() > end:
            return


def _another(address: str, number: int) -> str:
    """Return an address of which no answer is kept yet."""
    if "{part}" in address:
        return address.format(part=50 + number % 4_900 / 100)
    return f"{address}%20or%20x{number}"


def _addresses(home: Path) -> tuple[list[str], list[str]]:
    """Return the pages that the reader opens, and pictures to be drawn."""
    engine = open_installation(read_settings({"DIACHI_HOME": str(home)}))
    public = (Item.state == ItemState.PUBLISHED, Item.access == Access.PUBLIC)
    with reading(engine) as session:
        rows = select(Page.item_id, Page.number).join(Item).where(*public, Page.words.is_not(None))
        pages = [tuple(row) for row in session.execute(rows.limit(8))]
    engine.dispose()
    searches = ["/tra-cuu?q=uy+ban+nhan+dan", "/tra-cuu?q=lang+son"]
    items = [f"/tai-lieu/{item}" for item, _ in pages[:3]]
    reading_pages = [f"/tai-lieu/{item}/trang/{number}" for item, number in pages[:3]]
    pictures = [f"/iiif/image/3/{item}:{number}/{_PICTURE}" for item, number in pages]
    return [*searches, "/", *items, *reading_pages], pictures


@contextmanager
def _served(home: Path) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from library.cli import main; main()", "serve"]
    environ = {**os.environ, "DIACHI_HOME": str(home), "DIACHI_PORT": str(port)}
    with subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL) as server:
        try:
            end = time.monotonic() + _START_SECONDS
            while _seconds(port, "/readyz") == _TIMEOUT_SECONDS and time.monotonic() < end:
                time.sleep(0.2)
            yield port
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
