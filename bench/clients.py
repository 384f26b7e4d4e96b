"""Benchmark of slow and greedy clients: twenty ordinary readers beside each attack.

A copy of an installation gets a book of 2,500 pages and is served by `diachi serve` alone, on
loopback. Each attack is bounded in time, and the readers come from one address, as in a school.
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
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.attacks import ATTACKS, Target
from bench.form import Row, report
from library.catalogue.cataloguing import make_item, publish
from library.catalogue.models import Derivative, DerivativeKind, Item, Page, PageState, PageText
from library.database import reading, work
from library.identifiers import item_id
from library.installation import open_installation
from library.settings import read_settings

PAGES = 2_500
_READERS = 20
_THINK_SECONDS = 1.0
_TIMEOUT_SECONDS = 20
_START_SECONDS = 60
_SCHOOL = "127.0.0.2"
_BY = "bench"
_AGENT = {"User-Agent": "Mozilla/5.0 (Windows NT 6.1; rv:115.0) Gecko/20100101 Firefox/115.0"}
_QUIET_SECONDS = 3
"""Pause after each attack, in which the site ends what it still works on."""

_MAX_SLOWDOWN = 2.0


@dataclass(frozen=True, slots=True)
class _Library:
    """A served installation: its port, the large book, and pages for ordinary readers."""

    port: int
    book: str
    addresses: tuple[str, ...]


def main() -> None:
    """Measure ordinary readers undisturbed and beside each attack."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path, help="a filled data folder; a copy of it is measured")
    parser.add_argument("--seconds", type=float, default=20, help="length of each attack")
    parser.add_argument("--attack", choices=ATTACKS, action="append", help="only these")
    parser.add_argument("--site-port", type=int, help="port of the site, for a proxy before it")
    parser.add_argument("--proxy-port", type=int, help="port of the proxy, to which all connect")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    try:
        home = folder / "home"
        shutil.copytree(args.home, home)
        site_port = args.site_port or _free_port()
        with _served(home, site_port, args.proxy_port or site_port) as library:
            rows = list(_rows(library, args.attack or list(ATTACKS), args.seconds))
    finally:
        shutil.rmtree(folder)
    report("clients", rows, as_json=args.json)


def _rows(library: _Library, attacks: list[str], seconds: float) -> Iterator[Row]:
    _read(library, _QUIET_SECONDS)  # warm up
    _, undisturbed = _read(library, seconds)
    yield Row(f"{_READERS} readers undisturbed, p95", undisturbed * 1000, "ms")
    for name in attacks:
        target = (library.port, library.book, PAGES, seconds + 1)
        attacker = get_context("spawn").Process(target=_attack, args=(name, *target))
        attacker.start()
        time.sleep(1)
        errors, p95 = _read(library, seconds)
        attacker.join()
        yield Row(f"{name}: errors of readers", errors, "requests", 0)
        yield Row(f"{name}: p95", p95 * 1000, "ms")
        yield Row(f"{name}: p95 against undisturbed", p95 / undisturbed, "times", _MAX_SLOWDOWN)
        time.sleep(_QUIET_SECONDS)


def _attack(name: str, port: int, book: str, pages: int, seconds: float) -> None:
    """Run one attack; the entry of its own process."""
    ATTACKS[name](Target(port, book, pages, seconds))


def _read(library: _Library, seconds: float) -> tuple[int, float]:
    """Return the number of failed requests of twenty readers, and the p95 in seconds."""
    end = time.monotonic() + seconds
    with ThreadPoolExecutor(_READERS) as readers:
        visits = [readers.submit(_visit, library, number, end) for number in range(_READERS)]
    waits = [wait for visit in visits for wait in visit.result()]
    errors = sum(wait is None for wait in waits)
    times = [_TIMEOUT_SECONDS if wait is None else wait for wait in waits]
    return errors, statistics.quantiles(times, n=20)[-1]


def _visit(library: _Library, number: int, end: float) -> list[float | None]:
    addresses = cycle(library.addresses[number:] + library.addresses[:number])
    waits: list[float | None] = []
    time.sleep(number * _THINK_SECONDS / _READERS)
    while time.monotonic() < end:
        waits.append(_seconds(library.port, next(addresses)))
        time.sleep(_THINK_SECONDS)
    return waits


def _seconds(port: int, address: str) -> float | None:
    """Return the response time over a new connection in seconds; None if the request failed."""
    started = time.perf_counter()
    source = (_SCHOOL, 0)
    line = HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_SECONDS, source_address=source)
    try:
        line.request("GET", address, headers=_AGENT)
        answer = line.getresponse()
        answer.read()
    except (OSError, HTTPException):
        return None
    finally:
        line.close()
    return time.perf_counter() - started if answer.status == 200 else None


@contextmanager
def _served(home: Path, site_port: int, port: int) -> Iterator[_Library]:
    book, addresses = _add_book(home)
    command = [sys.executable, "-c", "from library.cli import main; main()", "serve"]
    environ = {**os.environ, "DIACHI_HOME": str(home), "DIACHI_PORT": str(site_port)}
    with subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_until_open(site_port)
            yield _Library(port, book, addresses)
        finally:
            server.terminate()


def _add_book(home: Path) -> tuple[str, tuple[str, ...]]:
    """Enter a book made of the scanned pages of the installation; return addresses to read."""
    settings = read_settings({"DIACHI_HOME": str(home)})
    engine = open_installation(settings)
    with work(engine) as session:
        scans = _scanned_pages(session)
        first = session.get(Item, scans[0][0].item_id)
        book = make_item(session, item_id("bench"), first.collection, "Sách dày", _BY)
        for number, scan in enumerate(islice(cycle(scans), PAGES), start=1):
            _add_page(session, book, number, *scan)
        book.page_count = PAGES
        publish(session, book, _BY)
        items = session.scalars(select(Item.id).where(Item.cover.is_not(None))).all()
    with reading(engine) as session:
        pages = [f"/tai-lieu/{item}/trang/1" for item in items]
    engine.dispose()
    plain = ("/", "/tra-cuu?q=uy+ban+nhan+dan", "/duyet", "/tra-cuu?q=lang+son")
    return book.id, (*plain, *(f"/tai-lieu/{item}" for item in items), *pages)


def _scanned_pages(session: Session) -> list[tuple[Page, str, Derivative]]:
    rows = session.execute(
        select(Page, PageText.text, Derivative)
        .join(PageText, PageText.page_id == Page.id)
        .join(Derivative, Derivative.page_id == Page.id)
        .where(Page.words.is_not(None), Derivative.kind == DerivativeKind.LEAF)
    )
    return [tuple(row) for row in rows]


def _add_page(
    session: Session, book: Item, number: int, scan: Page, text: str, page_pdf: Derivative
) -> None:
    page = Page(
        item_id=book.id,
        number=number,
        state=PageState.DONE,
        width=scan.width,
        height=scan.height,
        words=scan.words,
    )
    page.derivatives = [
        Derivative(
            kind=DerivativeKind.LEAF,
            digest=page_pdf.digest,
            media_type=page_pdf.media_type,
            width=page_pdf.width,
            height=page_pdf.height,
            bytes=page_pdf.bytes,
        )
    ]
    session.add(page)
    session.flush()
    session.add(PageText(page_id=page.id, text=text))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def _wait_until_open(port: int) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        if _seconds(port, "/") is not None:
            return
        time.sleep(0.2)
    raise TimeoutError(f"the site on port {port} did not start")


if __name__ == "__main__":
    main()
