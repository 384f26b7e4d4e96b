"""Benchmark of backups on a generated library: sizes, times, and edits that wait meanwhile."""

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

from sqlalchemy import select, update

from bench.form import Row, report
from bench.search import FilledInstallation, fill_installation
from library.accessions.register import DeliveredFile, Delivery, enter
from library.backup import database_copies, drill, make_copy, put_back, restore
from library.backup.history import RunResult
from library.backup.repository import LATEST, Repository, open_repository
from library.catalogue import cataloguing, index_queue
from library.catalogue.models import Item, Page, PageText
from library.database import reading, work
from library.settings import Settings
from library.storage.content_store import ContentStore

_MB = 1 << 20
_MASTER_BYTES = _MB
_BY = "phép đo"
_CHANGED_SHARE = 100
"""One page text in so many is corrected before the last copy."""

_EDIT_PAUSE_SECONDS = 0.05


def main() -> None:
    """Fill a library, and back it up, restore it and drill while it is edited."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--masters", type=int, default=200, help="number of masters of 1 MB")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    report("backup", tuple(backup_rows(args.pages, args.masters)), as_json=args.json)


def backup_rows(pages: int, masters: int) -> Iterator[Row]:
    """Measure on a new library of so many pages; an item has twenty."""
    folder = Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    try:
        library = fill_installation(folder / "home", pages, "tantivy")
        _add_masters(library, masters)
        yield from _rows(library, _settings(library.settings, folder), folder)
        library.database.dispose()
    finally:
        shutil.rmtree(folder)


def _rows(library: FilledInstallation, settings: Settings, folder: Path) -> Iterator[Row]:
    repository = open_repository(settings)
    repository.create()
    waits: list[float] = []
    with _editing(library, waits):
        seconds, first = _timed(lambda: _back_up(library, settings))
    yield Row("bản sao", first.total_bytes / _MB, "MB")
    yield Row("lần đầu, trong khi sửa", seconds, "s")
    yield Row("lần đầu, kho lớn thêm", first.added_bytes / _MB, "MB")
    yield Row("lần sửa trong lúc ấy", len(waits), "lần")
    yield Row("lần sửa đợi lâu nhất", max(waits, default=0), "s", 5)
    seconds, same = _timed(lambda: _back_up(library, settings))
    yield Row("lần hai, gần như không đổi", seconds, "s")
    yield Row("lần hai, kho lớn thêm", same.added_bytes / _MB, "MB", first.added_bytes / _MB / 5)
    _change(library)
    seconds, changed = _timed(lambda: _back_up(library, settings))
    yield Row("sửa 1 % số trang, rồi sao lưu", seconds, "s")
    yield Row("… kho lớn thêm", changed.added_bytes / _MB, "MB")
    seconds, database = _timed(lambda: database_copies.back_up_database(settings, library.database))
    yield Row("riêng cơ sở dữ liệu, không đổi", seconds, "s")
    yield Row("… kho lớn thêm", database.added_bytes / _MB, "MB")
    incomplete = [run for run in (first, same, changed, database) if not run.passed]
    yield Row("bản sao không trọn vẹn", len(incomplete), "", 0)
    seconds = _restore_item(library, settings, repository, folder)
    yield Row("lấy một tài liệu ra thư mục", seconds, "s", 300)
    seconds = _put_item_back(library, settings, repository, folder)
    yield Row("đưa một tài liệu về thư viện", seconds, "s", 300)
    yield from _drill_rows(library, settings)


def _drill_rows(library: FilledInstallation, settings: Settings) -> Iterator[Row]:
    waits: list[float] = []
    with _editing(library, waits):
        seconds, result = _timed(
            lambda: drill.drill(settings, settings.home, lambda sentence: None)
        )
    yield Row("diễn tập, trong khi sửa", seconds, "s")
    for step, spent in result.certificate["seconds"].items():
        yield Row(f"… {step}", spent, "s")
    yield Row("dòng đã so", result.certificate["rows"], "dòng")
    yield Row("câu đã hỏi", result.certificate["searches"], "câu", 50, "higher")
    for difference in result.certificate["differences"]:
        print(difference, file=sys.stderr)
    yield Row("chỗ khác nhau", len(result.certificate["differences"]), "", 0)


def _settings(settings: Settings, folder: Path) -> Settings:
    password = folder / "password"
    password.write_text("bench")
    password.chmod(0o600)
    return replace(settings, backup_to=str(folder / "repository"), backup_password_file=password)


def _add_masters(library: FilledInstallation, count: int) -> None:
    store, rng = ContentStore(library.settings.masters), random.Random(1)
    with work(library.database) as session:
        for number in range(count):
            digest = store.put(rng.randbytes(_MASTER_BYTES))
            file = DeliveredFile(f"{number}.pdf", digest, _MASTER_BYTES)
            enter(session, Delivery(file.name, (file,)), collection="van-ban", by=_BY)


def _back_up(library: FilledInstallation, settings: Settings) -> RunResult:
    return make_copy.back_up(settings, library.database, lambda share: None)


def _restore_item(
    library: FilledInstallation, settings: Settings, repository: Repository, folder: Path
) -> float:
    with reading(library.database) as session:
        item_id = session.scalar(select(Item.id))
    copy = repository.find(LATEST)
    seconds, _ = _timed(
        lambda: restore.restore_items(repository, copy, folder / "item", [item_id], settings)
    )
    return seconds


def _put_item_back(
    library: FilledInstallation, settings: Settings, repository: Repository, folder: Path
) -> float:
    """Spoil the description of an item and put the item back from the newest full copy."""
    with work(library.database) as session:
        item = session.scalar(select(Item))
        cataloguing.describe(session, item, {"title": "Sửa nhầm"}, _BY)
    started, parts = time.monotonic(), folder / "parts"
    copy = repository.find(LATEST)
    parts.mkdir()
    (wanted,) = restore.read_items(repository, copy, parts, [item.id], settings)
    planned, _ = put_back.put_back(settings, library.database, wanted, copy.id)
    if not planned.changes:
        raise RuntimeError("the item was not put back")
    return time.monotonic() - started


def _change(library: FilledInstallation) -> None:
    with work(library.database) as session:
        some = PageText.page_id % _CHANGED_SHARE == 0
        session.execute(update(PageText).where(some).values(text="Trang này đã được sửa lại."))
        changed = select(Page.item_id).join(PageText, PageText.page_id == Page.id).where(some)
        for item_id in session.scalars(changed.distinct()).all():
            index_queue.mark(session, item_id)


@contextmanager
def _editing(library: FilledInstallation, waits: list[float]) -> Iterator[None]:
    """Describe one item after another in a thread; `waits` collects the seconds of each."""
    stop = Event()
    thread = Thread(target=_edit, args=(library, stop, waits))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _edit(library: FilledInstallation, stop: Event, waits: list[float]) -> None:
    with reading(library.database) as session:
        item_ids = session.scalars(select(Item.id).limit(100)).all()
    while not stop.wait(_EDIT_PAUSE_SECONDS):
        started = time.monotonic()
        with work(library.database) as session:
            item = session.get_one(Item, item_ids[len(waits) % len(item_ids)])
            cataloguing.describe(session, item, {"description": f"Lần {len(waits)}"}, _BY)
        waits.append(time.monotonic() - started)


def _timed(task: Callable[[], RunResult | None]) -> tuple[float, RunResult | None]:
    started = time.monotonic()
    result = task()
    return time.monotonic() - started, result


if __name__ == "__main__":
    main()
