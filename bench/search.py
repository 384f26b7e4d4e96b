"""Measures how quickly the right page is found among many, through the reader's own desk."""

import argparse
import random
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import Engine, insert

from bench import rivals
from bench.form import Row, report
from bench.pages import PAGES_AN_ITEM, MadeItem, Press
from library import clock
from library.catalogue import index_queue
from library.catalogue.models import Access, Item, ItemState, Page, PageState, PageText
from library.database import work
from library.identifiers import item_id
from library.installation import set_up
from library.settings import Settings, read_settings
from library.vietnamese.letters import fold, sort_key
from search_index import generations, sync
from search_index.documents import SearchRequest
from search_index.search_service import SearchService

_ASKED = 40
_LARGE = 100_000
_MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Measured:
    """An installation full of made pages, ready to be asked."""

    settings: Settings
    database: Engine
    pages: int
    text_bytes: int
    seconds_to_index: float


def main() -> None:
    """Fill a library, index it, ask it, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--engine", default="tantivy")
    parser.add_argument("--home", type=Path, help="keep the installation here and use it again")
    parser.add_argument("--rivals", action="store_true", help="ask other engines the same")
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args()
    home = told.home or Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    try:
        rows = list(_rows(measured(home, told.pages, told.engine)))
        if told.rivals:
            with tempfile.TemporaryDirectory(prefix="diachi-rivals-") as folder:
                rows += rivals.rows(Path(folder), told.pages, questions(Press()))
    finally:
        if told.home is None:
            shutil.rmtree(home)
    report("search", rows, as_json=told.json)


def questions(press: Press) -> dict[str, list[str]]:
    """Return what is asked, by kind: frequent and rare words alike."""
    draw = random.Random(7)
    topical = [draw.choice(draw.choice(press.topics)) for _ in range(_ASKED * 2)]
    pairs = list(zip(topical[::2], topical[1::2], strict=True))
    return {
        "từ": topical[:_ASKED],
        "từ không dấu": [fold(word) for word in topical[:_ASKED]],
        "hai từ": [f"{one} {two}" for one, two in pairs],
        "hai từ không dấu": [fold(f"{one} {two}") for one, two in pairs],
        "một âm tiết thường gặp": press.common[:_ASKED],
        "cụm từ": [f'"{word}"' for word in topical[:_ASKED]],
        "VÀ": [f"{one} VÀ {two}" for one, two in pairs],
        "tiền tố": [f"{word.split()[0][:3]}* {word.split()[1]}" for word in topical[:_ASKED]],
        "gõ sai": [_mistyped(word, draw) for word in topical[:_ASKED]],
        "khoảng năm": [f"{word} năm:1950..1975" for word in topical[:_ASKED]],
    }


_SLOW_KINDS = ("tiền tố", "gõ sai", "khoảng năm")


def _rows(measured: Measured) -> Iterator[Row]:
    desk = SearchService(measured.settings, measured.database)
    yield Row("mở", _milliseconds(lambda: desk.search(SearchRequest("một"))), "ms", 150)
    ordinary: list[float] = []
    for kind, typed in questions(Press()).items():
        taken = [_milliseconds(lambda one=one: desk.search(SearchRequest(one))) for one in typed]
        slow = kind in _SLOW_KINDS
        yield Row(f"{kind}, p50", statistics.median(taken), "ms", None if slow else 40)
        yield Row(f"{kind}, p95", _p95(taken), "ms", 200 if slow else 100)
        ordinary += [] if slow else taken
    yield Row("câu hỏi thường, p50", statistics.median(ordinary), "ms", 40)
    yield Row("câu hỏi thường, p95", _p95(ordinary), "ms", 100)
    yield from _with_facets(desk)
    yield Row("bộ nhớ", _resident(), "MB", 600)
    yield from _index_rows(measured)
    yield Row("một trang sửa, thấy sau", _one_page_changed(measured, desk), "ms", 1000)
    desk.close()


def _with_facets(desk: SearchService) -> Iterator[Row]:
    """Ask as the results screen does: with everything found broken down."""
    asked = [
        SearchRequest(one, facets=True)
        for kind, typed in questions(Press()).items()
        if kind not in _SLOW_KINDS
        for one in typed
    ]
    taken = [_milliseconds(lambda request=request: desk.search(request)) for request in asked]
    yield Row("câu hỏi thường có phân loại, p50", statistics.median(taken), "ms", 40)
    yield Row("câu hỏi thường có phân loại, p95", _p95(taken), "ms", 100)


def _index_rows(measured: Measured) -> Iterator[Row]:
    if measured.seconds_to_index:
        speed = measured.pages / measured.seconds_to_index
        yield Row("lập chỉ mục", speed, "trang/CPU-s", 1200, "higher")
    size = sum(place.stat().st_size for place in measured.settings.index.rglob("*"))
    yield Row("chỉ mục", size / _MB, "MB")
    target = 0.8 if measured.pages >= _LARGE else None  # in a small one the dictionary weighs most
    yield Row("chỉ mục / văn bản", size / measured.text_bytes, "", target)


def measured(home: Path, pages: int, engine: str) -> Measured:
    """Prepare in a process of its own, so that the memory of asking is measured alone."""
    with ProcessPoolExecutor(1, get_context("spawn")) as aside:
        seconds, text_bytes = aside.submit(prepare, home, pages, engine).result()
    settings = _settings(home, engine)
    return Measured(settings, set_up(settings), pages, text_bytes, seconds)


def prepare(home: Path, pages: int, engine: str) -> tuple[float, int]:
    """Fill and index what is not there yet; return CPU seconds of indexing and bytes of text."""
    settings = _settings(home, engine)
    is_new = not (home / "diachi.sqlite").exists()
    database = set_up(settings)
    if is_new:
        _fill(database, pages)
    has_index = generations.live(settings) is not None
    started = time.process_time()
    sync.drain(settings, database)
    seconds = 0.0 if has_index else time.process_time() - started
    sample = [len(text.encode()) for item in Press().items(2000) for text in item.texts]
    return seconds, round(statistics.mean(sample) * pages)


def _settings(home: Path, engine: str) -> Settings:
    return read_settings({"DIACHI_HOME": str(home), "DIACHI_ENGINE": engine})


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / _MB


def _fill(database: Engine, pages: int) -> None:
    batch: list[MadeItem] = []
    for item in Press().items(pages):
        batch.append(item)
        if len(batch) == 100:
            _keep(database, batch)
            batch = []
    _keep(database, batch)


def _keep(database: Engine, items: list[MadeItem]) -> None:
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
            "page_count": PAGES_AN_ITEM,
            "created": moment,
            "changed": moment,
        }
        for item in items
    ]
    numbered = [
        (item.number * PAGES_AN_ITEM + number, item, number)
        for item in items
        for number in range(1, PAGES_AN_ITEM + 1)
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


def _one_page_changed(measured: Measured, desk: SearchService) -> float:
    """Return how long it takes until a corrected page is found."""
    changed = item_id("made", "0")
    with work(measured.database) as session:
        index_queue.mark(session, changed, 1)
    started = time.perf_counter()
    sync.drain(measured.settings, measured.database)
    desk.search(SearchRequest("một"))
    return (time.perf_counter() - started) * 1000


def _milliseconds(act: Callable[[], object]) -> float:
    started = time.process_time()
    act()
    return (time.process_time() - started) * 1000


def _p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]


def _mistyped(word: str, draw: random.Random) -> str:
    place = draw.randrange(1, len(word))
    return word[:place] + draw.choice("abcdeghiklmnopqrstuvxy") + word[place + 1 :]


if __name__ == "__main__":
    main()
