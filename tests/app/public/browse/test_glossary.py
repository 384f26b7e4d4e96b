"""The glossary, and its words on a page of an item."""

from library.database import work
from tests.makers import make_item

_SEARCH = "/tra-cuu?q=%22l%C3%BD+tr%C6%B0%E1%BB%9Fng%22"


def test_the_glossary_lists_its_words_and_leads_to_a_search(browser):
    page = browser.visit("/tu-ngu")
    assert "lý trưởng" in page.says("dt") and page.has_link_to(_SEARCH)
    assert browser.visit("/duyet").has_link_to("/tu-ngu")


def test_words_of_a_page_are_explained_below_its_text(browser, engine):
    with work(engine) as session:
        item = make_item(session, texts=("Lý trưởng giữ địa bạ.", "Chợ phiên."))
    page = browser.visit(f"/tai-lieu/{item.id}/trang/1")
    assert "2 từ ngữ xưa trong trang" in page.words
    assert "sổ ghi ruộng đất của một xã" in page.words
    assert "từ ngữ xưa" not in browser.visit(f"/tai-lieu/{item.id}/trang/2").words


def test_meanings_are_in_english_on_english_pages(browser):
    browser.visit("/ngon-ngu/en?tiep=/tu-ngu")
    assert "village head (Nguyễn dynasty and French time)" in browser.visit("/tu-ngu").says("dd")
