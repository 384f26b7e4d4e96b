"""Search page of a whole question where search by meaning is in use."""

from dataclasses import replace

import pytest

from search_index.search_service import SearchService
from tests.search_index.meaning.made_vectors import build, made_passages

_ADDRESS = "/tra-cuu?q=Dòng+sông+nào+ở+vùng+này+chảy+ngược+lên+phía+bắc"
_RIVER = "Sông này chảy ngược lên phía Trung Quốc, khác mọi dòng sông của vùng."
_LABEL = "tìm theo nghĩa"


@pytest.fixture
def river(app, settings, engine, holdings):
    """Publish an item that answers the question in other words, and open its vectors."""
    item = holdings("Sông ngòi", texts=["Lời nói đầu của sách.", _RIVER])
    build(settings, engine)
    services = app.extensions["services"]
    search = SearchService(settings, engine, made_passages(settings))
    app.extensions["services"] = replace(services, search=search)
    services.search.close()
    return item


def test_a_hit_by_meaning_says_so_and_shows_its_passage(browser, river):
    page = browser.visit(_ADDRESS)
    assert (_LABEL in page.words, _RIVER in page.words) == (True, True)
    assert "Không tài liệu nào có đủ các chữ đã gõ." in page.words
    assert any(f"/tai-lieu/{river.id}/trang/2?" in a.get("href") for a in page.all("a"))


def test_one_link_turns_it_off_and_another_on_again(browser, river):
    page = browser.visit(_ADDRESS)
    without = browser.visit(_link(page, "Chỉ tìm theo chữ"))
    assert _LABEL not in without.words
    assert _LABEL in browser.visit(_link(without, "Tìm cả theo nghĩa")).words


def test_the_choice_stays_in_the_links_of_the_page(browser, river):
    page = browser.visit(f"{_ADDRESS}&nghia=khong")
    (feed,) = page.all("link", rel="alternate", type="application/atom+xml")
    assert "nghia=khong" in feed.get("href")


def test_a_keyword_search_says_nothing_of_meaning(browser, river):
    page = browser.visit("/tra-cuu?q=sông+chảy+ngược")
    assert "theo nghĩa" not in page.words


def test_the_page_speaks_english(browser, river):
    browser.client.set_cookie("ngon-ngu", "en")
    assert "found by meaning" in browser.visit(_ADDRESS).words


def _link(page, text: str) -> str:
    return next(a.get("href") for a in page.all("a") if a.text == text)
