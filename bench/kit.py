"""The commune kit: packs of a large province, and a station that takes packs in.

Packs: the plan, what it holds in memory, and a delta of a hundred items. Station: time and memory;
`bench.kit_faults` kills it and changes its packs.
"""

import hashlib
import os
import random
import resource
import shutil
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.orm import Session

from bench.form import Row, json_parser, log_progress, report
from bench.pages import ItemGenerator
from bench.search import insert_items
from kit.canonical import canonical
from kit.packs import editions, pack_files
from kit.packs.editions import Held
from kit.packs.make import Making
from kit.packs.target_editions import Purpose, read_state
from kit.signatures import province_key, public_bytes
from kit.station.state import served_edition
from kit.station.station_identity import Identity, write_identity
from library import clock
from library.catalogue.models import Derivative, DerivativeKind, Item, Page, PageText
from library.catalogue.text.words import Word, pack
from library.database import reading, work
from library.exchange.records.item_batches import id_batches
from library.installation import set_up
from library.settings import Settings, read_settings
from library.storage.content_store import ContentStore
from library.storage.stores import derivative_store
from search_index.index import sync
from tests.kit.packs.province import make_station

_PAGES_PER_ITEM = 10
_STATION = "bench"
_CHANGED_ITEMS = 100
_PAGES_AT_ONCE = 10_000
_MAX_PLAN_SECONDS, _MAX_WASTE = 60, 1.1
_SIZES = {120: 4_000, 800: 40_000, 1280: 110_000}
"""Bytes of the images of a page by width, as measured on scanned print."""

_TAKE = "from library.cli import main; main()"


def main() -> None:
    """Measure the parts of the kit and report."""
    parser = json_parser(__doc__)
    parser.add_argument("--pages", type=int, default=200_000)
    parser.add_argument("--home", type=Path, required=True, help="keep the province here")
    parser.add_argument("--only", choices=("packs", "station"))
    args = parser.parse_args()
    parts = {
        "packs": partial(_packs, args.home, args.pages),
        "station": partial(_station, args.home / "tram", args.pages),
    }
    chosen = [args.only] if args.only else parts
    rows = chain.from_iterable(parts[name]() for name in chosen)
    report("kit", rows, as_json=args.json)


def _packs(home: Path, pages: int) -> Iterator[Row]:
    """Yield time and memory of a plan and a delta in a province of so many pages."""
    settings = read_settings({"DIACHI_HOME": str(home)})
    engine = _large_province(settings, pages)
    started, cpu = time.perf_counter(), time.process_time()
    with reading(engine) as session:
        state = read_state(session, _STATION)
    yield Row("plan with all digests", time.perf_counter() - started, "s", _MAX_PLAN_SECONDS)
    yield Row("… of the processor", time.process_time() - cpu, "s")
    yield Row("records", len(state.wanted), "")
    edition = editions.remember(settings, _STATION, state.wanted)
    yield Row(
        "list of the edition", _size(settings.home / "kit" / "editions" / _STATION / edition), "MB"
    )
    del state
    with work(engine) as session:
        changed = _change(session, derivative_store(settings), random.Random(time.time_ns()))
    folder = home / "gói"
    shutil.rmtree(folder, ignore_errors=True)
    started, cpu = time.perf_counter(), time.process_time()
    making = Making(settings, engine, _STATION, Held(1, edition), None)
    making.make_first((Purpose.STICK,), folder)
    yield Row("delta of 100 items made", time.perf_counter() - started, "s")
    yield Row("… of the processor", time.process_time() - cpu, "s")
    manifest = pack_files.read_manifest(folder, public_bytes(province_key(settings)))
    yield Row("records in it", manifest.record_count, "")
    yield Row("bytes that changed", changed / 1e6, "MB")
    yield Row("bytes of the delta", manifest.bytes / 1e6, "MB")
    yield Row("bytes for one that changed", manifest.bytes / changed, "", _MAX_WASTE)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Row("memory of the process, peak", peak, "MB")
    engine.dispose()


def _large_province(settings: Settings, pages: int) -> Engine:
    """Return the database of a library with generated pages that all have words and images.

    The files themselves exist only for what changes: a plan does not read them.
    """
    is_new = not (settings.home / "diachi.sqlite").exists()
    engine = set_up(settings)
    if not is_new:
        return engine
    log_progress(f"{pages} pages")
    batch = []
    for item in ItemGenerator().items(pages, _PAGES_PER_ITEM):
        batch.append(item)
        if len(batch) == 100:
            insert_items(engine, batch)
            batch = []
    insert_items(engine, batch)
    log_progress("their images")
    with work(engine) as session:
        for ids in id_batches(session.scalars(select(Page.id)).all(), _PAGES_AT_ONCE):
            _add_images(session, ids)
        make_station(session, id=_STATION, size_limit_mb=200_000)
    return engine


