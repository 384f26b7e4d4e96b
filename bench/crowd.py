"""Load test with fifty simultaneous readers: search, open an item, turn pages."""

import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from threading import Barrier
from urllib.error import URLError
from urllib.request import Request, urlopen

from bench.form import Row

_READERS = 50
_TURNS = 4
_TIMEOUT_SECONDS = 30
_AGENT = {"User-Agent": "Mozilla/5.0 (Windows NT 6.1; rv:115.0) Gecko/20100101 Firefox/115.0"}


def crowd_rows(site: str, question: str, item: str, pages: int) -> Iterator[Row]:
    """Yield the number of failed requests and the 95th percentile of the response time."""
    start = Barrier(_READERS)
    with ThreadPoolExecutor(_READERS) as readers:
        visits = [
            readers.submit(_visit, start, list(_addresses(site, question, item, pages, reader)))
            for reader in range(_READERS)
        ]
    waited = [seconds for visit in visits for seconds in visit.result()]
    failed = sum(seconds is None for seconds in waited)
    answered = [seconds for seconds in waited if seconds is not None]
    yield Row(f"{_READERS} bạn đọc cùng lúc, trang bị lỗi", failed, "trang", 0)
    yield Row(f"{_READERS} bạn đọc cùng lúc, p95", statistics.quantiles(answered, n=20)[-1], "s", 5)


def _addresses(site: str, question: str, item: str, pages: int, reader: int) -> Iterator[str]:
    yield f"{site}/"
    yield f"{site}/tra-cuu?q={question}&bst={reader}"
    yield f"{site}/tai-lieu/{item}"
    for turn in range(_TURNS):
        yield f"{site}/tai-lieu/{item}/trang/{(reader + turn) % pages + 1}?q={question}"


def _visit(start: Barrier, addresses: list[str]) -> list[float | None]:
    start.wait(_TIMEOUT_SECONDS)
    return [_seconds(address) for address in addresses]


def _seconds(address: str) -> float | None:
    """Return the response time in seconds; None if the request failed."""
    started = time.perf_counter()
    try:
        with urlopen(Request(address, headers=_AGENT), timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310
            answer.read()
    except (URLError, HTTPException, TimeoutError):
        return None
    return time.perf_counter() - started
