"""Mirador 4 and Universal Viewer 4 in Chromium: an item, a newspaper year and a search inside.

After a search the pixels of the screen are judged: a hit must be painted on its word.
"""

import logging
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from app import create_app
from bench.form import Row, json_parser, report
from bench.painted_hits import painted_shares
from library.catalogue.cataloguing import publish
from library.database import work
from library.installation import set_up
from search_index.index.sync import rebuild
from tests.app.scans import add_tiles, draw_scan, make_scan, words_of
from tests.app.serving import CHROMIUM_ARGUMENTS, served
from tests.makers import BY, make_item, make_settings

_CHROMIUM = "/usr/bin/chromium"
_WAIT_MS = 30_000
_SETTLE_MS = 2_000
_SERIAL, _YEAR, _WORDS = "Báo Lạng Sơn", 1962, "Kỳ Lừa"
_HITS = 2
_ITEM_TEXTS = ("Bìa sách", "Chợ Kỳ Lừa ngày phiên", "Qua chợ Kỳ Lừa")
_MIN_COVERED, _MAX_STRAY = 0.9, 0.1
"""Least share of a word that its hit covers; greatest share of the painted pixels elsewhere."""

_KNOWN_ERRORS = (
    "Accessing element.ref was removed in React 19",  # of Mirador 4.0.0
    "/images/data:image/gif;base64,",  # a placeholder of Universal Viewer 4.4.0, asked as a file
)
"""Errors of the viewers themselves, with any document."""

_PAGES = {
    "mirador.html": """<!doctype html><meta charset="utf-8"><title>Mirador</title>
<div id="m" style="position:absolute;inset:0"></div>
<script src="node_modules/mirador/dist/mirador.min.js"></script><script>
const q = new URLSearchParams(location.search);
const search = q.get("p") === "search" ? {sideBarPanel: "search", sideBarOpen: true} : {};
Mirador.viewer({id: "m", windows: [{manifestId: q.get("m"), ...search}]});
</script>""",
    "uv.html": """<!doctype html><meta charset="utf-8"><title>Universal Viewer</title>
<link rel="stylesheet" href="node_modules/universalviewer/dist/uv.css">
<style>#uv { position: absolute; inset: 0 }</style><div id="uv" class="uv"></div>
<script src="node_modules/universalviewer/dist/umd/UV.js"></script><script>
UV.init("uv", {manifest: new URLSearchParams(location.search).get("m"), embedded: false});
</script>""",
}


