"""Correction in Chromium with the keyboard only."""

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
    """Enter a page with three impossible words; return the address of its editor."""
    with work(engine) as session:
        item = make_item(session, "Quyển sổ", texts=(), published=False)
        row = make_scan(session, settings, item, "-")
        row.words = ContentStore(settings.derivatives).put(pack(set_lines(*_LINES)))
    return f"/can-bo/tai-lieu/{item.id}/trang/1/sua"


@pytest.fixture
def lines(engine, settings):
    """Return a function that reads the current lines of the page."""

    def read_now():
        with reading(engine) as session:
            page = session.scalars(select(Page)).one()
            return texts(unpack(ContentStore(settings.derivatives).read(page.words)))

    return read_now


def _save(tab):
    with tab.expect_navigation():
        tab.keyboard.press("Control+Enter")


def test_one_key_accepts_a_word_and_moves_to_the_next(open_page, address, lines):
    tab = open_page(address)
    for _ in _LINES:
        tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.textContent") == "Lưu"
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert lines() == ["Ủy ban cấp tỉnh", "Lạng Sơn cấp huyện", "cho cấp xã"]


def test_other_keys_choose_keep_skip_and_undo(open_page, address, lines):
    tab = open_page(address)
    second = tab.get_attribute(".word--impossible >> nth=0", "data-proposals").split("|")[1]
    for key in ("2", "0", "Backspace", "ArrowUp", "ArrowDown", "0", "ArrowDown"):
        tab.keyboard.press(key)
    _save(tab)
    assert lines() == [f"Ủy ban {second} tỉnh", "Lạng Sơn câp huyện", "cho câp xã"]
    assert tab.locator(".word--impossible").count() == 1


def test_a_line_is_edited_with_the_keyboard_only(open_page, address, lines):
    tab = open_page(address)
    tab.keyboard.press("F2")
    tab.keyboard.type("cấp toàn")
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.textContent") == "câp"
    _save(tab)
    assert lines()[0] == "Ủy ban cấp toàn tỉnh"


def test_escape_leaves_the_line_as_it_was(open_page, address, lines):
    tab = open_page(address)
    tab.keyboard.press("F2")
    tab.keyboard.type("sai")
    tab.keyboard.press("Escape")
    assert tab.input_value("input[name=dong-0]") == "Ủy ban câp tỉnh"


def test_typed_text_is_restored_after_the_tab_was_closed(open_page, address):
    tab = open_page(address)
    tab.keyboard.press("Enter")
    tab.on("dialog", lambda dialog: dialog.accept())
    tab.reload()
    assert tab.input_value("input[name=dong-0]") == "Ủy ban cấp tỉnh"


def test_without_scripts_it_is_a_plain_form(open_page, address, lines):
    tab = open_page(address, scripts=False)
    tab.fill("input[name=dong-2]", "cho cấp xã")
    tab.click("button:has-text('Lưu') >> nth=0")
    assert lines()[2] == "cho cấp xã"
