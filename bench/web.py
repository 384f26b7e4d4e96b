"""Benchmark of pages on a slow connection: weight, load time and server time.

The pages are rendered by Chromium (pip install .[test], apt install chromium) without a cache, and
every request is counted.
"""

import shutil
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from flask import Flask
from playwright.sync_api import Browser, Page
from waitress import create_server

from app import create_app
from bench.form import Row, json_parser, report
from bench.running_site import chromium
from ingest.intake.delivery_receiver import receive_all
from ingest.pipeline.service import one_round
from library.catalogue.models import Access
from library.catalogue.profile_cache import usable_profiles
from library.catalogue.queries import ItemRecord, newest
from library.corrections.article_lists import NEWSPAPER_KINDS
from library.database import reading
from library.installation import set_up
from library.settings import Settings, read_settings

_DEMO = Path(__file__).parents[1] / "demo"
_QUESTION = "uy ban nhan dan"
_LOOKS = {
    "hai trang": "xem=hai-trang",
    "cuộn": "xem=cuon",
    "chỉ chữ": "xem=chu",
    "chữ trên ảnh": "chu=tren",
}
_OLD_SCREEN = {"width": 1366, "height": 768}
_DRAW_PICTURES = """async () => {
  const isSeen = ({width, top, bottom, left, right}) =>
    width && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
  for (;;) {
    const seen = [...document.images].filter(image => isSeen(image.getBoundingClientRect()));
    if (seen.every(image => image.complete && image.naturalWidth))
      return Promise.all(seen.map(image => image.decode()));
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}"""
"""Script that ends when every picture on the screen has arrived and can be painted."""
_REQUESTS, _KB = 100, 1000
_AGENT = {"User-Agent": "Mozilla/5.0 (Windows NT 6.1; rv:115.0) Gecko/20100101 Firefox/115.0"}


class SlowTab:
    """A browser tab on a slow connection, with an empty cache, that counts received bytes."""

    def __init__(self, browser: Browser, *, saves_data: bool, kbits: int = 256) -> None:
        asks = {"Save-Data": "on"} if saves_data else {}
        context = browser.new_context(
            viewport=_OLD_SCREEN, extra_http_headers=asks, service_workers="block"
        )  # requests of a service worker are neither slowed nor counted
        self.page: Page = context.new_page()
        self.bytes: Counter[str] = Counter()
        self._kinds: dict[str, str] = {}
        line = context.new_cdp_session(self.page)
        line.on("Network.responseReceived", self._answered)
        line.on("Network.dataReceived", self._arrived)
        line.send("Network.enable")
        speed = {f"{way}Throughput": kbits * 1000 / 8 for way in ("download", "upload")}
        delay = {"offline": False, "latency": 400 if kbits > 64 else 600}
        line.send("Network.emulateNetworkConditions", speed | delay)

    def open(self, address: str) -> float:
        """Open a page and return the seconds until its text and its visible pictures are drawn."""
        started = time.perf_counter()
        self.page.goto(address, wait_until="domcontentloaded")
        self.page.evaluate(_DRAW_PICTURES)
        return time.perf_counter() - started

    def turn(self) -> float:
        """Turn to the next page and return the seconds until it can be read."""
        started = time.perf_counter()
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.page.click("a[rel=next]")
        self.page.evaluate(_DRAW_PICTURES)
        return time.perf_counter() - started

    def _answered(self, params: dict) -> None:
        self._kinds[params["requestId"]] = params["type"]
        self.bytes[params["type"]] += params["response"]["encodedDataLength"]

    def _arrived(self, params: dict) -> None:
        self.bytes[self._kinds[params["requestId"]]] += params["encodedDataLength"]


def main() -> None:
    """Set up a library, visit it and report."""
    parser = json_parser(__doc__)
    parser.add_argument("--home", type=Path, help="measure this installation, not the demo")
    args = parser.parse_args()
    home = args.home or Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    settings = read_settings({"DIACHI_HOME": str(home), "DIACHI_WORKERS": "2"})
    try:
        if args.home is None:
            _ingest_demo(settings)
        rows = list(_rows(settings))
    finally:
        if args.home is None:
            shutil.rmtree(home)
    report("web", rows, as_json=args.json)


def _ingest_demo(settings: Settings) -> None:
    database = set_up(settings)
    profiles = usable_profiles(database)
    for collection in ("van-ban", "bao-chi", "anh-ban-do"):
        deliveries = [_DEMO / collection]
        list(receive_all(settings, database, deliveries, profiles[collection], publish=True))
    one_round(settings, database, lambda _outcome: None)
    database.dispose()