@dataclass(slots=True)
class Visit:
    """The requests and errors of one page of a viewer."""

    errors: list[str] = field(default_factory=list)
    images: int = 0
    hits: int = 0
    misplaced: int = 0
    """Hits that are not painted on their words."""
    pictures: list[bytes] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Count errors, refused and foreign requests, and images of the Image API."""
        page.on("console", lambda line: line.type == "error" and self._add(line.text))
        page.on("pageerror", lambda error: self._add(str(error)))
        page.on("response", lambda response: self._note(response.url, response.status))

    def _note(self, address: str, status: int) -> None:
        place = urlsplit(address)
        if (place.scheme in ("http", "https") and place.hostname != "127.0.0.1") or status >= 400:
            self._add(f"{status} {address}")
        if "/iiif/image/" in place.path and place.path.endswith((".jpg", ".webp")):
            self.images += 1

    def _add(self, error: str) -> None:
        is_echo = error.startswith("Failed to load resource")  # the answer itself is noted
        if not is_echo and not any(part in error for part in _KNOWN_ERRORS):
            self.errors.append(error)


def main() -> None:
    """Open the documents of a small library in both viewers."""
    parser = json_parser(__doc__)
    parser.add_argument(
        "--viewers",
        type=Path,
        default=os.environ.get("DIACHI_VIEWERS"),
        help="folder in which npm installed mirador@4 and universalviewer@4",
    )
    parser.add_argument("--pictures", type=Path, help="write a screenshot of each page here")
    args = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # a line for each request
    if args.viewers is None:
        parser.error("name the folder of the viewers by --viewers or DIACHI_VIEWERS")
    with (
        tempfile.TemporaryDirectory() as folder,
        _library(Path(folder) / "library") as (site, item_id, collection),
        _viewers(Path(folder), Path(args.viewers)) as viewers,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=CHROMIUM_ARGUMENTS)
        item = f"{site}/iiif/3/{item_id}"
        year = f"{site}/iiif/collections/{collection}?bao={quote(_SERIAL)}&nam={_YEAR}"
        rows = []
        for name, address, act in (
            ("Mirador, an item", _page(viewers, "mirador", m=item), _look),
            ("Mirador, a newspaper year", _page(viewers, "mirador", m=year), _choose_issue),
            (
                "Mirador, a search",
                _page(viewers, "mirador", m=item, p="search"),
                _search_in_mirador,
            ),
            ("Universal Viewer, an item", _page(viewers, "uv", m=item), _look),
            ("Universal Viewer, a newspaper year", _page(viewers, "uv", m=year), _look),
            ("Universal Viewer, a search", _page(viewers, "uv", m=item), _search_in_uv),
        ):
            visit = _open(browser, address, act)
            for place, content in enumerate(visit.pictures if args.pictures else (), start=1):
                (args.pictures / f"{name} {place}.png").write_bytes(content)
            rows += _rows(name, visit, searched="search" in name)
        browser.close()
    report("viewers", rows, as_json=args.json)


def _rows(name: str, visit: Visit, *, searched: bool) -> Iterator[Row]:
    for error in visit.errors:
        print(f"{name}: {error[:300]}")
    yield Row(f"{name}: errors", len(visit.errors), "errors", 0)
    yield Row(f"{name}: images drawn", visit.images, "images", 1, "higher")
    if searched:
        wrong = abs(visit.hits - _HITS)
        yield Row(f"{name}: hits too few or too many", wrong, "hits", 0)
        yield Row(f"{name}: hits not painted on their words", visit.misplaced, "hits", 0)


def _open(browser: Browser, address: str, act: Callable[[Page, Visit], None]) -> Visit:
    page, visit = browser.new_page(viewport={"width": 1366, "height": 768}), Visit()
    visit.watch(page)
    page.goto(address)
    act(page, visit)
    page.wait_for_timeout(_SETTLE_MS)
    if not visit.pictures:
        visit.pictures.append(page.screenshot())
    page.close()
    return visit


def _look(page: Page, visit: Visit) -> None:
    """Wait for the first image."""
    waited = 0
    while not visit.images and waited < _WAIT_MS:
        page.wait_for_timeout(500)
        waited += 500


def _choose_issue(page: Page, visit: Visit) -> None:
    """Choose the first issue in the dialog with which Mirador opens a collection."""
    page.locator("button:has-text('collection')").first.click(timeout=_WAIT_MS)
    page.get_by_role("menuitem").first.click(timeout=_WAIT_MS)
    _look(page, visit)


def _search_in_mirador(page: Page, visit: Visit) -> None:
    """Type the words into the side bar of Mirador, and count the hits that it lists."""
    box = page.locator("aside input").first
    box.fill(_WORDS, timeout=_WAIT_MS)
    box.press("Enter")
    hits = page.locator("aside strong").filter(has_text=_WORDS)
    hits.first.wait_for(timeout=_WAIT_MS)
    _look(page, visit)
    page.wait_for_timeout(_SETTLE_MS)
    visit.hits = hits.count()
    for place, text in enumerate(_texts_with_hits()):
        hits.nth(place).click()
        _judge(page, visit, text)


def _texts_with_hits() -> list[str]:
    return [text for text in _ITEM_TEXTS if _WORDS in text]


def _judge(page: Page, visit: Visit, text: str) -> None:
    """Take a picture of a page of the item, and count its hit if it misses the word."""
    page.wait_for_timeout(_SETTLE_MS)
    visit.pictures.append(page.screenshot())
    covered, stray = painted_shares(visit.pictures[-1], words_of(text), _WORDS.split())
    if covered < _MIN_COVERED or stray > _MAX_STRAY:
        visit.misplaced += 1
        print(f"“{text}”: {covered:.0%} of the words painted, {stray:.0%} of the paint elsewhere")


def _search_in_uv(page: Page, visit: Visit) -> None:
    """Type the words into the search box of Universal Viewer, and count the boxes it draws."""
    _look(page, visit)
    box = page.locator(".searchText").filter(visible=True).first
    box.fill(_WORDS, timeout=_WAIT_MS)
    box.press("Enter")
    hits = page.locator(".searchResultPlacemarker")
    hits.first.wait_for(timeout=_WAIT_MS, state="attached")
    visit.hits = hits.count()
    for text in _texts_with_hits():
        page.get_by_text("Next Result").filter(visible=True).first.click()
        _judge(page, visit, text)


def _page(viewers: str, viewer: str, **values: str) -> str:
    return f"{viewers}/{viewer}.html?{urlencode(values)}"


@contextmanager
def _library(home: Path) -> Iterator[tuple[str, str, str]]:
    """Serve a library; yield its address, the id of a book and the collection of a newspaper."""
    settings = make_settings(home)
    database = set_up(settings)
    with work(database) as session:
        book = make_item(session, "Chợ Kỳ Lừa", texts=(), published=False, creator="Lan")
        issues = [
            make_item(
                session,
                _SERIAL,
                texts=(),
                published=False,
                series=_SERIAL,
                number=str(number),
                date=f"{_YEAR}-0{number}-11",
            )
            for number in range(1, 5)
        ]
        for item in (book, *issues):
            for text in _ITEM_TEXTS:
                page = make_scan(session, settings, item, text, (880, 1280), draws_words=True)
                add_tiles(settings, page, draw_scan(words_of(text)))
            publish(session, item, BY)
    rebuild(settings, database)
    database.dispose()
    site = create_app(settings)
    with served(site) as address:
        yield address, book.id, issues[0].collection
    site.extensions["services"].close()


@contextmanager
def _viewers(folder: Path, installed: Path) -> Iterator[str]:
    """Serve the pages of the viewers beside the packages of npm, and yield their address."""
    (folder / "node_modules").symlink_to((installed / "node_modules").resolve())
    for name, text in _PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    """Sends files, and has no icon to report as missing."""

    def do_GET(self) -> None:
        """Send a file; an icon is empty."""
        if self.path == "/favicon.ico":
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *_args: object) -> None:
        """Write no line for each request."""


if __name__ == "__main__":
    main()
