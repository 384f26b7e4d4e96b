"""Readers of a station that has two gigabytes and one core, and of a province that makes a pack."""

import os
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from http.client import HTTPConnection
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import quote, urlsplit

from sqlalchemy import select

from app import create_app
from bench.form import Row, json_parser, report
from bench.pages import ItemGenerator
from bench.running_site import p95, running
from bench.search import fill_installation, questions
from kit.contact import pack_orders, stations
from kit.contact.pack_maker import make_due
from kit.contact.stations import StationSettings
from library.catalogue.models import Item
from library.database import open_database, reading, work
from library.settings import Settings, read_settings
from points.access_points import inventory
from points.access_points.models import PointLevel

_READERS, _SECONDS = 10, 20.0
_THINKS = 1.0, 4.0
"""Seconds for which a reader looks at a page."""

_MEMORY_BYTES, _CGROUP = 2 << 30, Path("/sys/fs/cgroup/memory/diachi-bench")
_SEARCH_MS, _PAGE_MS, _GROWTH = 300, 150, 1.5
_KINDS = ("từ", "từ không dấu", "hai từ", "hai từ không dấu", "cụm từ")
_AGENT = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; rv:115.0) Gecko/20100101 Firefox/115.0"}


def main() -> None:
    """Fill an installation once, then measure it as a station and as a province."""
    parser = json_parser(__doc__)
    parser.add_argument("--pages", type=int, default=200_000)
    parser.add_argument("--home", type=Path, required=True, help="keep the installation here")
    args = parser.parse_args()
    filled = fill_installation(args.home, args.pages, "tantivy")
    with reading(filled.database) as session:
        items = list(session.scalars(select(Item.id).order_by(Item.id).limit(2_000)))
    filled.database.dispose()
    by_kind = questions(ItemGenerator())
    words = [word for kind in _KINDS for word in by_kind[kind]]
    dice = random.Random(7)
    dice.shuffle(words)
    searches = [f"/tra-cuu?q={quote(word)}" for word in words]
    pages = list(
        chain.from_iterable(
            (f"/tai-lieu/{item}", f"/tai-lieu/{item}/trang/{dice.randrange(1, 10)}")
            for item in dice.sample(items, 200)
        )
    )
    rows = (
        *_station(filled.settings, searches, pages),
        *_province(filled.settings, searches, pages),
    )
    report("kit load", (Row("pages", args.pages, ""), *rows), as_json=args.json)


def _station(settings: Settings, searches: list[str], pages: list[str]) -> Iterator[Row]:
    with get_context("fork").Pool(1) as pool:  # the limits end with the process
        yield from pool.apply(_measured_station, (settings.home, searches, pages))


def _measured_station(home: Path, searches: list[str], pages: list[str]) -> list[Row]:
    os.environ["DIACHI_STATION"] = "1"
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    is_held = _hold_memory()
    settings = read_settings({"DIACHI_HOME": str(home), "DIACHI_STATION": "1"})
    rows = [Row("memory held to 2 GB by a cgroup (1: yes); one core by affinity", is_held, "")]
    rows += _one_at_a_time(settings, searches, "search", _SEARCH_MS)
    rows += _one_at_a_time(settings, pages, "page", _PAGE_MS)
    with running(settings, "serve") as site:
        _ask(site, searches, pages, _SECONDS / 2)
        rows += _waits(_ask(site, searches, pages, _SECONDS), "", _SEARCH_MS, _PAGE_MS)
    with suppress(OSError):
        peak = int((_CGROUP / "memory.max_usage_in_bytes").read_text())
        rows.append(
            Row("memory of site, readers and files read, peak", peak / (1 << 20), "MB", 2048)
        )
    return rows


def _hold_memory() -> int:
    try:
        _CGROUP.mkdir(exist_ok=True)
        (_CGROUP / "memory.limit_in_bytes").write_text(str(_MEMORY_BYTES))
        (_CGROUP / "cgroup.procs").write_text(str(os.getpid()))
    except OSError:
        return 0
    return 1


