"""Benchmark of index updates: ten thousand small changes in a row, and the disk usage."""

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select, update

from bench.form import Row, json_parser, report
from bench.search import FilledInstallation, fill_installation
from library.catalogue import index_queue
from library.catalogue.models import Page, PageText
from library.database import work
from library.identifiers import item_id
from search_index.documents import SearchRequest
from search_index.index.writer import IndexUpdater
from search_index.search_service import SearchService

_MB = 1 << 20
_ITEMS, _PAGES = 100, 10
"""Changes cycle through the first pages of these items."""

_SIZE_EVERY, _SEARCH_EVERY, _REPORT_EVERY = 10, 25, 500


@dataclass(frozen=True, slots=True)
class _Observations:
    """Seconds until changes were written and found, and sizes of the index in bytes."""

    written: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    found: list[float] = field(default_factory=list)
    missed: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)


def main() -> None:
    """Index generated pages, then change one page after another."""
    parser = json_parser(__doc__)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--commits", type=int, default=10_000)
    parser.add_argument("--home", type=Path, help="keep the installation here and use it again")
    args = parser.parse_args()
    home = args.home or Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    try:
        watched = _change(fill_installation(home, args.pages, "tantivy"), args.commits)
    finally:
        if args.home is None:
            shutil.rmtree(home)
    report("upkeep", _rows(watched), as_json=args.json)


def _change(library: FilledInstallation, commits: int) -> _Observations:
    watched = _Observations(sizes=[_size(library.settings.index)])
    search_service = SearchService(library.settings, library.database)
    with IndexUpdater(library.settings, library.database) as index:
        for count in range(commits):
            phrase = f"lần đổi {count}x"
            _correct(library, count, phrase)
            started, worked = time.perf_counter(), time.process_time()
            index.keep_up()
            watched.written.append(time.perf_counter() - started)
            watched.worked.append(time.process_time() - worked)
            if count % _SEARCH_EVERY == 0:
                hits = search_service.search(SearchRequest(f'"{phrase}"')).hits
                if [hit.item_id for hit in hits] != [_changed(count)[0]]:
                    watched.missed.append(count)
                watched.found.append(time.perf_counter() - started)
            if count % _SIZE_EVERY == 0:
                watched.sizes.append(_size(library.settings.index))
            if count % _REPORT_EVERY == 0:
                print(f"{count:>6} {watched.sizes[-1] / _MB:.1f} MB", file=sys.stderr, flush=True)
    search_service.close()
    watched.sizes.append(_size(library.settings.index))
    return watched


def _correct(library: FilledInstallation, count: int, phrase: str) -> None:
    """Give a page a unique phrase, as a correction would."""
    changed, number = _changed(count)
    with work(library.database) as session:
        page = select(Page.id).where(Page.item_id == changed, Page.number == number)
        text = session.scalar(select(PageText.text).where(PageText.page_id.in_(page)))
        new_text = "\n".join((phrase, *text.splitlines()[1:]))
        session.execute(update(PageText).where(PageText.page_id.in_(page)).values(text=new_text))
        index_queue.mark(session, changed, number)


def _changed(count: int) -> tuple[str, int]:
    return item_id("made", str(count % _ITEMS)), 1 + count // _ITEMS % _PAGES


def _size(folder: Path) -> int:
    size = 0
    for place in folder.rglob("*"):
        with suppress(FileNotFoundError):  # an old segment may be deleted meanwhile
            size += place.stat().st_size
    return size


def _rows(watched: _Observations) -> Iterator[Row]:
    first, *later_sizes = watched.sizes
    yield Row("thay đổi", len(watched.written), "lần")
    yield Row("ghi một thay đổi, p50", statistics.median(watched.written) * 1000, "ms")
    yield Row("… CPU, trung bình", statistics.mean(watched.worked) * 1000, "ms")
    yield Row("ghi một thay đổi, lâu nhất", max(watched.written) * 1000, "ms")
    yield Row("thấy sau, p50", statistics.median(watched.found) * 1000, "ms")
    yield Row("thấy sau, p95", statistics.quantiles(watched.found, n=20)[-1] * 1000, "ms", 1000)
    yield Row("thấy sau, lâu nhất", max(watched.found) * 1000, "ms", 1000)
    yield Row("hỏi mà không thấy", len(watched.missed), f"/ {len(watched.found)}", 0)
    yield Row("chỉ mục lúc đầu", first / _MB, "MB")
    yield Row("chỉ mục lớn nhất / lúc đầu", max(later_sizes) / first, "", 2.5)
    yield Row("chỉ mục cuối / lúc đầu", later_sizes[-1] / first, "", 1.5)


if __name__ == "__main__":
    main()
