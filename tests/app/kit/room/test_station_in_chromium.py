"""The page of a station in Chromium: axe, widths, the keyboard alone, no scripts."""

import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from kit.station.sticks import Stage, is_asked_for_letters, write_status
from tests.app.serving import CHROMIUM_ARGUMENTS, served
from tests.kit.station.packs import item_record, page_record

_CHROMIUM = shutil.which("chromium")
_STATES = (
    (Stage.NONE, "", ()),
    (Stage.TAKING_IN, "Đang kiểm tra gói: 40 %", ()),
    (Stage.DONE, "", ("Đã nhận gói số 1: 2 mục mới, 0 mục sửa, 0 mục bỏ.",)),
    (Stage.FAILED, "", ("Gói hỏng: part-0001.tar.",)),
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(_CHROMIUM is None, reason="chromium is not installed"),
]


@pytest.fixture
def site(app, take):
    """Serve the site of a station that took a pack in."""
    take([item_record("lut", "Trận lụt"), page_record("lut", 1, "nước lên to")])
    with served(app) as address:
        yield address


@pytest.mark.parametrize("width", [1366, 1024, 360])
def test_axe_finds_nothing_and_the_page_fits_the_screen(site, settings, width):
    problems = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=_CHROMIUM, args=CHROMIUM_ARGUMENTS)
        size = {"width": width, "height": 768}
        page = chromium.new_context(viewport=size, bypass_csp=True).new_page()
        for stage, doing, lines in _STATES:
            write_status(settings, stage, doing, lines)
            for address in ("/tram", "/tram/gui-so-lieu"):
                page.goto(site + address)
                violations = Axe().run(page).response["violations"]
                problems += [(address, v["id"], v["nodes"][0]["html"][:120]) for v in violations]
                shown = page.evaluate("document.documentElement.scrollWidth")
                problems += [(address, shown)] if shown > width else []
        chromium.close()
    assert problems == []


@pytest.mark.parametrize("scripts", [True, False])
def test_figures_are_sent_to_a_stick_by_the_keyboard_alone(site, settings, scripts):
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=_CHROMIUM, args=CHROMIUM_ARGUMENTS)
        page = chromium.new_context(java_script_enabled=scripts).new_page()
        page.goto(f"{site}/tram")
        for name in ("Gửi số liệu ra USB", "Ghi ra USB"):
            target = page.get_by_text(name, exact=True).last
            for _ in range(80):
                page.keyboard.press("Tab")
                if page.locator(":focus").count() and page.locator(":focus").inner_text() == name:
                    break
            assert page.locator(":focus").inner_text() == target.inner_text()
            page.keyboard.press("Enter")
            page.wait_for_load_state()
        assert "Hãy cắm USB vào máy trạm" in page.inner_text("main")
        chromium.close()
    assert is_asked_for_letters(settings)
