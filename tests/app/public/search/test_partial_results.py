"""Results that lack a part of the index are shown as such, and refused to programs."""

import pytest

from library.errors import IndexNotAnsweringError
from search_index.results.partial_answers import note_partial_answer
from search_index.search_service import SearchService

_NOTICE = "Một phần chỉ mục đang không trả lời."


@pytest.fixture
def item(holdings, monkeypatch):
    """Publish an item, then let every answer of the index lack a part."""
    search = SearchService._search

    def search_a_part(self, request):
        note_partial_answer("thiếu 1 trong 3 mảnh")
        return search(self, request)

    monkeypatch.setattr(SearchService, "_search", search_a_part)
    return holdings("Chợ Kỳ Lừa", texts=["Ngày phiên ở xứ Lạng."])


def test_the_page_says_that_there_may_be_more(browser, item):
    words = browser.visit("/tra-cuu?q=ky+lua").words
    assert _NOTICE in words
    assert "Tìm thấy ít nhất 1 tài liệu." in words


def test_nothing_is_said_to_be_missing_from_the_library(browser, item):
    words = browser.visit("/tra-cuu?q=khong+co+chu+nay").words
    assert "Chưa thấy trong phần chỉ mục đang trả lời." in words
    assert "Không tìm thấy" not in words


def test_english_readers_are_told_too(browser, item):
    browser.client.set_cookie("ngon-ngu", "en")
    words = browser.visit("/tra-cuu?q=ky+lua").words
    assert "Part of the search index is not answering." in words
    assert "At least 1 item found" in words


def test_the_counts_of_the_whole_collection_carry_the_notice(browser, item):
    assert _NOTICE in browser.visit("/duyet").words


def test_programs_are_asked_to_come_back(browser, item):
    assert f"<subtitle>{_NOTICE}" in browser.fetch("/tra-cuu.atom?q=ky+lua").text
    _expect_no_answers(browser)


def test_programs_do_not_take_titles_for_all(browser, item, monkeypatch):
    def fail(_self, _request):
        raise IndexNotAnsweringError("không nối được")

    monkeypatch.setattr(SearchService, "_search", fail)
    _expect_no_answers(browser)


def _expect_no_answers(browser):
    for address in ("/api/v1/search?q=ky+lua", "/opds/2/tra-cuu?q=ky+lua"):
        with browser.client.get(address) as answer:
            assert answer.status_code == 503, address
    diagnostic = browser.fetch("/sru?operation=searchRetrieve&version=1.2&query=ky").text
    assert "info:srw/diagnostic/1/2<" in diagnostic
