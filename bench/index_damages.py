"""Part of the benchmark of trust: damage to the search index, and how soon it heals.

Files of the index are overwritten, cut short, deleted or replaced while readers search and turn
pages.
"""

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

from bench.form import Row
from bench.running_site import Answer, get, p95, readers, running, visit
from bench.search import fill_installation
from library.catalogue.queries import ItemRecord, newest
from library.database import reading
from library.settings import Settings
from search_index.index import generations

_DAMAGED_BYTES = 2048
_SUFFIXES = ("store", "term", "idx", "pos", "fast", "fieldnorm")
_NOTICE = "Hiện chưa tìm được trong"
_HEALED_WITHIN_SECONDS = 60.0
_GIVE_UP_SECONDS = 180.0
_UNDISTURBED_SECONDS = 15.0
_PAUSE_SECONDS = 0.05
_SEARCHES_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Damage:
    """One way to damage the index; `cause` receives the folder of the live index."""

    name: str
    cause: Callable[[Path], None]


@dataclass(slots=True)
class Observations:
    """Seconds of answers during the damages, and what went wrong."""

    searches: list[float] = field(default_factory=list)
    wrong_searches: list[str] = field(default_factory=list)
    healing: list[float] = field(default_factory=list)
    unhealed: list[str] = field(default_factory=list)


def damages() -> tuple[Damage, ...]:
    """Return all damages, each to another file or place, or of another degree."""
    segment_damages = (
        Damage(f"{suffix}, {name}", partial(cause, suffix=suffix))
        for name, cause in (
            ("ghi đè đầu", partial(_overwrite, at=0.0)),
            ("ghi đè giữa", partial(_overwrite, at=0.5)),
            ("cắt nửa", partial(_truncate, part=0.5)),
            ("rỗng", partial(_truncate, part=0.0)),
            ("xoá", _delete),
        )
        for suffix in _SUFFIXES
    )
    return (
        *segment_damages,
        Damage("store, thành thư mục", partial(_replace_with_folder, suffix="store")),
        Damage("meta.json, ghi đè", lambda folder: _overwrite_file(folder / "meta.json", 0.5)),
        Damage("meta.json, cắt nửa", lambda folder: os.truncate(folder / "meta.json", 700)),
        Damage("meta.json, xoá", lambda folder: (folder / "meta.json").unlink()),
        Damage("live.json, hỏng", lambda folder: (folder.parent / "live.json").write_text("{")),
        Damage("cả thư mục, xoá", shutil.rmtree),
    )


def index_rows(home: Path, pages: int, count: int) -> Iterator[Row]:
    """Damage the index of a library of so many pages in `count` ways."""
    filled = fill_installation(home, pages, "tantivy")
    with reading(filled.database) as session:
        items = newest(session, 20)
    filled.database.dispose()
    yield from _rows(filled.settings, items, damages()[:count])


def _rows(
    settings: Settings, items: tuple[ItemRecord, ...], chosen: tuple[Damage, ...]
) -> Iterator[Row]:
    with running(settings, "serve") as (site, server), running(settings, "ingest", "watch"):
        other_pages = [f"{site}/tai-lieu/{item.id}" for item in items]
        other_pages += [f"{address}/trang/1" for address in other_pages] + [f"{site}/"]
        visits = [partial(visit, address) for address in other_pages]
        _until_whole(settings, partial(_search, site, items[0]), time.monotonic())
        with readers(visits) as undisturbed:
            _load(site, items, _UNDISTURBED_SECONDS)
        seen = Observations()
        with readers(visits) as disturbed:
            for damage, item in zip(chosen, cycle(items)):
                _suffer(settings, site, damage, item, seen)
        alive = server.poll() is None
    undisturbed_p95, disturbed_p95 = (
        p95(answer.seconds for answer in answers) for answers in (undisturbed, disturbed)
    )
    yield Row("hỏng chỉ mục", len(chosen), "kiểu", 30, "higher")
    yield Row("trang web còn chạy", alive, "", 1, "higher")
    yield Row("trang khác, p95 lúc yên", undisturbed_p95 * 1000, "ms")
    yield Row(
        "trang khác, p95 lúc hỏng và làm lại",
        disturbed_p95 * 1000,
        "ms",
        undisturbed_p95 * 1000 * 1.5,
    )
    yield Row("trang khác, lỗi", sum(answer.status != 200 for answer in disturbed), "trang", 0)
    yield Row("tra theo nhan đề, lần", len(seen.searches), "lần")
    yield Row("tra theo nhan đề, sai hoặc lỗi", len(seen.wrong_searches), "lần", 0)
    yield Row("tra theo nhan đề, p95", p95(seen.searches), "s", 1)
    yield Row("lành lại, lâu nhất", max(seen.healing, default=0.0), "s", _HEALED_WITHIN_SECONDS)
    yield Row("không lành", len(seen.unhealed), "kiểu", 0)
    for trouble in (*seen.wrong_searches[:20], *seen.unhealed):
        print(trouble, file=sys.stderr)