def _one_at_a_time(
    settings: Settings, addresses: Sequence[str], subject: str, limit: float
) -> Iterator[Row]:
    site = create_app(settings)
    reader, milliseconds = site.test_client(), []
    for address in (*addresses[:10], *addresses):
        started = time.process_time()
        answer = reader.get(address, headers=_AGENT)
        milliseconds.append((time.process_time() - started) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
    site.extensions["services"].close()
    yield Row(f"{subject}, p50", statistics.median(milliseconds[10:]), "ms CPU")
    yield Row(f"{subject}, p95", p95(milliseconds[10:]), "ms CPU", limit)


def _province(settings: Settings, searches: list[str], pages: list[str]) -> Iterator[Row]:
    """Yield the waits of readers while a whole pack is made, beside those at other times."""
    engine_settings = StationSettings(200_000, "small", (), "", None)
    calm, busy = [], []
    os.environ.pop("DIACHI_STATION", None)
    with running(settings, "serve") as site:
        _ask(site, searches, pages, _SECONDS / 2)
        for turn in range(2):
            calm += _ask(site, searches, pages, _SECONDS)
            _order(settings, engine_settings, f"xa-{time.time_ns()}-{turn}")
            maker = get_context("fork").Process(target=_make, args=(settings,))
            maker.start()
            time.sleep(1)
            busy += _ask(site, searches, pages, _SECONDS)
            yield Row("the pack was still made at the end (1: yes)", maker.is_alive(), "")
            maker.terminate()
            maker.join()
    yield from _waits(calm, ", province", None, None)
    yield from _waits(busy, ", province, a pack is made", None, None)
    growth = p95([s for _, s in busy]) / p95([s for _, s in calm])
    yield Row("p95 of all while a pack is made, times p95 else", growth, "", _GROWTH)


def _order(settings: Settings, chosen: StationSettings, slug: str) -> None:
    engine = open_database(settings.database_url)
    with work(engine) as session:
        facts = inventory.PointFacts(slug, PointLevel.COMMUNE)
        point_id = inventory.enter(session, slug, facts, since=date(2020, 1, 1), by="bench")
        station_id, _ = stations.enter(session, point_id, chosen, "bench")
        station = stations.find(session, station_id)
        pack_orders.for_stick(session, station, is_full=True, by="bench")
    engine.dispose()


def _make(settings: Settings) -> None:
    os.nice(19)
    make_due(settings)


def _waits(
    waited: list[tuple[bool, float]], where: str, search_ms: float | None, page_ms: float | None
) -> Iterator[Row]:
    for subject, is_search, limit in (("search", True, search_ms), ("page", False, page_ms)):
        seconds = [wait for kind, wait in waited if kind is is_search]
        yield Row(f"{_READERS} readers{where}: {subject}, answers", len(seconds), "")
        yield Row(f"{_READERS} readers{where}: {subject}, p95", p95(seconds) * 1000, "ms", limit)


def _ask(
    site: str, searches: list[str], pages: list[str], seconds: float
) -> list[tuple[bool, float]]:
    """Let readers search, read and think; return what each waited for, True for a search."""
    ends = time.monotonic() + seconds
    with ThreadPoolExecutor(_READERS) as pool:
        reading_now = [
            pool.submit(_read, site, searches, pages, number, ends) for number in range(_READERS)
        ]
        return [wait for reader in reading_now for wait in reader.result()]


def _read(
    site: str, searches: list[str], pages: list[str], number: int, ends: float
) -> list[tuple[bool, float]]:
    dice, waited = random.Random(f"{number} {ends}"), []
    while time.monotonic() < ends:
        is_search = dice.random() < 0.4
        connection = HTTPConnection(urlsplit(site).netloc, timeout=60)
        started = time.monotonic()
        connection.request("GET", dice.choice(searches if is_search else pages), headers=_AGENT)
        answer = connection.getresponse()
        answer.read()
        waited.append((is_search, time.monotonic() - started))
        connection.close()
        if answer.status != 200:
            raise RuntimeError(answer.status)
        time.sleep(dice.uniform(*_THINKS))
    return waited


if __name__ == "__main__":
    main()
