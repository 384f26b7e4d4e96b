"""Reader's path in Chromium: search, hit, marked page, next page; with and without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from library.catalogue.cataloguing import publish
from library.database import work
from tests.app.scans import make_scan
from tests.app.serving import served
from tests.makers import make_item

_PHONE = {"width": 360, "height": 740}
_DESKTOP = {"width": 1280, "height": 800}
_BOX = "main input[name=q]"
_OPTION = "[role=option]"


@pytest.fixture
def site(app, engine, settings, index) -> Iterator[str]:
    """Serve a library that holds one scanned item of three pages."""
    with work(engine) as session:
        item = make_item(session, "Chợ Kỳ Lừa", texts=(), published=False)
        for text in ("Bìa sách", "Chợ Kỳ Lừa ngày phiên", "Trang cuối"):
            make_scan(session, settings, item, text)
        publish(session, item, "kiểm thử")
    index()
    with served(app) as address:
        yield address


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def scripts(request) -> bool:
    """Return True if scripts run."""
    return request.param


@pytest.fixture(params=[_DESKTOP, _PHONE], ids=["desktop", "phone"])
def tab(chromium, request, scripts) -> Iterator[Page]:
    """Open a tab; every browser error fails the test."""
    complaints: list[str] = []
    context = chromium.new_context(viewport=request.param, java_script_enabled=scripts)
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    heard = list(complaints)  # closing breaks off what is still on its way, and that is no fault
    context.close()
    assert heard == []


def test_a_reader_goes_from_the_query_to_the_marked_page(tab, site):
    tab.goto(site)
    tab.fill("main input[name=q]", "ky lua")
    tab.click("main button")
    tab.click("h2 a")
    tab.wait_for_url("**/trang/2?*")
    assert tab.locator("rect").count() == 2
    tab.click("a[rel=next]")
    tab.wait_for_url("**/trang/3?*")
    assert "Trang 3" in tab.title()


def test_nothing_is_wider_than_the_screen(tab, site, scripts):
    tab.goto(f"{site}/tra-cuu?q=ky+lua")
    addresses = [site, tab.url, tab.get_attribute("h2 a", "href")]
    addresses.append(addresses[-1].rpartition("/trang/")[0])
    for address in addresses:
        tab.goto(address if address.startswith("http") else site + address)
        if scripts:
            wide = tab.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, address


@pytest.fixture
def reader(chromium, site) -> Iterator[Page]:
    """Open the marked page on a desktop."""
    context = chromium.new_context(viewport=_DESKTOP)
    page = context.new_page()
    page.goto(f"{site}/tra-cuu?q=ky+lua")
    page.click("h2 a")
    page.wait_for_selector(".sheet__marks .here")
    yield page
    context.close()


def test_search_and_paging_work_with_the_keyboard_only(reader, site):
    reader.goto(site)
    reader.locator("main input[name=q]").focus()
    reader.keyboard.type("ky lua")
    reader.keyboard.press("Enter")
    reader.locator("h2 a").focus()
    reader.keyboard.press("Enter")
    reader.wait_for_url("**/trang/2?**")
    reader.keyboard.press("ArrowRight")
    reader.wait_for_url("**/trang/3?**")
    reader.keyboard.press("ArrowLeft")
    reader.wait_for_url("**/trang/2?**")


def test_marks_cover_their_words(reader):
    image = reader.locator(".sheet__paper img").bounding_box()
    mark = reader.locator("rect").first.bounding_box()
    assert (mark["x"] - image["x"]) / image["width"] == pytest.approx(0.19, abs=0.01)
    assert (mark["y"] - image["y"]) / image["height"] == pytest.approx(200 / 1400, abs=0.01)


def test_zoom_keeps_marks_on_their_words(reader):
    previous = reader.locator("rect").first.bounding_box()["width"]
    reader.keyboard.press("+")
    after = reader.locator("rect").first.bounding_box()["width"]
    assert after / previous == pytest.approx(1.5, abs=0.1)


def test_the_slash_key_focuses_the_search_inside_the_item(reader):
    reader.keyboard.press("/")
    assert reader.evaluate("document.activeElement.name") == "q"


def test_the_next_image_is_prefetched(reader):
    with reader.expect_request("**/trang/3/anh/*"):
        reader.reload()


@pytest.fixture
def box(chromium, site) -> Iterator[Page]:
    """Open the home page of a library that holds “Chợ Kỳ Lừa”, with “ky” typed into its box."""
    context = chromium.new_context(viewport=_PHONE)
    page = context.new_page()
    page.goto(site)
    page.locator(_BOX).press_sequentially("ky")
    page.wait_for_selector(_OPTION)
    yield page
    context.close()


def test_the_arrows_choose_and_enter_searches(box):
    box.keyboard.press("ArrowDown")
    chosen = box.locator("[role=option][aria-selected=true]")
    assert box.get_attribute(_BOX, "aria-activedescendant") == chosen.get_attribute("id")
    words = chosen.locator("span").inner_text()
    box.keyboard.press("Enter")
    box.wait_for_url("**/tra-cuu?*")
    assert box.input_value("input[name=q]") == words


def test_enter_alone_searches_for_what_was_typed(box):
    box.keyboard.press("Enter")
    box.wait_for_url("**/tra-cuu?q=ky")


def test_escape_closes_the_list_and_keeps_the_words(box):
    box.keyboard.press("Escape")
    assert not box.locator("[role=listbox]").is_visible()
    assert box.get_attribute(_BOX, "aria-expanded") == "false"
    assert box.input_value(_BOX) == "ky"


def test_the_arrow_after_the_last_suggestion_returns_to_the_box(box):
    box.keyboard.press("ArrowUp")
    box.keyboard.press("ArrowDown")
    assert box.get_attribute(_BOX, "aria-activedescendant") is None


def test_the_list_is_no_wider_than_the_screen(box):
    assert box.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_suggestion_can_be_clicked(box):
    box.click(f"{_OPTION}:has-text('Chợ Kỳ Lừa')")
    box.wait_for_url("**/tra-cuu?*")
    assert "Chợ Kỳ Lừa" in box.inner_text("h1")


def test_no_suggestions_are_loaded_in_data_saver_mode(chromium, site):
    context = chromium.new_context()
    context.add_init_script(
        "Object.defineProperty(navigator.connection, 'saveData', {value: true})"
    )
    page = context.new_page()
    page.goto(site)
    assert page.get_attribute(_BOX, "role") is None
    context.close()


def test_facets_are_collapsed_on_a_phone(chromium, site, engine, index):
    with work(engine) as session:
        make_item(session, "Chợ Bắc Sơn", kind="Sách", texts=["Chợ Kỳ Lừa, chợ Bắc Sơn"])
    index()
    context = chromium.new_context(viewport=_PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/tra-cuu?q=ky+lua")
    choice = page.locator(".narrow__choices a", has_text="Sách")
    assert not choice.is_visible()
    page.click(".narrow__switch summary")
    choice.click()
    page.wait_for_url("**loai=S*")
    assert page.locator("h2").all_inner_texts() == ["Chợ Bắc Sơn"]
    context.close()