def _suffer(
    settings: Settings, site: str, damage: Damage, item: ItemRecord, seen: Observations
) -> None:
    """Cause one damage under a hundred searches, then search until the index is whole again."""
    folder = generations.live_generation(settings).place(settings)
    with ThreadPoolExecutor(_SEARCHES_AT_ONCE) as crowd:
        searches = [crowd.submit(_search, site, item) for _ in range(_SEARCHES_AT_ONCE)]
        damage.cause(folder)
        started = time.monotonic()
    answers = [search.result() for search in searches]
    # a hundred at once wait for each other: they count for their content, not for their speed
    seen.wrong_searches += _wrong(damage, item, answers)
    later = _until_whole(settings, partial(_search, site, item), started, damaged=folder)
    seen.searches += [answer.seconds for answer in later]
    seen.wrong_searches += _wrong(damage, item, later)
    took = time.monotonic() - started
    seen.healing.append(took)
    if took > _GIVE_UP_SECONDS:
        seen.unhealed.append(damage.name)
    print(f"{damage.name}: {took:.1f} s, {len(later)} lần tra", file=sys.stderr, flush=True)


def _until_whole(
    settings: Settings,
    search: Callable[[], Answer],
    started: float,
    damaged: Path | None = None,
) -> list[Answer]:
    """Search until another index than the damaged one answers, or it is given up."""
    answers = []
    while time.monotonic() - started <= _GIVE_UP_SECONDS:
        answer = search()
        answers.append(answer)
        live = generations.live_generation(settings)
        is_new = live is not None and live.place(settings) != damaged
        if is_new and answer.status == 200 and _NOTICE not in answer.text:
            break
        time.sleep(_PAUSE_SECONDS)
    return answers


def _wrong(damage: Damage, item: ItemRecord, answers: list[Answer]) -> Iterator[str]:
    for answer in answers:
        if answer.status != 200 or item.title not in unescape(answer.text):
            yield f"{damage.name}: {answer.status} sau {answer.seconds:.2f} s"


def _load(site: str, items: tuple[ItemRecord, ...], seconds: float) -> None:
    """Search as during the damages, so that the comparison is fair."""
    ends = time.monotonic() + seconds
    for item in cycle(items):
        if time.monotonic() > ends:
            return
        _search(site, item)
        time.sleep(_PAUSE_SECONDS)


def _search(site: str, item: ItemRecord) -> Answer:
    return get(f"{site}/tra-cuu?{urlencode({'q': item.title})}")


def _overwrite(folder: Path, *, suffix: str, at: float) -> None:
    _overwrite_file(_largest(folder, suffix), at)


def _overwrite_file(path: Path, at: float) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(int(max(0, size - _DAMAGED_BYTES) * at))
        file.write(b"\xa5" * min(_DAMAGED_BYTES, size))


def _truncate(folder: Path, *, suffix: str, part: float) -> None:
    path = _largest(folder, suffix)
    os.truncate(path, int(path.stat().st_size * part))


def _delete(folder: Path, *, suffix: str) -> None:
    _largest(folder, suffix).unlink()


def _replace_with_folder(folder: Path, *, suffix: str) -> None:
    path = _largest(folder, suffix)
    path.unlink()
    path.mkdir()


def _largest(folder: Path, suffix: str) -> Path:
    """Return the largest segment file in use with this suffix."""
    segments = json.loads((folder / "meta.json").read_text())["segments"]
    names = (row["segment_id"].replace("-", "") for row in segments)
    return max(
        (folder / f"{name}.{suffix}" for name in names), key=lambda path: path.stat().st_size
    )
