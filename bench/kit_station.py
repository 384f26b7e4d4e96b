"""A station that takes packs in: time and memory, kills at random moments, flipped bytes."""

import hashlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine, select, update

from bench.form import Row, log_progress
from bench.pages import ItemGenerator
from bench.search import insert_items
from kit.models import HeldRecord
from kit.packs.contents import KINDS
from kit.packs.editions import Held, edition_digest
from kit.packs.make import Making
from kit.packs.target_editions import Purpose
from kit.signatures import province_key, public_bytes
from kit.station.state import served_edition
from kit.station.station_identity import Identity, write_identity
from kit.station.taking_in import take_in
from library import clock
from library.catalogue.models import Item, Page, PageText
from library.database import reading, work
from library.errors import LibraryError
from library.installation import set_up
from library.settings import Settings, read_settings
from search_index.index import sync
from tests.kit.packs.province import make_station

_STATION = _POINT = "bench"
_PAGES_PER_ITEM = 10
_CHANGED_ITEMS = 100
_KILLS, _FLIPS = 30, 30
_TAKE = "from library.cli import main; main()"


def station(home: Path, pages: int) -> Iterator[Row]:
    """Yield the figures of a station that takes in a first pack and a correction of 100 items."""
    shutil.rmtree(home, ignore_errors=True)
    province = read_settings({"DIACHI_HOME": str(home / "province")})
    settings = read_settings({"DIACHI_HOME": str(home / "station"), "DIACHI_STATION": "1"})
    province_engine, engine = _province(province, pages), set_up(settings)
    key = public_bytes(province_key(province))
    write_identity(settings, Identity(_STATION, _POINT, "https://bench.invalid", key, None))
    first, second = home / "goi-1", home / "goi-2"
    _make(province, province_engine, Held(0, None), first)
    started = time.perf_counter()
    _take(settings, first, None)
    yield Row("first pack taken in and indexed", time.perf_counter() - started, "s")
    peak_kb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    yield Row("memory of that, peak", peak_kb / 1024, "MB")
    with reading(engine) as session:
        edition = served_edition(session)
    yield Row("records in it", edition.new_records, "")
    _correct(province_engine)
    held = Held(edition.number, edition.digest)
    _make(province, province_engine, held, second)
    yield from _flips(settings, engine, second)
    yield from _kills(settings, engine, second)
    yield Row("items that the index has otherwise", sync.check(settings, engine), "", 0)
    province_engine.dispose()
    engine.dispose()


def _make(settings: Settings, engine: Engine, held: Held, folder: Path) -> None:
    Making(settings, engine, _STATION, held, None).make_first((Purpose.TEXT,), folder)


def _province(settings: Settings, pages: int) -> Engine:
    engine = set_up(settings)
    log_progress(f"{pages} pages")
    insert_items(engine, list(ItemGenerator().items(pages, _PAGES_PER_ITEM)))
    with work(engine) as session:
        make_station(session, _POINT, id=_STATION, images="none", size_limit_mb=30_000)
    return engine


def _correct(engine: Engine) -> None:
    """Correct all pages of a hundred items."""
    with work(engine) as session:
        items = session.scalars(select(Item.id).order_by(Item.id).limit(_CHANGED_ITEMS)).all()
        pages = select(Page.id).where(Page.item_id.in_(items))
        session.execute(update(Item).where(Item.id.in_(items)).values(changed=clock.now()))
        for row in session.scalars(select(PageText).where(PageText.page_id.in_(pages))):
            row.text += " đã sửa"


def _flips(settings: Settings, engine: Engine, pack: Path) -> Iterator[Row]:
    """Flip a byte at each of thirty places, and count the packs that changed anything."""
    old_rows, changed = _rows(engine), 0
    for place in range(_FLIPS):
        copy = pack.with_name("goi-hong")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(pack, copy)
        _flip(copy, place)
        try:
            take_in(settings, engine, copy, "stick")
            changed += 1
        except LibraryError:
            changed += _rows(engine) != old_rows
    yield Row(f"of {_FLIPS} flipped bytes, taken in", changed, "", 0)


def _flip(folder: Path, place: int) -> None:
    files = sorted(folder.iterdir())
    position = sum(file.stat().st_size for file in files) * place // _FLIPS
    for file in files:
        content = bytearray(file.read_bytes())
        if position < len(content):
            content[position] ^= 0x04
            file.write_bytes(content)
            return
        position -= len(content)


def _kills(settings: Settings, engine: Engine, pack: Path) -> Iterator[Row]:
    """Kill the taking in at random moments, each time from the old edition, until it is done."""
    database = settings.home / "diachi.sqlite"
    engine.dispose()
    copy = database.with_suffix(".copy")
    _copy(database, copy)
    old_rows = _rows(engine)
    started = time.perf_counter()
    _take(settings, pack, None)
    seconds = time.perf_counter() - started
    new_rows, mixed, old = _rows(engine), 0, 0
    for moment in (random.uniform(0.1, 1.0) * seconds for _ in range(_KILLS)):
        engine.dispose()
        _copy(copy, database)
        _take(settings, pack, moment)
        rows = _rows(engine)
        old += rows == old_rows
        mixed += rows not in (old_rows, new_rows) or not _is_whole(engine)
    yield Row("correction taken in, with the start of the program", seconds, "s")
    yield Row(f"of {_KILLS} kills, old edition whole", old, "")
    yield Row(f"of {_KILLS} kills, mixed editions", mixed, "", 0)
    _take(settings, pack, None)


def _copy(source: Path, target: Path) -> None:
    for ending in ("-wal", "-shm"):
        Path(f"{target}{ending}").unlink(missing_ok=True)
        if (log := Path(f"{source}{ending}")).exists():
            shutil.copyfile(log, f"{target}{ending}")
    shutil.copyfile(source, target)


def _take(settings: Settings, pack: Path, seconds: float | None) -> None:
    """Run the command that takes a pack in, and kill it after this time."""
    environment = {**os.environ, "DIACHI_HOME": str(settings.home), "DIACHI_STATION": "1"}
    command = [sys.executable, "-c", _TAKE, "kit", "take", str(pack)]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)


def _rows(engine: Engine) -> str:
    """Return a checksum of all rows that packs fill; times of taking in are left out."""
    digest = hashlib.sha256()
    tables = {shipped.table.__table__ for kind in KINDS.values() for shipped in kind}
    with engine.connect() as connection:
        for table in sorted({*tables, HeldRecord.__table__}, key=lambda table: table.name):
            for row in connection.execute(select(table).order_by(*table.primary_key)):
                digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def _is_whole(engine: Engine) -> bool:
    """Return True if the records that are held give the edition that is served."""
    rows = select(HeldRecord.kind, HeldRecord.key, HeldRecord.digest)
    with reading(engine) as session:
        lines = (tuple(row) for row in session.execute(rows))
        return edition_digest(lines) == served_edition(session).digest
