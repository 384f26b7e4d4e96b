"""Results pages: processor time of one, and how many a served site gives sixteen clients."""

import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote, urlsplit

from app import create_app
from bench.form import Row, json_parser, report
from bench.pages import ItemGenerator
from bench.running_site import p95, running
from bench.search import fill_installation, questions
from library.process.memory import collect_rarely
from library.settings import Settings

_CLIENTS = 16
_SECONDS = 20.0
_KINDS = ("từ", "từ không dấu", "hai từ", "hai từ không dấu", "một âm tiết thường gặp", "cụm từ")
_MAX_MILLISECONDS, _MIN_PAGES_A_SECOND = 45, 60
_AGENT = {"User-Agent": "Mozilla/5.0 (Windows NT 6.1; rv:115.0) Gecko/20100101 Firefox/115.0"}


def main() -> None:
    """Fill a library, ask for results pages in this process and from a served site, and report."""
    parser = json_parser(__doc__)
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--home", type=Path, required=True, help="keep the installation here")
    args = parser.parse_args()
    settings = fill_installation(args.home, args.pages, "tantivy").settings
    by_kind = questions(ItemGenerator())
    addresses = [f"/tra-cuu?q={quote(typed)}" for kind in _KINDS for typed in by_kind[kind]]
    rows = [*_one_at_a_time(settings, addresses), *_many_at_once(settings, addresses)]
    report("results", rows, as_json=args.json)


def _one_at_a_time(settings: Settings, addresses: list[str]) -> Iterator[Row]:
    site = create_app(settings)
    reader = site.test_client()
    for address in addresses[:10]:
        reader.get(address)  # the first ones fill caches
    collect_rarely()  # as the processes of `diachi serve` do
    milliseconds = []
    for address in addresses:
        started = time.process_time()
        reader.get(address)
        milliseconds.append((time.process_time() - started) * 1000)
    site.extensions["services"].close()
    yield Row("results page, p50", statistics.median(milliseconds), "ms CPU")
    yield Row("results page, p95", p95(milliseconds), "ms CPU", _MAX_MILLISECONDS)


def _many_at_once(settings: Settings, addresses: list[str]) -> Iterator[Row]:
    with running(settings, "serve") as site, ThreadPoolExecutor(_CLIENTS) as clients:
        _ask(clients, site, addresses, _SECONDS / 2)
        seconds = _ask(clients, site, addresses, _SECONDS)
    answered = [waited for waited in seconds if waited is not None]
    yield Row(
        f"{_CLIENTS} clients, pages",
        len(answered) / _SECONDS,
        "a second",
        _MIN_PAGES_A_SECOND,
        "higher",
    )
    yield Row(f"{_CLIENTS} clients, p95", p95(answered) * 1000, "ms")
    yield Row(f"{_CLIENTS} clients, failed", len(seconds) - len(answered), "pages", 0)


def _ask(
    clients: ThreadPoolExecutor, site: str, addresses: list[str], seconds: float
) -> list[float | None]:
    """Let all clients read on for so many seconds; return the times of their answers."""
    ends = time.monotonic() + seconds
    reading = [clients.submit(_read, site, addresses, first * 7, ends) for first in range(_CLIENTS)]
    return [waited for client in reading for waited in client.result()]


def _read(site: str, addresses: list[str], first: int, ends: float) -> list[float | None]:
    connection, seconds = HTTPConnection(urlsplit(site).netloc, timeout=30), []
    for address in islice(cycle(addresses), first, None):
        started = time.monotonic()
        if started > ends:
            break
        connection.request("GET", address, headers=_AGENT)
        answer = connection.getresponse()
        answer.read()
        seconds.append(time.monotonic() - started if answer.status == 200 else None)
    connection.close()
    return seconds


if __name__ == "__main__":
    main()
