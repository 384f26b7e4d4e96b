"""Searches while the index is damaged and being rebuilt."""

from collections.abc import Callable

import pytest

from library.catalogue.models import Access
from library.database import work
from search_index.index import sync
from tests.makers import make_item
from tests.search_index.makers import damage_file

_NOTICE = "Hiện chưa tìm được trong các trang, chỉ tìm được theo nhan đề. Xin tìm lại sau ít phút."


@pytest.fixture
def damage(settings) -> Callable[[], None]:
    """Return a function that damages the index."""

    def overwrite() -> None:
        for file in settings.index.glob("*/*.store"):
            damage_file(file)

    return overwrite


@pytest.fixture
def item(holdings, browser, damage):
    """Publish an item, search once, and damage the index under the open reader."""
    item = holdings("Chợ Kỳ Lừa", texts=["Ngày phiên ở xứ Lạng."], number="149/KH-UBND")
    browser.visit("/tra-cuu?q=xu+lang")
    damage()
    return item


@pytest.mark.parametrize("typed", ["cho ky lua", "Kỳ Lừa", "149/KH-UBND"])
def test_titles_and_numbers_are_found_under_a_notice(browser, item, typed):
    page = browser.visit(f"/tra-cuu?q={typed}")
    assert page.says("h2") == ["Chợ Kỳ Lừa"]
    assert _NOTICE in page.words


def test_words_of_pages_are_not_said_to_be_missing(browser, item):
    words = browser.visit("/tra-cuu?q=xu+lang").words
    assert _NOTICE in words
    assert "Không tìm thấy" not in words


def test_the_feed_has_titles_and_the_notice(browser, item):
    feed = browser.fetch("/tra-cuu.atom?q=ky+lua").text
    assert f"<subtitle>{_NOTICE}</subtitle>" in feed
    assert "<title>Chợ Kỳ Lừa</title>" in feed


def test_the_item_says_that_its_pages_cannot_be_searched_now(browser, item):
    words = browser.visit(f"/tai-lieu/{item.id}?q=xu+lang").words
    assert _NOTICE in words
    assert "0 trang" not in words


def test_the_reader_says_so_too_and_still_marks_the_words(browser, item):
    page = browser.visit(f"/tai-lieu/{item.id}/tim?q=xu+lang")
    assert "Hiện chưa tìm được trong tài liệu" in page.words
    assert "xứ" in " ".join(page.says("mark"))


@pytest.mark.parametrize("address", ["/duyet", "/tra-cuu?bst=dia-chi"])
def test_counts_come_from_the_descriptions(browser, item, address):
    words = browser.visit(address).words
    assert _NOTICE in words
    assert "1 tài liệu" in words


def test_suggestions_go_on(browser, item):
    assert "Chợ Kỳ Lừa" in browser.fetch("/goi-y?q=cho+ky").text


def test_items_for_staff_stay_hidden(browser, engine, item):
    with work(engine) as session:
        make_item(session, "Chợ mật", access=Access.STAFF)
    assert "Chợ mật" not in browser.visit("/tra-cuu?q=cho").words


def test_bulk_work_is_refused_rather_than_done_on_nothing(staff, item):
    page = staff("administrator").visit("/can-bo/hang-loat?q=xu+lang", status=503)
    assert "Chỉ mục tìm kiếm bị hỏng" in page.words
    assert "diachi index rebuild" in page.words  # an order, which readers do not see


def test_the_full_search_is_back_after_the_rebuild(browser, engine, settings, item):
    browser.visit("/tra-cuu?q=xu+lang")
    sync.drain(settings, engine)
    page = browser.visit("/tra-cuu?q=xu+lang")
    assert page.says("h2") == ["Chợ Kỳ Lừa"]
    assert _NOTICE not in page.words


def test_an_empty_library_is_not_said_to_be_rebuilt(browser):
    assert _NOTICE not in browser.visit("/tra-cuu?q=cho").words
