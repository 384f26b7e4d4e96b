"""Correcting by hand: one key for each word, no mouse, and nothing typed is lost."""

import pytest
from sqlalchemy import select

from library.catalogue.models import Page
from library.catalogue.text.words import pack, unpack
from library.database import reading, work
from library.storage.content_store import ContentStore
from tests.app.scans import make_scan
from tests.library.corrections.pages import set_lines, texts
from tests.makers import make_item

_LINES = ("Ủy ban câp tỉnh", "Lạng Sơn câp huyện", "cho câp xã")


@pytest.fixture
def address(engine, settings):
    """Shelve a page with three impossible words; give the address of its corrections."""
    with work(engine) as session:
        item = make_item(session, "Quyển sổ", texts=(), published=False)
        row = make_scan(session, settings, item, "-")
        row.words = ContentStore(settings.derivatives).put(pack(set_lines(*_LINES)))
    return f"/can-bo/tai-lieu/{item.id}/trang/1/sua"


@pytest.fixture
def lines(engine, settings):
    """Give a function that returns the lines of the page as they are now."""

    def look():
        with reading(engine) as session:
            page = session.scalars(select(Page)).one()
            return texts(unpack(ContentStore(settings.derivatives).read(page.words)))

    return look


def _save(tab):
    with tab.expect_navigation():
        tab.keyboard.press("Control+Enter")


def test_one_key_accepts_a_word_and_leads_to_the_next(seat, address, lines):
    tab = seat(address)
    for _ in _LINES:
        tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.textContent") == "Lưu"
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert lines() == ["Ủy ban cấp tỉnh", "Lạng Sơn cấp huyện", "cho cấp xã"]


def test_other_keys_choose_keep_go_on_and_take_back(seat, address, lines):
    tab = seat(address)
    second = tab.get_attribute(".word--impossible >> nth=0", "data-proposals").split("|")[1]
    for key in ("2", "0", "Backspace", "ArrowUp", "ArrowDown", "0", "ArrowDown"):
        tab.keyboard.press(key)
    _save(tab)
    assert lines() == [f"Ủy ban {second} tỉnh", "Lạng Sơn câp huyện", "cho câp xã"]
    assert tab.locator(".word--impossible").count() == 1


def test_a_line_is_typed_over_with_keys_alone(seat, address, lines):
    tab = seat(address)
    tab.keyboard.press("F2")
    tab.keyboard.type("cấp toàn")
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.textContent") == "câp"
    _save(tab)
    assert lines()[0] == "Ủy ban cấp toàn tỉnh"


def test_escape_leaves_the_line_as_it_was(seat, address, lines):
    tab = seat(address)
    tab.keyboard.press("F2")
    tab.keyboard.type("sai")
    tab.keyboard.press("Escape")
    assert tab.input_value("input[name=dong-0]") == "Ủy ban câp tỉnh"


def test_what_was_typed_is_there_again_after_the_tab_went_away(seat, address):
    tab = seat(address)
    tab.keyboard.press("Enter")
    tab.on("dialog", lambda dialog: dialog.accept())
    tab.reload()
    assert tab.input_value("input[name=dong-0]") == "Ủy ban cấp tỉnh"


def test_without_scripts_it_is_a_plain_form(seat, address, lines):
    tab = seat(address, scripts=False)
    tab.fill("input[name=dong-2]", "cho cấp xã")
    tab.click("button:has-text('Lưu') >> nth=0")
    assert lines()[2] == "cho cấp xã"
