"""Lets fifty readers in at once: each asks, opens an item and turns its pages."""

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
_PATIENCE = 30
_AGENT = {"User-Agent": "Mozilla/5.0 (Windows NT 6.1; rv:115.0) Gecko/20100101 Firefox/115.0"}


def crowd_rows(site: str, question: str, item: str, pages: int) -> Iterator[Row]:
    """Tell how often a crowd was refused, and how long it waited."""
    start = Barrier(_READERS)
    with ThreadPoolExecutor(_READERS) as readers:
        visits = [
            readers.submit(_visit, start, list(_way(site, question, item, pages, reader)))
            for reader in range(_READERS)
        ]
    waited = [seconds for visit in visits for seconds in visit.result()]
    failed = sum(seconds is None for seconds in waited)
    answered = [seconds for seconds in waited if seconds is not None]
    yield Row(f"{_READERS} bạn đọc cùng lúc, trang bị lỗi", failed, "trang", 0)
    yield Row(f"{_READERS} bạn đọc cùng lúc, p95", statistics.quantiles(answered, n=20)[-1], "s", 5)


def _way(site: str, question: str, item: str, pages: int, reader: int) -> Iterator[str]:
    yield f"{site}/"
    yield f"{site}/tra-cuu?q={question}&bst={reader}"
    yield f"{site}/tai-lieu/{item}"
    for turn in range(_TURNS):
        yield f"{site}/tai-lieu/{item}/trang/{(reader + turn) % pages + 1}?q={question}"


def _visit(start: Barrier, addresses: list[str]) -> list[float | None]:
    start.wait(_PATIENCE)
    return [_seconds(address) for address in addresses]


def _seconds(address: str) -> float | None:
    """Return how long an answer took; None when it was none."""
    started = time.perf_counter()
    try:
        with urlopen(Request(address, headers=_AGENT), timeout=_PATIENCE) as answer:  # noqa: S310
            answer.read()
    except (URLError, HTTPException, TimeoutError):
        return None
    return time.perf_counter() - started
