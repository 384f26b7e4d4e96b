"""Benchmark of pages on a slow connection: weight, load time and server time.

The pages are rendered by Chromium (pip install .[test], apt install chromium) without a cache, and
every request is counted.
"""

import argparse
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
from playwright.sync_api import Browser, Page, sync_playwright
from waitress import create_server

from app import create_app
from bench.form import Row, report
from ingest.intake.delivery_receiver import receive_all
from ingest.pipeline.service import one_round
from library.catalogue.models import Access
from library.catalogue.profile_cache import usable_profiles
from library.catalogue.queries import ItemRecord, newest
from library.database import reading
from library.installation import set_up
from library.settings import Settings, read_settings

_DEMO = Path(__file__).parents[1] / "demo"
_SCANNED = ("van-ban", "bao-chi", "anh-ban-do")
_QUESTION = "uy ban nhan dan"
_LOOKS = {
    "hai trang": "xem=hai-trang",
    "cuộn": "xem=cuon",
    "chỉ chữ": "xem=chu",
    "chữ trên ảnh": "chu=tren",
}
_SLOW_LINE = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 256_000 / 8,
    "uploadThroughput": 256_000 / 8,
}
_OLD_SCREEN = {"width": 1366, "height": 768}
_ARE_PICTURES_DRAWN = """async () => {
  const isSeen = ({width, top, bottom, left, right}) =>
    width && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
  const seen = [...document.images].filter(image => isSeen(image.getBoundingClientRect()));
  if (!seen.every(image => image.complete && image.naturalWidth)) return false;
  await Promise.all(seen.map(image => image.decode()));
  return true;
}"""
"""Script that answers whether every picture on the screen has arrived and can be painted."""
_REQUESTS, _KB = 100, 1000
_AGENT = {"User-Agent": "Mozilla/5.0 (Windows NT 6.1; rv:115.0) Gecko/20100101 Firefox/115.0"}


class SlowTab:
    """A browser tab on a slow connection, with an empty cache, that counts received bytes."""

    def __init__(self, browser: Browser, *, saves_data: bool) -> None:
        asks = {"Save-Data": "on"} if saves_data else {}
        context = browser.new_context(
            viewport=_OLD_SCREEN, extra_http_headers=asks, service_workers="block"
        )  # requests of a service worker are neither slowed nor counted
        self.page: Page = context.new_page()
        self.bytes: Counter[str] = Counter()
        self._kinds: dict[str, str] = {}
        line = context.new_cdp_session(self.page)
        line.on("Network.responseReceived", self._answered)
        line.on("Network.loadingFinished", self._arrived)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", _SLOW_LINE)

    def open(self, address: str) -> float:
        """Open a page and return the seconds until its text and its visible pictures are drawn."""
        started = time.perf_counter()
        self.page.goto(address, wait_until="domcontentloaded")
        self.page.wait_for_function(_ARE_PICTURES_DRAWN)
        return time.perf_counter() - started

    def turn(self) -> float:
        """Turn to the next page and return the seconds until it can be read."""
        started = time.perf_counter()
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.page.click("a[rel=next]")
        self.page.wait_for_function(_ARE_PICTURES_DRAWN)
        return time.perf_counter() - started

    def settle(self) -> None:
        """Wait until the network is idle."""
        self.page.wait_for_load_state("networkidle")

    def close(self) -> None:
        """Close the tab and its browser context."""
        self.page.context.close()

    def _answered(self, params: dict) -> None:
        self._kinds[params["requestId"]] = params["type"]

    def _arrived(self, params: dict) -> None:
        self.bytes[self._kinds.get(params["requestId"], "Other")] += params["encodedDataLength"]


def main() -> None:
    """Set up a library, visit it and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="measure this installation, not the demo")
    parser.add_argument("--json", action="store_true")
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
    for collection in _SCANNED:
        deliveries = [_DEMO / collection]
        list(receive_all(settings, database, deliveries, profiles[collection], publish=True))
    one_round(settings, database, lambda _outcome: None)
    database.dispose()


def _rows(settings: Settings) -> Iterator[Row]:
    app = create_app(settings)
    item = _an_item(app)
    addresses = {
        "trang chủ": ("/", 120),
        "kết quả": (f"/tra-cuu?q={_QUESTION.replace(' ', '+')}", 100),
        "tài liệu": (f"/tai-lieu/{item.id}", 110),
    }
    try:
        with served(app) as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"),
                args=["--no-sandbox", "--disable-gpu", "--accept-lang=vi-VN"],
            )
            for name, (address, target) in addresses.items():
                yield from _page_rows(browser, name, site + address, target)
            yield from _reader_rows(browser, f"{site}/tai-lieu/{item.id}/trang/1")
            browser.close()
        yield from _server_rows(app, item)
    finally:
        app.extensions["services"].close()


def _page_rows(browser: Browser, name: str, address: str, target: int) -> Iterator[Row]:
    tab = SlowTab(browser, saves_data=False)
    seconds = tab.open(address)
    tab.settle()
    yield Row(f"{name}, nặng", tab.bytes.total() / _KB, "KB", target)
    yield Row(f"{name}, script", tab.bytes["Script"] / _KB, "KB", 30)
    yield Row(f"{name}, đọc được sau", seconds, "s", 5)
    tab.close()


def _reader_rows(browser: Browser, address: str) -> Iterator[Row]:
    for how, saves_data in (("tiết kiệm", True), ("thường", False)):
        tab = SlowTab(browser, saves_data=saves_data)
        seconds = tab.open(address)
        tab.settle()
        weight, script = tab.bytes.total() / _KB, tab.bytes["Script"] / _KB
        yield Row(f"trang đọc ({how}), nặng", weight, "KB", 100 if saves_data else 130)
        yield Row(f"trang đọc ({how}), script", script, "KB", 30)
        yield Row(f"trang đọc ({how}), đọc được sau", seconds, "s", 5 if saves_data else None)
        yield Row(f"trang sau ({how}), đọc được sau", tab.turn(), "s", 3)
        tab.close()


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


def _an_item(app: Flask) -> ItemRecord:
    """Return a scanned item of several pages."""
    with reading(app.extensions["services"].database) as session:
        records = newest(session, 1000)
    return next(
        item
        for item in records
        if item.page_count > 2 and item.cover and item.access is Access.PUBLIC
    )


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
