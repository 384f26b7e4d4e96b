"""Reader in a browser: from query to citation, by mouse, by keyboard and without scripts."""

from urllib.parse import unquote_plus

import pytest
from playwright.sync_api import expect

from app.public.reader.page_view import PAGES_PER_SCREEN
from app.public.reader.view_options import View
from tests.app.public.reader.conftest import DESKTOP, PHONE

_VOICE = """
    const voice = {lang: "vi-VN", name: "An", localService: true};
    const said = [];
    window.said = said;
    Object.defineProperty(window, "speechSynthesis", {value: Object.assign(new EventTarget(), {
        getVoices: () => [voice],
        speak(words) {
            said.push(words.text);
            queueMicrotask(() => words.dispatchEvent(new Event("end")));
        },
        cancel() {},
    })});
    window.SpeechSynthesisUtterance = class extends EventTarget {
        constructor(text) { super(); this.text = text; }
    };
"""


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_question_to_three_pages_and_the_citation(chromium, site, scripts):
    context = chromium.new_context(viewport=DESKTOP, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(site)
    page.fill("main input[name=q]", "ky lua")
    page.click("main button")
    page.click("h2 a")
    page.wait_for_url("**/trang/2?*")
    assert page.locator("rect").count() == 2
    page.click("a[rel=next]")
    page.wait_for_url("**/trang/3?*")
    page.click(".citation:not(.share) summary")
    assert "tr. 3" in page.inner_text(".citation:not(.share)")
    page.click(".crumbs a")
    page.fill("#tu", "2")
    page.fill("#den", "4")
    with page.expect_download() as download:
        page.click(".downloads__part button")
    assert download.value.suggested_filename.endswith("trang 2-4.pdf")
    context.close()


def test_the_same_by_key_alone(context):
    page = context.new_page()
    page.goto("/")
    page.locator("main input[name=q]").focus()
    page.keyboard.type("ky lua")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tra-cuu?*")
    _tab_to(page, "h2 a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/trang/2?*")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/trang/3?*")
    _tab_to(page, ".citation:not(.share) summary")
    page.keyboard.press("Enter")
    assert "tr. 3" in page.inner_text(".citation:not(.share)")
    _tab_to(page, ".crumbs a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tai-lieu/*?*")
    _tab_to(page, "#den")
    page.keyboard.type("3")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith("trang 1-3.pdf")


def test_keys_handle_the_page(context, page_of):
    page = context.new_page()
    page.goto(page_of(2, "?q=ky+lua"))
    previous_width = page.locator("rect").first.bounding_box()["width"]
    page.keyboard.press("+")
    assert page.locator("rect").first.bounding_box()["width"] / previous_width == pytest.approx(
        1.5, abs=0.1
    )
    page.keyboard.press("c")
    assert page.url.endswith(page_of(2, "?q=ky+lua&phong=150&dam=1"))
    page.keyboard.press("r")
    page.wait_for_url("**xoay=90**")
    assert "phong=150" in page.url
    page.keyboard.press("t")
    page.wait_for_url("**chu=tren**")


@pytest.mark.slow
def test_letters_are_no_keys_once_a_reader_says_so(context, page_of):
    page = context.new_page()
    page.goto(page_of(2))
    page.keyboard.press("?")
    page.check("[data-keys-off]")
    page.keyboard.press("Escape")
    page.wait_for_selector(".keys-dialog", state="hidden")
    page.keyboard.press("c")
    assert not page.locator(".sheet__paper--strong").count()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/trang/3")


@pytest.mark.slow
def test_a_key_counts_while_the_box_in_the_closed_list_still_has_the_focus(context, page_of):
    page = context.new_page()
    page.goto(page_of(2))
    pressed = "new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true})"
    page.eval_on_selector("[data-keys-off]", f"box => box.dispatchEvent({pressed})")
    page.wait_for_url("**/trang/3")


def test_n_steps_from_mark_to_mark_and_then_to_the_next_page(context, page_of):
    page = context.new_page()
    page.goto(page_of(2, "?q=ky+lua"))
    page.keyboard.press("n")
    assert page.locator("rect.here").get_attribute("x") == "280"
    page.keyboard.press("n")
    page.wait_for_url("**/trang/4?q=ky+lua*")


def test_text_over_the_image_can_be_chosen_where_it_stands(context, page_of):
    page = context.new_page()
    page.goto(page_of(2, "?q=ky+lua&chu=tren"))
    word = page.locator("tspan").nth(1).bounding_box()
    mark = page.locator("rect").first.bounding_box()
    assert word["x"] == pytest.approx(mark["x"], abs=3)
    assert word["width"] == pytest.approx(mark["width"], abs=6)
    page.mouse.dblclick(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    assert page.evaluate("getSelection().toString().trim()") == "Kỳ"


@pytest.mark.slow
def test_a_chosen_passage_has_an_address(context, page_of):
    page = context.new_page()
    page.goto(page_of(4))
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.page-text__body p'))")
    page.wait_for_selector("[data-share-chosen]", state="attached")
    page.wait_for_selector(".share a[href*='q=']", state="attached")
    address = page.get_attribute(".share__address", "href")
    assert unquote_plus(address).endswith('q="Người về chợ Kỳ Lừa"')
    page.goto(address)
    assert page.locator("rect").count() == 5


@pytest.mark.slow
def test_a_swipe_turns_the_page(chromium, site, page_of):
    context = chromium.new_context(viewport=PHONE, has_touch=True, base_url=site)
    page = context.new_page()
    page.goto(page_of(2))
    page.evaluate("""() => {
        const frame = document.querySelector(".sheet__frame");
        const touch = (x) => new Touch({identifier: 1, target: frame, clientX: x, clientY: 300});
        frame.dispatchEvent(new TouchEvent("touchstart", {touches: [touch(250)], bubbles: true}));
        const lifted = {changedTouches: [touch(100)], bubbles: true};
        frame.dispatchEvent(new TouchEvent("touchend", lifted));
    }""")
    page.wait_for_url("**/trang/3")
    context.close()


@pytest.mark.slow
def test_the_strip_unrolls_as_it_is_read(context, page_of, monkeypatch):
    monkeypatch.setitem(PAGES_PER_SCREEN, View.STRIP, 2)
    page = context.new_page()
    page.goto(page_of(1, "?xem=cuon"))
    page.locator("[data-onwards]").scroll_into_view_if_needed()
    page.wait_for_selector(".strip > :nth-child(4)", state="attached")
    page.locator(".strip > :nth-child(4) .sheet").scroll_into_view_if_needed()
    page.wait_for_selector(".strip > :nth-child(5)", state="attached")
    page.wait_for_url("**/trang/4?xem=cuon")


@pytest.mark.slow
def test_a_voice_reads_the_page_and_without_one_there_is_no_button(context, page_of):
    page = context.new_page()
    page.goto(page_of(2))
    assert page.locator("[data-aloud][hidden]").count() == 1
    page.add_init_script(_VOICE)
    page.reload()
    page.click(".look__switch--more summary")
    page.click("[data-aloud]")
    page.wait_for_function("() => said.length === 1")
    assert page.evaluate("said") == ["Chợ Kỳ Lừa ngày phiên"]


@pytest.mark.slow
def test_a_reader_goes_on_where_they_stopped(context, page_of, book):
    page = context.new_page()
    page.goto(page_of(4))
    page.goto(f"/tai-lieu/{book.id}")
    page.click("[data-go-on]")
    page.wait_for_url("**/trang/4")


@pytest.mark.slow
def test_a_public_computer_remembers_no_place(context, site, page_of):
    context.add_cookies([{"name": "may", "value": "thẻ", "url": site}])
    page = context.new_page()
    page.goto(page_of(4))
    page.wait_for_load_state()
    assert page.evaluate("localStorage.getItem('doc-tiep')") is None


@pytest.mark.slow
def test_on_a_slow_line_less_is_sent_from_the_second_page_on(context, page_of):
    page = context.new_page()
    page.add_init_script(
        "Object.defineProperty(navigator.connection, 'effectiveType', {value: '3g'})"
    )
    page.goto(page_of(2))
    page.wait_for_function("() => document.cookie.includes('doan=tiet-kiem')")
    page.goto(page_of(3))
    assert page.inner_text(".budget [aria-current]").startswith("Tiết kiệm")
    assert "KB" in page.inner_text("[data-weighed]")


@pytest.mark.slow
@pytest.mark.parametrize(
    "way", ["?q=ky+lua", "?xem=hai-trang", "?xem=cuon", "?xem=anh-nho", "?xem=chu"]
)
def test_on_a_phone_nothing_is_wider_than_the_screen(chromium, site, page_of, way):
    context = chromium.new_context(viewport=PHONE, base_url=site)
    page = context.new_page()
    page.goto(page_of(2, way))
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    context.close()


@pytest.mark.slow
def test_on_paper_there_is_the_page_and_its_source(context, page_of):
    page = context.new_page()
    page.goto(page_of(2, "?q=ky+lua"))
    page.emulate_media(media="print")
    assert page.locator(".source").is_visible()
    for left_out in (".look", ".turner", ".budget", ".footer", ".sheet__marks", ".citation"):
        assert not page.locator(left_out).first.is_visible(), left_out


def _tab_to(page, wanted):
    """Press Tab until the element has the focus, as a keyboard user does."""
    for _ in range(120):
        if page.evaluate("(wanted) => document.activeElement?.matches(wanted) ?? false", wanted):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"no key leads to {wanted}")


def test_the_slider_opens_the_page_under_its_handle(context, page_of):
    page = context.new_page()
    page.goto(page_of(1))
    slider = page.get_by_label("Kéo đến trang")
    box = slider.bounding_box()
    page.mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".slider__page img")).to_have_attribute("src", page_of(3) + "/anh-nho")
    page.mouse.up()
    page.wait_for_url(f"**{page_of(3)}")


def test_the_tools_stay_when_the_page_scrolls(context, page_of):
    page = context.new_page()
    page.goto(page_of(1))
    page.evaluate("window.scrollTo(0, 500)")
    assert page.get_by_role("link", name="Trang sau").first.bounding_box()["y"] < 100


def test_at_1024_the_tools_stand_in_one_row_and_the_page_begins_near_the_top(chromium, site):
    context = chromium.new_context(viewport={"width": 1024, "height": 768}, base_url=site)
    page = context.new_page()
    page.goto("/tra-cuu?q=ky+lua")
    page.click("h2 a")
    page.wait_for_url("**/trang/2?*")
    page.evaluate("window.scrollTo(0, 0)")
    assert page.locator(".reader__tools").bounding_box()["height"] < 60
    assert page.locator(".sheet__frame").bounding_box()["y"] <= 130
    assert page.evaluate("document.documentElement.scrollWidth") <= 1024
    assert page.locator("[data-turn]").is_hidden()
    page.locator(".look__switch--more summary").press("Enter")
    page.locator("[data-strong]").press("Enter")
    assert page.locator(".sheet__paper--strong").count() == 1
    context.close()
