"""A pack of 30 MB over a line of 256 kbit/s, 400 ms, 2 % loss and a cut every five minutes.

The line is a proxy of ours. With `--faster N` everything of the line goes N times as fast (speed,
delays, cuts, the pauses of the station), while the work of both ends takes what it takes: the waste
is that of the real line, the time times N is at most that of the real line.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy import Engine, select

from app import create_app
from bench.bad_line import DOWN, BadLine, LineQuality
from bench.form import Row, json_parser, log_progress, report
from bench.pages import ItemGenerator
from bench.search import insert_items
from bench.web import served
from kit.cli import enrol
from kit.contact import client, pack_maker, stations
from kit.contact.line_state import read_line_state
from kit.contact.stations import StationSettings
from library.catalogue.models import Derivative, DerivativeKind, Page
from library.database import work
from library.installation import set_up
from library.settings import Settings, read_settings
from library.storage.stores import derivative_store
from points.access_points import inventory
from points.access_points.inventory import PointFacts
from points.access_points.models import PointLevel

_LINE = LineQuality(256_000 / 8, 300.0, round_trip_seconds=0.4, loss=0.02)
_IMAGES, _IMAGE_BYTES = 280, 105_000
_MAX_WASTE = 0.05
_BY = "bench"


def main() -> None:
    """Let a station fetch a pack over the bad line and report."""
    parser = json_parser(__doc__)
    parser.add_argument("--faster", type=float, default=1.0)
    args = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    try:
        rows = list(_rows(home, args.faster))
    finally:
        shutil.rmtree(home)
    report("kit_line", rows, as_json=args.json)


def _rows(home: Path, faster: float) -> Iterator[Row]:
    settings = read_settings({"DIACHI_HOME": str(home / "tinh")})
    own_settings = read_settings({"DIACHI_HOME": str(home / "tram"), "DIACHI_STATION": "1"})
    engine, own_engine = set_up(settings), set_up(own_settings)
    code = _province(settings, engine)
    app = create_app(settings)
    with served(app) as site:
        line = BadLine(int(site.rpartition(":")[2]), replace(_LINE, faster=faster))
        enrol(own_settings, f"http://127.0.0.1:{line.port}", code, None)
        started = time.monotonic()
        pause = partial(_make_or_wait, settings, faster)
        result = client.contact(own_settings, own_engine, log_progress, pause)
        seconds = time.monotonic() - started
        line.close()
    app.extensions["services"].close()
    state = read_line_state(own_settings)
    size = result.received_bytes - state.waste_bytes
    yield Row("ảnh đến nơi", _images(own_settings), "tệp", _IMAGES, "higher")
    yield Row("gói", size / 1e6, "MB")
    yield Row("số lần đứt", line.cuts, "lần")
    yield Row("thời gian trên đường truyền thật", seconds * faster, "s")
    yield Row("thừa so với gói", line.sent_bytes[DOWN] / size - 1, "", _MAX_WASTE)
    for database in (engine, own_engine):
        database.dispose()


def _make_or_wait(settings: Settings, faster: float, seconds: float) -> None:
    """Make what was ordered as the pipeline service does, then wait as the station does."""
    pack_maker.make_due(settings)
    time.sleep(min(seconds, 5.0) / faster)


def _province(settings: Settings, engine: Engine) -> str:
    """Fill a province with images, enter a station, and return its code."""
    insert_items(engine, list(ItemGenerator().items(_IMAGES, 10)))
    store = derivative_store(settings)
    facts = PointFacts("Thư viện xã", PointLevel.COMMUNE)
    with work(engine) as session:
        for page_id in session.scalars(select(Page.id)).all():
            session.add(
                Derivative(
                    page_id=page_id,
                    kind=DerivativeKind.READING,
                    digest=store.put(os.urandom(_IMAGE_BYTES)),
                    media_type="image/webp",
                    width=800,
                    height=1000,
                    bytes=_IMAGE_BYTES,
                )
            )
        point_id = inventory.enter(session, _BY, facts, since=date(2026, 1, 1), by=_BY)
        choices = StationSettings(10_000, "reading", (), "", None)
        return stations.enter(session, point_id, choices, _BY)[1]


def _images(settings: Settings) -> int:
    files = (path for path in settings.derivatives.rglob("*") if path.is_file())
    return sum(path.stat().st_size == _IMAGE_BYTES for path in files)


if __name__ == "__main__":
    main()
