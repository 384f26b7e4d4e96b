"""Pages of stations in Chromium: axe, widths, the keyboard alone, no scripts."""

import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from kit.contact import pack_orders, stations
from kit.contact.pack_orders import Lacks
from kit.contact.statements import read_statement, record
from kit.models import StationLetter
from library import clock
from tests.app.kit.province.conftest import SETTINGS
from tests.app.serving import CHROMIUM_ARGUMENTS, served
from tests.makers import BY

_CHROMIUM = shutil.which("chromium")
_SIZES = {"desktop": (1366, 768), "netbook": (1024, 768), "phone": (360, 740)}
_COOKIE = "phien"
_STATEMENT = {
    "held_number": 3,
    "held_edition": "a" * 64,
    "held_state_at": "2026-11-20T01:00:00+00:00",
    "owed_count": 12,
    "owed_bytes": 4096,
    "owed_oldest": "2026-11-21T01:00:00+00:00",
    "free_bytes": 12_000_000_000,
    "version": "0.3.0",
    "python": "3.13",
    "program": "0.3.0-0a1b2c3d",
    "program_failed": "0.3.1-11223344",
    "program_problem": "Bước “chạy thử” không xong: trang web không trả lời",
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(_CHROMIUM is None, reason="chromium is not installed"),
]


@pytest.fixture
def addresses(app, at_province, point, settings) -> list[str]:
    """Enter stations in several states; return the addresses of their pages."""

    def enter(session):
        new_id, _ = stations.enter(session, point, replace(SETTINGS, line_hours=""), BY)
        stations.retire(stations.find(session, new_id))
        session.flush()
        own_id, code = stations.enter(
            session, point, replace(SETTINGS, line_hours="19:00-06:00", line_kbit=256), BY
        )
        station = stations.enrol(session, code, b"k" * 32)
        record(station, read_statement(_STATEMENT), over_line=True)
        pack_orders.for_line(session, settings, station)
        pack_orders.for_stick(session, station, is_full=False, by=BY)
        for order in pack_orders.orders_of(session, own_id).values():
            order.finished = clock.now()
            order.result = pack_orders.result_of(None, Lacks(5, 120, 3_000_000, 1))
        letter = {"station_id": own_id, "digest": "d", "first": 1, "last": 9, "way": "stick"}
        refused = [[4, "search", "Ngày của mục này chưa biết."]]
        session.add(StationLetter(**letter, arrived=clock.now(), entry_count=9, refused=refused))
        return new_id, own_id

    ids = at_province(enter)
    return ["/can-bo/tram", *(f"/can-bo/tram/{id_}" for id_ in ids)]


@pytest.fixture(params=_SIZES)
def tab(request, app, staff) -> Iterator[tuple[Page, str]]:
    """Serve the site and open it as an administrator in one of the sizes."""
    cookie = staff("administrator").client.get_cookie(_COOKIE)
    width, height = _SIZES[request.param]
    with served(app) as site, sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=_CHROMIUM, args=CHROMIUM_ARGUMENTS)
        size = {"width": width, "height": height}
        context = started.new_context(viewport=size, bypass_csp=True)
        context.add_cookies([{"name": _COOKIE, "value": cookie.value, "url": site}])
        yield context.new_page(), site
        started.close()


def test_axe_finds_nothing_and_no_page_is_wider_than_the_screen(tab, addresses):
    page, site = tab
    problems = []
    for address in addresses:
        page.goto(site + address)
        violations = Axe().run(page).response["violations"]
        problems += [(address, v["id"], v["nodes"][0]["html"][:120]) for v in violations]
        width = page.evaluate("document.documentElement.scrollWidth")
        problems += [(address, width)] if width > page.viewport_size["width"] else []
    assert problems == []


def test_a_station_is_entered_and_ordered_a_pack_by_the_keyboard_alone(tab, at_province, point):
    page, site = tab
    page.goto(f"{site}/can-bo/tram")
    _press_tab_until(page, "Thêm trạm")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tram/them")
    _press_tab_until(page, "Thêm trạm và lấy mã")
    page.keyboard.press("Enter")
    page.wait_for_selector("code.code")
    _press_tab_until(page, "Làm gói")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Xưởng sẽ làm gói")
    station_id = page.url.rpartition("/")[2]
    assert at_province(lambda session: len(pack_orders.orders_of(session, station_id))) == 1


def test_without_scripts_everything_is_read_and_ordered(app, staff, addresses, at_province):
    cookie = staff("administrator").client.get_cookie(_COOKIE)
    with served(app) as site, sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=_CHROMIUM, args=CHROMIUM_ARGUMENTS)
        context = started.new_context(java_script_enabled=False)
        context.add_cookies([{"name": _COOKIE, "value": cookie.value, "url": site}])
        page = context.new_page()
        page.goto(site + addresses[-1])
        page.get_by_role("button", name="Làm gói", exact=True).click()
        assert "Xưởng sẽ làm gói" in page.inner_text("body")
        started.close()


def _press_tab_until(page: Page, name: str) -> None:
    """Move the focus on until it is on the link or button with this name, and visible there."""
    for _ in range(120):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => [document.activeElement.textContent.trim(), "
            "getComputedStyle(document.activeElement).outlineStyle]"
        )
        if focused[0] == name:
            assert focused[1] != "none"
            return
    raise AssertionError(name)
