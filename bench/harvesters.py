"""Benchmark of a reader beside METS harvesters and image clients that never pause.

A copy of an installation is served by `diachi serve`, on loopback; every client has an address of
its own. The reader is measured alone and beside them in turn: a busy machine disturbs both alike.
"""

import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from threading import Thread

from sqlalchemy import select

from bench.form import Row, json_parser, report
from bench.running_site import p95, running
from library.catalogue.models import Access, Item, ItemState, Page
from library.database import reading
from library.installation import open_installation
from library.settings import Settings, read_settings

_HARVESTERS, _IMAGE_CLIENTS = 4, 6
_PAUSE_SECONDS, _WARM_SECONDS, _TIMEOUT_SECONDS = 0.2, 4, 60
_METS = "/oai?verb=ListRecords&metadataPrefix=mets"
_TOKEN = re.compile(rb"<resumptionToken[^>]*>([^<]+)<")
_AGENT = {"User-Agent": "Mozilla/5.0 (Windows NT 6.1; rv:115.0) Gecko/20100101 Firefox/115.0"}


def main() -> None:
    """Measure the response times of a reader, alone and beside the greedy clients."""
    parser = json_parser(__doc__)
    parser.add_argument("home", type=Path, help="a filled data folder; a copy of it is measured")
    parser.add_argument("--seconds", type=float, default=15, help="length of each measurement")
    parser.add_argument("--pairs", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="diachi-bench-") as folder:
        home = shutil.copytree(args.home, Path(folder) / "home")
        settings = read_settings({"DIACHI_HOME": str(home)})
        pages, images = _addresses(settings)
        with running(settings, "serve") as site:
            port = int(site.rpartition(":")[2])
            rows = list(_rows(port, pages, images, args.seconds, args.pairs))
    report("harvesters", rows, as_json=args.json)


def _rows(
    port: int, pages: list[str], images: list[str], seconds: float, pairs: int
) -> Iterator[Row]:
    _read(port, pages, seconds)  # warm up
    alone, beside = [], []
    for _ in range(pairs):
        alone += _read(port, pages, seconds)
        greedy = (port, images, time.time() + _WARM_SECONDS + seconds + 1)
        clients = get_context("spawn").Process(target=_keep_busy, args=greedy)
        clients.start()
        time.sleep(_WARM_SECONDS)
        beside += _read(port, pages, seconds)
        clients.join()
    for name, measure in (("median", statistics.median), ("p95", p95)):
        yield Row(f"{name} of a reader alone", 1000 * measure(alone), "ms")
        yield Row(f"{name} beside the clients", measure(beside) / measure(alone), "times", 1.5)


def _read(port: int, pages: list[str], seconds: float) -> list[float]:
    end, times, addresses = time.monotonic() + seconds, [], cycle(pages)
    while time.monotonic() < end:
        began = time.perf_counter()
        is_good = _body(port, "127.0.0.2", next(addresses)) is not None
        times.append(time.perf_counter() - began if is_good else _TIMEOUT_SECONDS)
        time.sleep(_PAUSE_SECONDS)
    return times


def _body(port: int, client: str, address: str) -> bytes | None:
    """Return the body of a good answer on a connection of its own, or None."""
    line = HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_SECONDS, source_address=(client, 0))
    with closing(line), suppress(OSError, HTTPException):
        line.request("GET", address, headers=_AGENT)
        answer = line.getresponse()
        content = answer.read()
        return content if answer.status == 200 else None
    return None


def _keep_busy(port: int, images: list[str], end: float) -> None:
    """Run all greedy clients; the entry of their process."""
    for n in range(_HARVESTERS):
        Thread(target=_harvest, args=(port, f"127.0.1.{n + 1}", end)).start()
    for n in range(_IMAGE_CLIENTS):
        Thread(target=_draw, args=(port, f"127.0.2.{n + 1}", images, end)).start()


def _harvest(port: int, client: str, end: float) -> None:
    address = _METS
    while time.time() < end:
        token = _TOKEN.search(_body(port, client, address) or b"")
        address = f"{_METS[:20]}&resumptionToken={token[1].decode()}" if token else _METS


def _draw(port: int, client: str, images: list[str], end: float) -> None:
    for number, image in enumerate(cycle(images)):
        part = f"pct:0,0,{50 + (number * 7 + int(client[-1])) % 4900 / 100:.2f},90"
        _body(port, client, f"{image}/{part}/!900,900/0/default.jpg")  # not asked before
        if time.time() > end:
            return


def _addresses(settings: Settings) -> tuple[list[str], list[str]]:
    """Return the pages that the reader opens, and the images that are drawn."""
    engine = open_installation(settings)
    public = (Item.state == ItemState.PUBLISHED, Item.access == Access.PUBLIC)
    with reading(engine) as session:
        rows = select(Page.item_id, Page.number).join(Item).where(*public, Page.words.is_not(None))
        pages = [tuple(row) for row in session.execute(rows.limit(8))]
    engine.dispose()
    readable = [f"/tai-lieu/{item}/trang/{number}" for item, number in pages[:3]]
    further = ["/tra-cuu?q=lang+son", "/", *(f"/tai-lieu/{item}" for item, _ in pages[:3])]
    return [*further, *readable], [f"/iiif/image/3/{item}:{number}" for item, number in pages]


if __name__ == "__main__":
    main()