def _add_images(session: Session, ids: Sequence[int]) -> None:
    rows = [
        {
            "page_id": page_id,
            "kind": DerivativeKind.THUMBNAIL if width == min(_SIZES) else DerivativeKind.READING,
            "digest": _made_up(f"{page_id}/{width}"),
            "media_type": "image/webp",
            "width": width,
            "height": width,
            "bytes": size,
        }
        for page_id in ids
        for width, size in _SIZES.items()
    ]
    session.execute(insert(Derivative), rows)
    words = [{"id": page_id, "words": _made_up(f"{page_id}/words")} for page_id in ids]
    session.bulk_update_mappings(Page, words)


def _change(session: Session, store: ContentStore, draw: random.Random) -> int:
    """Change a hundred items as staff do; return the bytes of what they changed.

    Half of them get a corrected page: its text and its words. A quarter get another title, a
    quarter a page that was scanned again: text, words and three images.
    """
    ids = draw.sample(list(session.scalars(select(Item.id))), _CHANGED_ITEMS)
    changed = 0
    for place, item_id in enumerate(ids):
        item = session.get_one(Item, item_id)
        if place % 4 == 0:
            item.title = f"{item.title}, bản {draw.randrange(10**6)}"
            described = {name: getattr(item, name) for name in ("title", "kind", "number", "date")}
            changed += len(zlib.compress(canonical(described)))
            continue
        page = session.query(Page).filter_by(item_id=item_id, number=1).one()
        text = session.get_one(PageText, page.id)
        text.text = text.text.replace(" ", f" {draw.randrange(10**6)} ", 1)
        page.words = store.put(_words(text.text, draw))
        changed += len(zlib.compress(text.text.encode())) + len(store.read(page.words))
        if place % 4 == 1:
            for image in page.derivatives:
                content = draw.randbytes(image.bytes)
                image.digest = store.put(content)
                changed += len(content)
    return changed


def _words(text: str, draw: random.Random) -> bytes:
    """Return the words of a text as they are stored, with boxes and confidences of a page."""
    words = text.split()
    return pack(
        tuple(
            Word(
                word,
                100 + 90 * (place % 12) + draw.randrange(20),
                120 + 34 * (place // 12) + draw.randrange(4),
                20 + 9 * len(word) + draw.randrange(9),
                24 + draw.randrange(9),
                round(draw.uniform(0.6, 1), 2),
                0,
                place // 12,
            )
            for place, word in enumerate(words)
        )
    )


def _made_up(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _size(file: Path) -> float:
    return file.stat().st_size / 1e6


def _station(home: Path, pages: int) -> Iterator[Row]:
    """Yield the figures of a station that takes in a first pack and a correction of 100 items."""
    shutil.rmtree(home, ignore_errors=True)
    province = read_settings({"DIACHI_HOME": str(home / "province")})
    settings = read_settings({"DIACHI_HOME": str(home / "station"), "DIACHI_STATION": "1"})
    province_engine, engine = set_up(province), set_up(settings)
    log_progress(f"{pages} pages")
    insert_items(province_engine, list(ItemGenerator().items(pages, _PAGES_PER_ITEM)))
    with work(province_engine) as session:
        make_station(session, _STATION, id=_STATION, images="none", size_limit_mb=30_000)
    key = public_bytes(province_key(province))
    write_identity(settings, Identity(_STATION, _STATION, "https://bench.invalid", key, None))
    _make_pack(province, province_engine, Held(0, None), home / "goi-1")
    yield Row("first pack taken in and indexed", _take(settings, home / "goi-1"), "s")
    peak_kb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    yield Row("memory of that, peak", peak_kb / 1024, "MB")
    with reading(engine) as session:
        edition = served_edition(session)
    yield Row("records in it", edition.new_records, "")
    _correct(province_engine)
    _make_pack(province, province_engine, Held(edition.number, edition.digest), home / "goi-2")
    seconds = _take(settings, home / "goi-2")
    yield Row("correction taken in, with the start of the program", seconds, "s")
    yield Row("items that the index has otherwise", sync.check(settings, engine), "", 0)
    province_engine.dispose()
    engine.dispose()


def _make_pack(settings: Settings, engine: Engine, held: Held, folder: Path) -> None:
    Making(settings, engine, _STATION, held, None).make_first((Purpose.TEXT,), folder)


def _correct(engine: Engine) -> None:
    """Correct all pages of a hundred items."""
    with work(engine) as session:
        items = session.scalars(select(Item.id).order_by(Item.id).limit(_CHANGED_ITEMS)).all()
        pages = select(Page.id).where(Page.item_id.in_(items))
        session.execute(update(Item).where(Item.id.in_(items)).values(changed=clock.now()))
        for row in session.scalars(select(PageText).where(PageText.page_id.in_(pages))):
            row.text += " đã sửa"


def _take(settings: Settings, pack_folder: Path) -> float:
    """Run the command that takes a pack in; return its seconds."""
    environment = {**os.environ, "DIACHI_HOME": str(settings.home), "DIACHI_STATION": "1"}
    command = [sys.executable, "-c", _TAKE, "kit", "take", str(pack_folder)]
    started = time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
