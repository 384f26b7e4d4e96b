"""Fonts load after the picture without layout shifts, and rare characters only where needed."""

import pytest

from library.database import work
from tests.app.public.reader.conftest import DESKTOP
from tests.makers import make_item

_MOVED = """
() => new Promise((tell) => {
  let moved = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) moved += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => tell(moved)));
})
"""
_DRAWN = "() => [...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family)"

pytestmark = pytest.mark.slow


@pytest.fixture
def tab(chromium, site):
    """Open a tab that records font requests and delays them on demand."""
    context = chromium.new_context(viewport=DESKTOP, base_url=site, service_workers="block")
    page = context.new_page()
    page.held = []
    page.route("**/letters/*", lambda route: page.held.append(route))
    yield page
    context.close()


def _let_in(page):
    with page.expect_event("requestfinished"):
        for route in page.held:
            route.continue_()
    page.evaluate("() => document.fonts.ready.then(() => null)")


def test_headings_are_in_the_letters_of_the_site_and_nothing_moves(tab):
    tab.goto("/", wait_until="domcontentloaded")
    tab.wait_for_function("() => document.fonts.status === 'loading'")
    _let_in(tab)
    assert "Vollkorn" in tab.evaluate(_DRAWN)
    assert tab.evaluate(_MOVED) < 0.01


def test_the_font_and_the_scripts_wait_for_the_picture_of_a_page(tab, page_of):
    pictures, addresses = [], []
    tab.unroute("**/letters/*")
    tab.route("**/trang/2/anh/*", lambda route: pictures.append(route))
    tab.on("request", lambda request: addresses.append(request.url))
    tab.goto(page_of(2), wait_until="domcontentloaded")
    assert [url for url in addresses if "vollkorn" in url or "/reader/turning" in url] == []
    with tab.expect_request("**/reader/turning.js*"), tab.expect_request("**/vollkorn-600.woff2*"):
        for route in pictures:
            route.continue_()


def test_a_rare_letter_fetches_its_slice_and_no_other(tab, engine):
    with work(engine) as session:
        item = make_item(session, texts=("Chữ 𠊛 là người, chữ 諒 là lượng",))
    tab.unroute("**/letters/*")
    fetched = []
    tab.on("request", lambda request: fetched.append(request.url))
    with tab.expect_event("requestfinished", lambda request: "/letters/nom-" in request.url):
        tab.goto(f"/tai-lieu/{item.id}/trang/1", wait_until="networkidle")
    tab.evaluate("() => document.fonts.ready.then(() => null)")
    assert len([url for url in fetched if "/letters/nom-" in url]) == 1
    assert "Nom" in tab.evaluate(_DRAWN)
