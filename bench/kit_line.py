"""A pack of 30 MB over a line of 256 kbit/s, 400 ms, 2 % loss and a cut every five minutes.

The line is a proxy of ours. With `--faster N` everything of the line goes N times as fast (speed,
delays, cuts, the pauses of the station), while the work of both ends takes what it takes: the waste
is that of the real line, the time times N is at most that of the real line.
"""

import argparse
import os
import random
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from threading import Event, Lock, Thread

from sqlalchemy import Engine, select

from app import create_app
from bench.form import Row, log_progress, report
from bench.pages import ItemGenerator
from bench.search import insert_items
from bench.web import served
from kit.contact import client, pack_maker, stations
from kit.contact.cli import enrol
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

_BYTES_PER_SECOND, _ROUND_TRIP_SECONDS, _LOSS = 256_000 / 8, 0.4, 0.02
_SECONDS_BETWEEN_CUTS = 300.0
_PACKET_BYTES, _WINDOW_BYTES = 1_400, 32 << 10
_IMAGES, _IMAGE_BYTES = 280, 105_000
_MAX_WASTE = 0.05
_BY = "bench"


@dataclass
class BadLine:
    """Forwards connections to a server as a bad line does, all of them within one speed."""

    port_behind: int
    faster: float
    downloaded: int = 0
    cuts: int = 0
    _open: set[socket.socket] = field(default_factory=set)
    _ended: Event = field(default_factory=Event)
    _downstream: Lock = field(default_factory=Lock)
    _chance: random.Random = field(default_factory=lambda: random.Random(1))

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _WINDOW_BYTES)
        self.port = self._listener.getsockname()[1]
        for task in (self._accept, self._cut):
            Thread(target=task, daemon=True).start()

    def close(self) -> None:
        """Stop forwarding."""
        self._ended.set()
        self._listener.close()
        self._cut_all()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                self._wait(_ROUND_TRIP_SECONDS)  # the handshake
                far = socket.create_connection(("127.0.0.1", self.port_behind))
                far.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _WINDOW_BYTES)
                self._open |= {near, far}
                for ends in ((near, far, False), (far, near, True)):
                    Thread(target=self._forward, args=ends, daemon=True).start()

    def _forward(self, source: socket.socket, target: socket.socket, is_download: bool) -> None:
        """Pass packets on; the first after a silence waits, a lost one is sent again."""
        silent_since = 0.0
        with suppress(OSError, ValueError), source, target:
            while packet := source.recv(_PACKET_BYTES):
                if time.monotonic() - silent_since > _ROUND_TRIP_SECONDS / self.faster:
                    self._wait(_ROUND_TRIP_SECONDS / 2)
                with self._downstream:
                    self._wait(len(packet) / _BYTES_PER_SECOND)
                    while self._chance.random() < _LOSS:
                        self._wait(_ROUND_TRIP_SECONDS + len(packet) / _BYTES_PER_SECOND)
                target.sendall(packet)
                self.downloaded += len(packet) if is_download else 0
                silent_since = time.monotonic()

    def _wait(self, seconds: float) -> None:
        time.sleep(seconds / self.faster)

    def _cut(self) -> None:
        while not self._ended.wait(_SECONDS_BETWEEN_CUTS / self.faster):
            self.cuts += 1
            self._cut_all()

    def _cut_all(self) -> None:
        ends, self._open = self._open, set()
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def main() -> None:
    """Let a station fetch a pack over the bad line and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faster", type=float, default=1.0)
    parser.add_argument("--json", action="store_true")
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
        line = BadLine(int(site.rpartition(":")[2]), faster)
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
    yield Row("thừa so với gói", line.downloaded / size - 1, "", _MAX_WASTE)
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
