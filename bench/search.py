"""Benchmark of search speed, index size and memory on generated pages.

Times are CPU seconds of this process, or by the clock with a cluster, whose addresses are in
OPENSEARCH_URLS (see bin/with-opensearch-nodes).
"""

import json
import os
import random
import resource
import shutil
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import Engine, insert

from bench.form import Row, json_parser, report
from bench.pages import PAGES_PER_ITEM, ItemGenerator, SyntheticItem
from library import clock
from library.catalogue import index_queue
from library.catalogue.models import Access, Item, ItemState, Page, PageState, PageText
from library.database import work
from library.identifiers import item_id
from library.installation import set_up
from library.settings import Settings, read_settings
from library.vietnamese.letters import fold, sort_key
from search_index.documents import SearchRequest
from search_index.index import generations, sync
from search_index.search_service import SearchService

_QUESTIONS_PER_KIND = 40
_LARGE_PAGES = 100_000
_MB = 1 << 20
_CLUSTER = os.environ.get("OPENSEARCH_URLS", "")
_now = time.perf_counter if _CLUSTER else time.process_time


@dataclass(frozen=True, slots=True)
class FilledInstallation:
    """An installation filled with generated pages and indexed."""

    settings: Settings
    database: Engine
    pages: int
    text_bytes: int
    cost: "Cost"


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of indexing: CPU of all processes, and by the clock."""

    cpu: float
    clock: float


def main() -> None:
    """Fill a library, index it, search it and report."""
    parser = json_parser(__doc__)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--engine", default="opensearch" if _CLUSTER else "tantivy")
    parser.add_argument("--home", type=Path, help="keep the installation here and use it again")
    args = parser.parse_args()
    home = args.home or Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    try:
        rows = list(_rows(fill_installation(home, args.pages, args.engine)))
    finally:
        if args.home is None:
            shutil.rmtree(home)
    report("search", rows, as_json=args.json)


def questions(press: ItemGenerator) -> dict[str, list[str]]:
    """Return the queries by kind, with frequent and rare words."""
    rng = random.Random(7)
    topical = [rng.choice(rng.choice(press.topics)) for _ in range(_QUESTIONS_PER_KIND * 2)]
    pairs = list(zip(topical[::2], topical[1::2], strict=True))
    return {
        "từ": topical[:_QUESTIONS_PER_KIND],
        "từ không dấu": [fold(word) for word in topical[:_QUESTIONS_PER_KIND]],
        "hai từ": [f"{first} {second}" for first, second in pairs],
        "hai từ không dấu": [fold(f"{first} {second}") for first, second in pairs],
        "một âm tiết thường gặp": press.common[:_QUESTIONS_PER_KIND],
        "cụm từ": [f'"{word}"' for word in topical[:_QUESTIONS_PER_KIND]],
        "VÀ": [f"{first} VÀ {second}" for first, second in pairs],
        "tiền tố": [
            f"{word.split()[0][:3]}* {word.split()[1]}" for word in topical[:_QUESTIONS_PER_KIND]
        ],
        "gõ sai": [_mistyped(word, rng) for word in topical[:_QUESTIONS_PER_KIND]],
        "khoảng năm": [f"{word} năm:1950..1975" for word in topical[:_QUESTIONS_PER_KIND]],
    }


_SLOW_KINDS = ("tiền tố", "gõ sai", "khoảng năm")


def _rows(measured: FilledInstallation) -> Iterator[Row]:
    search_service = SearchService(measured.settings, measured.database)
    yield Row("mở", _milliseconds(lambda: search_service.search(SearchRequest("một"))), "ms", 150)
    ordinary: list[float] = []
    for kind, typed in questions(ItemGenerator()).items():
        taken = [
            _milliseconds(lambda question=question: search_service.search(SearchRequest(question)))
            for question in typed
        ]
        slow = kind in _SLOW_KINDS
        yield Row(f"{kind}, p50", statistics.median(taken), "ms", None if slow else 40)
        yield Row(f"{kind}, p95", _p95(taken), "ms", 200 if slow else 100)
        ordinary += [] if slow else taken
    yield Row("câu hỏi thường, p50", statistics.median(ordinary), "ms", 40)
    yield Row("câu hỏi thường, p95", _p95(ordinary), "ms", 100)
    yield from _with_facets(search_service)
    yield Row("bộ nhớ", _resident(), "MB", 600)
    yield from _index_rows(measured)
    yield Row("một trang sửa, thấy sau", _one_page_changed(measured, search_service), "ms", 1000)
    search_service.close()


def _with_facets(search_service: SearchService) -> Iterator[Row]:
    """Search as the results page does, with facets."""
    requests = [
        SearchRequest(question, facets=True)
        for kind, typed in questions(ItemGenerator()).items()
        if kind not in _SLOW_KINDS
        for question in typed
    ]
    taken = [
        _milliseconds(lambda request=request: search_service.search(request))
        for request in requests
    ]
    yield Row("câu hỏi thường có phân loại, p50", statistics.median(taken), "ms", 40)
    yield Row("câu hỏi thường có phân loại, p95", _p95(taken), "ms", 100)


def _index_rows(measured: FilledInstallation) -> Iterator[Row]:
    if measured.cost.cpu:
        speed = measured.pages / measured.cost.cpu
        yield Row("lập chỉ mục", speed, "trang/CPU-s", 1200, "higher")
        yield Row("lập chỉ mục, theo đồng hồ", measured.pages / measured.cost.clock, "trang/s")
    if _CLUSTER:
        store = _ask("/_stats/store")["_all"]
        size = store["primaries"]["store"]["size_in_bytes"]
        yield Row("chỉ mục cả bản sao", store["total"]["store"]["size_in_bytes"] / _MB, "MB")
        yield Row("bộ nhớ Java của các nút, đang dùng", _heap() / _MB, "MB")
    else:
        size = sum(place.stat().st_size for place in measured.settings.index.rglob("*"))
    yield Row("chỉ mục", size / _MB, "MB")
    yield Row("chỉ mục một trang", size / measured.pages, "byte")
    target = (
        0.8 if measured.pages >= _LARGE_PAGES else None
    )  # in a small index the dictionary dominates
    yield Row("chỉ mục / văn bản", size / measured.text_bytes, "", target)


def _ask(path: str) -> dict:
    return json.load(urllib.request.urlopen(_CLUSTER.split(",")[0] + path, timeout=60))  # noqa: S310


def _nodes(part: str) -> list[dict]:
    return [node[part] for node in _ask(f"/_nodes/stats/{part}")["nodes"].values()]


def _heap() -> float:
    return sum(jvm["mem"]["heap_used_in_bytes"] for jvm in _nodes("jvm"))


def _cpu_seconds() -> float:
    """Return the CPU seconds of this process and of the nodes of the cluster, so far."""
    nodes = _nodes("process") if _CLUSTER else []
    return time.process_time() + sum(node["cpu"]["total_in_millis"] for node in nodes) / 1000


def fill_installation(
    home: Path, pages: int, engine: str, pages_per_item: int = PAGES_PER_ITEM
) -> FilledInstallation:
    """Prepare in a separate process, to measure only the memory of searching."""
    with ProcessPoolExecutor(1, get_context("spawn")) as executor:
        cost, text_bytes = executor.submit(prepare, home, pages, engine, pages_per_item).result()
    settings = _settings(home, engine)
    return FilledInstallation(settings, set_up(settings), pages, text_bytes, cost)


def prepare(
    home: Path, pages: int, engine: str, pages_per_item: int = PAGES_PER_ITEM
) -> tuple[Cost, int]:
    """Fill and index if needed; return the cost of indexing and the bytes of text."""
    settings = _settings(home, engine)
    is_new = not (home / "diachi.sqlite").exists()
    database = set_up(settings)
    if is_new:
        _fill(database, pages, pages_per_item)
    has_index = generations.live_generation(settings) is not None
    cpu, started = _cpu_seconds(), time.perf_counter()
    sync.drain(settings, database)
    spent = Cost(_cpu_seconds() - cpu, time.perf_counter() - started)
    sample = [len(text.encode()) for item in ItemGenerator().items(2000) for text in item.texts]
    return Cost(0.0, 0.0) if has_index else spent, round(statistics.mean(sample) * pages)


def _settings(home: Path, engine: str) -> Settings:
    cluster = {"DIACHI_OPENSEARCH_URL": _CLUSTER} if _CLUSTER else {}
    return read_settings({"DIACHI_HOME": str(home), "DIACHI_ENGINE": engine, **cluster})


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / _MB


def _fill(database: Engine, pages: int, pages_per_item: int) -> None:
    batch: list[SyntheticItem] = []
    for item in ItemGenerator().items(pages, pages_per_item):
        batch.append(item)
        if len(batch) == 100:
            insert_items(database, batch)
            batch = []
    insert_items(database, batch)


def insert_items(database: Engine, items: list[SyntheticItem]) -> None:
    """Add generated items to the catalogue, published; nothing is queued."""
    moment = clock.now()
    described = [
        {
            "id": item_id("made", str(item.number)),
            "collection": f"bst-{item.number % 3}",
            "title": item.title,
            "title_sort": sort_key(item.title),
            "date": str(item.year),
            "year": item.year,
            "access": Access.PUBLIC,
            "state": ItemState.PUBLISHED,
            "page_count": len(item.texts),
            "created": moment,
            "changed": moment,
        }
        for item in items
    ]
    numbered = [
        (item.number * PAGES_PER_ITEM + number, item, number)
        for item in items
        for number in range(1, len(item.texts) + 1)
    ]
    pages = [
        {"id": key, "item_id": item_id("made", str(item.number)), "number": number}
        | {"state": PageState.DONE}
        for key, item, number in numbered
    ]
    texts = [{"page_id": key, "text": item.texts[number - 1]} for key, item, number in numbered]
    with work(database) as session:
        for table, rows in ((Item, described), (Page, pages), (PageText, texts)):
            if rows:
                session.execute(insert(table), rows)


def _one_page_changed(measured: FilledInstallation, search_service: SearchService) -> float:
    """Return the milliseconds until a corrected page is found."""
    changed = item_id("made", "0")
    with work(measured.database) as session:
        index_queue.mark(session, changed, 1)
    started = time.perf_counter()
    sync.drain(measured.settings, measured.database)
    search_service.search(SearchRequest("một"))
    return (time.perf_counter() - started) * 1000


def _milliseconds(action: Callable[[], object]) -> float:
    started = _now()
    action()
    return (_now() - started) * 1000


def _p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]


def _mistyped(word: str, draw: random.Random) -> str:
    place = draw.randrange(1, len(word))
    return word[:place] + draw.choice("abcdeghiklmnopqrstuvxy") + word[place + 1 :]


if __name__ == "__main__":
    main()