def _rows(settings: Settings) -> Iterator[Row]:
    app = create_app(settings)
    records = _open_items(app)
    item = next(item for item in records if item.page_count > 2)
    pages = (
        ("trang chủ", "/", 100, 3),
        ("kết quả", f"/tra-cuu?q={_QUESTION.replace(' ', '+')}", 100, 5),
        ("tài liệu", f"/tai-lieu/{item.id}", 110, 5),
        ("trang đọc, tiết kiệm", f"/tai-lieu/{item.id}/trang/1", 100, 5),
        ("trang đọc", f"/tai-lieu/{item.id}/trang/1", 130, None),
    )
    try:
        with served(app) as site, chromium() as browser:
            for name, path, *targets in pages:
                yield from _page_rows(browser, name, site + path, *targets)
            yield from _picture_rows(browser, f"{site}/tai-lieu/", records)
        yield from _server_rows(app, item)
    finally:
        app.extensions["services"].close()


def _page_rows(
    browser: Browser, name: str, address: str, target: int, target_seconds: float | None
) -> Iterator[Row]:
    tab = SlowTab(browser, saves_data="tiết kiệm" in name)
    seconds = tab.open(address)
    tab.page.wait_for_load_state("networkidle")
    yield Row(f"{name}, nặng", tab.bytes.total() / _KB, "KB", target)
    yield Row(f"{name}, script", tab.bytes["Script"] / _KB, "KB", 30)
    yield Row(f"{name}, đọc được sau", seconds, "s", target_seconds)
    if name.startswith("trang đọc"):
        yield Row(f"{name}, trang sau đọc được sau", tab.turn(), "s", 3)
    tab.page.context.close()


def _picture_rows(browser: Browser, items: str, records: list[ItemRecord]) -> Iterator[Row]:
    """Yield the bytes and seconds until a picture is seen; the worst of all items of a kind."""
    papers = [f"{items}{item.id}/trang/1" for item in records if item.kind in NEWSPAPER_KINDS]
    sheets = [f"{items}{item.id}" for item in records if item.kind == "Bản đồ"]
    for name, addresses, kbits, target, target_seconds in (
        ("tờ bản đồ", sheets, 256, 110, 2.5),
        ("trang báo", papers, 256, 110, None),
        ("trang báo, tiết kiệm", papers, 64, None, 12),
    ):
        weight = seconds = 0
        for address in addresses:
            tab = SlowTab(browser, saves_data="tiết kiệm" in name, kbits=kbits)
            seconds = max(seconds, tab.open(address))
            weight = max(weight, tab.bytes.total())
            tab.page.context.close()
        yield Row(f"{name}, {kbits} kbit/s, đến khi thấy ảnh", weight / _KB, "KB", target)
        yield Row(f"{name}, {kbits} kbit/s, thấy ảnh sau", seconds, "s", target_seconds)


def _server_rows(app: Flask, item: ItemRecord) -> Iterator[Row]:
    pages = [f"/tai-lieu/{item.id}/trang/{n % item.page_count + 1}" for n in range(_REQUESTS)]
    address_lists = {
        "tài liệu": ([f"/tai-lieu/{item.id}"] * _REQUESTS, 50),
        "trang đọc": (pages, 50),
        "trang đọc có chữ tìm": ([f"{page}?q={_QUESTION}" for page in pages], 50),
        **{
            f"trang đọc, {name}": ([f"{page}?{look}&q={_QUESTION}" for page in pages], 50)
            for name, look in _LOOKS.items()
        },
        "kết quả": ([f"/tra-cuu?q={_QUESTION}&bst={n}" for n in range(_REQUESTS)], 150),
    }
    for name, (addresses, target) in address_lists.items():
        taken = [_milliseconds(app, address) for address in addresses]
        yield Row(f"máy chủ: {name}, p95", statistics.quantiles(taken, n=20)[-1], "ms", target)


def _milliseconds(app: Flask, address: str) -> float:
    started = time.process_time()
    with app.test_client().get(address, headers=_AGENT) as answer:
        answer.get_data()
    return (time.process_time() - started) * 1000


def _open_items(app: Flask) -> list[ItemRecord]:
    """Return the scanned items that everybody may read."""
    with reading(app.extensions["services"].database) as session:
        records = newest(session, 1000)
    return [item for item in records if item.cover and item.access is Access.PUBLIC]


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve the site as on a server, and yield its address."""
    server = create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = Thread(target=server.run)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(5)


if __name__ == "__main__":
    main()
