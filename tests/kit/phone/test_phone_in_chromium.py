"""A phone pack opened from a file in Chromium: its search, with and without marks and scripts."""

import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from library.database import work
from tests.app.serving import CHROMIUM_ARGUMENTS
from tests.kit.phone.makers import make_html
from tests.makers import make_item

_CHROMIUM = shutil.which("chromium")
_PHONE = {"width": 360, "height": 640}
_DAY_MS = 86_400_000

pytestmark = pytest.mark.skipif(_CHROMIUM is None, reason="chromium is not installed")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start Chromium once."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def file(engine, tmp_path) -> str:
    """The address of a pack of two items."""
    with work(engine) as session:
        items = [
            make_item(session, "Đường phố <b>Đồng Đăng</b>", texts=["Trang đầu.", "Chợ Kỳ Lừa."]),
            make_item(session, "Sổ tay", texts=["Cho ky luật, lua hoa\n\nHoà bình ở xứ Lạng."]),
        ]
    path = tmp_path / "goi.html"
    path.write_text(make_html(engine, *items), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def tab(chromium, file) -> Iterator[Page]:
    """The pack on a phone without a network; every error of a script fails the test."""
    complaints: list[str] = []
    context = chromium.new_context(viewport=_PHONE, offline=True)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(file)
    yield page
    context.close()
    assert complaints == []


def _search(tab: Page, query: str) -> list[str]:
    tab.fill("#chu", query)
    tab.press("#chu", "Enter")
    tab.wait_for_function("!['', 'Đang tìm…'].includes(document.getElementById('dem').textContent)")
    return tab.locator("#ket-qua a").all_inner_texts()


@pytest.mark.parametrize(
    ("query", "title"),
    [
        pytest.param("Chợ Kỳ Lừa", "Đường phố <b>Đồng Đăng</b>, Trang 2", id="with marks"),
        pytest.param("cho ky lua", "Đường phố <b>Đồng Đăng</b>, Trang 2", id="without marks"),
        pytest.param("duong pho dong dang", "Đường phố <b>Đồng Đăng</b>", id="đ typed as d"),
        pytest.param("hòa bình", "Sổ tay, Trang 1", id="another place of the tone"),
        pytest.param("LANG HOA", "Sổ tay, Trang 1", id="capitals, across paragraphs"),
    ],
)
def test_words_are_found_however_they_are_typed(tab, query, title):
    assert _search(tab, query)[0] == title


def test_parts_of_words_and_absent_words_are_not_found(tab):
    assert _search(tab, "chợ kỳ lừ") == []
    assert "Không thấy" in tab.inner_text("#dem")


def test_a_result_opens_its_page(tab):
    _search(tab, "chợ kỳ lừa")
    tab.click("#ket-qua a")
    tab.wait_for_selector("section:has-text('Chợ Kỳ Lừa.')", state="visible")


@pytest.mark.parametrize(
    ("age", "is_stale"),
    [pytest.param(89, False, id="89 days old"), pytest.param(92, True, id="92 days old")],
)
def test_an_old_pack_says_so(chromium, file, age, is_stale):
    page = chromium.new_page()
    page.add_init_script(f"Date.now = () => Date.parse('2026-11-30') + {age} * {_DAY_MS}")
    page.goto(file)
    assert page.is_visible("#cu") is is_stale
    page.close()


def test_without_scripts_every_text_can_be_opened(chromium, file):
    page = chromium.new_context(viewport=_PHONE, java_script_enabled=False).new_page()
    page.goto(file)
    page.click("summary >> nth=1")
    assert page.is_visible("text=Hoà bình ở xứ Lạng.")
    assert not page.is_visible("#tim")
    page.context.close()


def test_the_pack_is_accessible_and_fits_a_phone(tab):
    _search(tab, "cho ky lua")
    tab.click("summary >> nth=0")
    assert Axe().run(tab).response["violations"] == []
    assert tab.evaluate("document.documentElement.scrollWidth") == _PHONE["width"]
