"""A station that loses its power while it takes a pack in, and packs with a changed byte."""

import logging
import os
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, select

from bench.form import Row, json_parser, log_progress, report
from bench.kit_province import Province, Times
from bench.kit_wholeness import LEFT_FILES, faults_of
from kit.cli import enrol
from kit.contact.client import contact
from kit.models import OutboxEntry
from kit.outbox import outbox_entries
from kit.packs.pack_files import MANIFEST, SIGNATURE
from kit.station.state import served_edition
from kit.station.taking_in import take_in
from library import clock
from library.database import reading, work
from library.errors import LibraryError
from library.installation import set_up
from library.settings import Settings, read_settings
from search_index.index import sync

_BEGIN = datetime.fromisoformat("2026-03-02T01:00:00+00:00")
_COUNT = 30


def main() -> None:
    """Give a station an edition, and then the next one under all kinds of faults."""
    parser = json_parser(__doc__)
    parser.add_argument("--items", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="diachi-bench-") as home:
        rows = tuple(_rows(Path(home), args.items, args.seed))
    report("kit faults", rows, as_json=args.json)


def _rows(home: Path, items: int, seed: int) -> Iterator[Row]:
    dice = random.Random(seed)
    with Times(_BEGIN) as times, Province(home / "tinh", times, seed) as province:
        for _ in range(items):
            province.publish()
        station, code, _ = province.enter_point(1, 2)
        settings = read_settings({"DIACHI_HOME": str(home / "tram"), "DIACHI_STATION": "1"})
        engine = set_up(settings)
        enrol(settings, province.site.address, code, None)
        contact(settings, engine, pause=province.make_packs)
        sync.drain(settings, engine)
        contact(settings, engine, pause=province.make_packs)  # it says what it holds
        old = _edition(engine)
        for day in range(items):
            times.now += timedelta(days=1)
            province.work_a_day(day)
        province.pack_on_stick(station, home / "usb")
        (pack,) = (home / "usb").rglob("goi-*")
        yield from _changed_bytes(settings, engine, old, pack, dice)
        yield from _power_cuts(settings, engine, old, pack, dice)
        engine.dispose()


def _changed_bytes(
    settings: Settings, engine: Engine, old: int, pack: Path, dice: random.Random
) -> Iterator[Row]:
    accepted = mixed = unclear = 0
    files = sorted(pack.glob("part-*")) * 4 + [pack / MANIFEST, pack / SIGNATURE]
    for count in range(_COUNT):
        copy = pack.with_name("changed")
        shutil.copytree(pack, copy)
        file = copy / files[count % len(files)].name
        content = bytearray(file.read_bytes())
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
        file.write_bytes(content)
        try:
            take_in(settings, engine, copy, "stick")
            accepted += 1
        except LibraryError as error:
            unclear += not str(error)
        shutil.rmtree(copy)
        mixed += _edition(engine) != old or bool(faults_of(settings, engine))
    yield Row("packs with a changed byte", _COUNT, "")
    yield Row("… taken in", accepted, "", 0)
    yield Row("… that changed anything", mixed, "", 0)
    yield Row("… refused without a sentence", unclear, "", 0)


def _power_cuts(
    settings: Settings, engine: Engine, old: int, pack: Path, dice: random.Random
) -> Iterator[Row]:
    engine.dispose()
    saved = settings.home.with_name("saved")
    shutil.copytree(settings.home, saved)
    longest = _seconds_of(settings, engine, pack)
    old_left = new_left = mixed = lost = 0
    for count in range(_COUNT):
        engine.dispose()
        shutil.rmtree(settings.home)
        shutil.copytree(saved, settings.home)
        with work(engine) as session:
            outbox_entries.add(session, "thử", {"count": count}, clock.now())
        _cut(settings, engine, pack, dice.uniform(0, longest * 1.1))
        edition = _edition(engine)
        old_left, new_left = old_left + (edition == old), new_left + (edition == old + 1)
        faults = [fault for fault in faults_of(settings, engine) if fault != LEFT_FILES]
        take_in(settings, engine, pack, "stick")
        problems = [*faults, *faults_of(settings, engine)]
        for problem in problems[:3]:
            log_progress(problem)
        mixed += _edition(engine) != old + 1 or bool(problems)
        lost += _last_entry(engine) != {"count": count}
    shutil.rmtree(saved)
    yield Row("kill -9 while a pack is taken in", _COUNT, "")
    yield Row("… the old edition was left", old_left, "")
    yield Row("… the new edition was left", new_left, "")
    yield Row("… neither", _COUNT - old_left - new_left, "", 0)
    yield Row("… mixed when taken in again", mixed, "", 0)
    yield Row("… lost an entry of the outbox", lost, "", 0)


def _seconds_of(settings: Settings, engine: Engine, pack: Path) -> float:
    """Return the seconds in which an undisturbed process takes the pack in."""
    started = time.perf_counter()
    _cut(settings, engine, pack, None)
    return time.perf_counter() - started


def _cut(settings: Settings, engine: Engine, pack: Path, seconds: float | None) -> None:
    """Take the pack in in a process that is killed after some seconds."""
    engine.dispose()
    child = os.fork()
    if child == 0:
        try:
            take_in(settings, engine, pack, "stick")
        finally:
            os._exit(0)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _edition(engine: Engine) -> int:
    with reading(engine) as session:
        held = served_edition(session)
        return held.number if held else 0


def _last_entry(engine: Engine) -> object:
    with reading(engine) as session:
        entry = session.scalar(select(OutboxEntry).order_by(OutboxEntry.number.desc()))
        return entry and outbox_entries.content_of(entry)


if __name__ == "__main__":
    main()
