"""Search inside an open item, with links from match to match."""

import pytest

from app.public.reader.find_in_item import matches_from
from library.database import work
from tests.makers import make_item


@pytest.fixture
def ask(browser, book):
    """Return a function that searches inside the book from a page on."""

    def search(typed, *, here):
        response = browser.fetch(f"/tai-lieu/{book.id}/tim", query_string={"q": typed, "tu": here})
        return response.headers["Location"]

    return search


def test_the_search_leads_to_the_next_page_with_the_words(ask, page_of):
    assert ask("ky lua", here=3) == page_of(4, "?q=ky+lua#dau")


def test_after_the_last_match_the_search_starts_again(ask, page_of):
    assert ask("ky lua", here=5) == page_of(2, "?q=ky+lua#dau")


def test_decomposed_letters_are_the_same_words(ask, page_of):
    assert ask("ky\u0300 lu\u031b\u0300a", here=1).startswith(page_of(2))


@pytest.mark.parametrize("here", ["0", "-7", "x", "99999999999999999999"])
def test_a_place_that_cannot_be_is_no_error(browser, book, here):
    browser.visit(f"/tai-lieu/{book.id}/tim?q=ky+lua&tu={here}")


@pytest.mark.parametrize("typed", ["", '"', "(((", "không có"])
def test_without_a_match_the_reader_stays_on_the_page(ask, typed):
    assert "/trang/3" in ask(typed, here=3)


def test_the_page_says_when_words_are_not_in_the_book(browser, page_of):
    page = browser.visit(page_of(1, "?q=voi"))
    assert "Không tìm thấy “voi”" in page.words


def test_the_page_leads_to_the_places_before_and_after(browser, page_of):
    page = browser.visit(page_of(3, "?q=ky+lua"))
    led = [page.all("a", data_hit=way)[0].get("href") for way in ("before", "after")]
    assert led == [page_of(2, "?q=ky+lua#dau"), page_of(4, "?q=ky+lua#dau")]


def test_the_page_shows_its_number_among_the_matches(browser, page_of):
    assert "Trang có kết quả: 2/2" in browser.visit(page_of(4, "?q=ky+lua")).words


def test_a_page_without_the_words_marks_none_of_them_singly(browser, engine, index):
    with work(engine) as session:
        item = make_item(session, texts=["Chợ họp ở Kỳ Lừa.", "Cây lúa trên nương."])
    index()
    assert not browser.visit(f"/tai-lieu/{item.id}/trang/2?q=ky+lua").all("mark")
    assert browser.visit(f"/tai-lieu/{item.id}/trang/1?q=ky+lua").all("mark")


def test_the_first_mark_is_where_the_link_leads(browser, page_of):
    page = browser.visit(page_of(2, "?q=ky+lua&xem=cuon"))
    assert [mark.get("x") for mark in page.all("rect", id="dau")] == ["190"]


def test_the_link_to_a_page_holds_the_words(browser, page_of):
    page = browser.visit(page_of(2, "?q=ky+lua&xem=cuon"))
    (link,) = page.all("a", class_="share__address")
    assert link.get("href").endswith("?q=ky%20lua")
    assert browser.where(browser.fetch(link.get("href"))) == page_of(2)


def test_at_the_ends_the_links_lead_on_from_the_other_end():
    seen = matches_from((4,), order=(1, 2, 3, 4, 5), matching_pages=(2, 4))
    assert (seen.previous_match, seen.next_match) == (2, 2)
    seen = matches_from((3,), order=(1, 2, 3), matching_pages=(3,))
    assert (seen.previous_match, seen.next_match) == (3, 3)


def test_the_next_place_follows_the_order_of_reading_and_not_the_numbers():
    seen = matches_from((5,), order=(1, 4, 5, 2, 3), matching_pages=(4, 2, 3))
    assert (seen.previous_match, seen.next_match, seen.place) == (4, 2, None)


def test_of_two_open_pages_the_first_match_is_shown():
    seen = matches_from((2, 3), order=(1, 2, 3, 4), matching_pages=(1, 3, 4))
    assert (seen.previous_match, seen.next_match, seen.place) == (1, 4, 2)


def test_the_slider_marks_the_pages_with_the_words(browser, page_of):
    (marks,) = browser.visit(page_of(3, "?q=ky+lua")).all("svg", class_="slider__hits")
    assert marks.get("viewbox", marks.get("viewBox")) == "0 0 4 1"
    (path,) = marks.iter("{*}path")
    assert path.get("d") == "M1 0v1M3 0v1"
    assert not browser.visit(page_of(3)).all("svg", class_="slider__hits")
