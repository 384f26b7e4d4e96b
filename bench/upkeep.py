"""Measures upkeep: ten thousand small changes one after the other, and the disk meanwhile."""

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.form import Row, report
from bench.search import Measured, measured
from library.catalogue import due
from library.database import work
from library.identifiers import item_id
from search_index.keeping import Keeping

_MB = 1 << 20
_LOOKED_AT_EVERY = 50


@dataclass(frozen=True, slots=True)
class _Watched:
    """How long each change took to be found, and how large the index was on the way."""

    seconds: tuple[float, ...]
    sizes: tuple[int, ...]


def main() -> None:
    """Index made pages, then change one page after another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--commits", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    try:
        library = measured(home, told.pages, "tantivy")
        watched = _change(library, told.commits)
    finally:
        shutil.rmtree(home)
    report("upkeep", _rows(watched), as_json=told.json)


def _change(library: Measured, commits: int) -> _Watched:
    seconds, sizes = [], [_size(library.settings.index)]
    with Keeping(library.settings, library.database) as index:
        for count in range(commits):
            with work(library.database) as session:
                due.mark(session, item_id("made", str(count % 100)), 1 + count % 10)
            started = time.perf_counter()
            index.keep_up()
            seconds.append(time.perf_counter() - started)
            if count % _LOOKED_AT_EVERY == 0:
                sizes.append(_size(library.settings.index))
    return _Watched(tuple(seconds), tuple(sizes))


def _size(folder: Path) -> int:
    size = 0
    for place in folder.rglob("*"):
        with suppress(FileNotFoundError):  # an old segment may be collected while it is looked at
            size += place.stat().st_size
    return size


def _rows(watched: _Watched) -> Iterator[Row]:
    first, *others = watched.sizes
    yield Row("thay đổi", len(watched.seconds), "lần")
    yield Row("một thay đổi, p50", 1000 * statistics.median(watched.seconds), "ms", 1000)
    yield Row("một thay đổi, chậm nhất", 1000 * max(watched.seconds), "ms", 1000)
    yield Row("chỉ mục lúc đầu", first / _MB, "MB")
    yield Row("chỉ mục lớn nhất / lúc đầu", max(others) / first, "", 2.5)
    yield Row("chỉ mục cuối / lúc đầu", others[-1] / first, "", 1.5)


if __name__ == "__main__":
    main()
