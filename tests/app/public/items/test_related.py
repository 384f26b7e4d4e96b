"""Related items."""

import pytest

from app.public.items.related import subject
from library.catalogue.models import Access
from library.catalogue.queries import records
from library.database import work
from tests.makers import make_item


def test_an_item_links_to_items_of_the_same_subject(browser, holdings):
    item = holdings("Chợ Kỳ Lừa")
    other = holdings("Phiên chợ Kỳ Lừa", texts=("Chợ Kỳ Lừa họp ngày 2, 7.",))
    assert browser.visit(f"/tai-lieu/{item.id}/gan").has_link_to(f"/tai-lieu/{other.id}")


def test_items_that_share_a_name_are_related_with_the_reason(browser, holdings):
    item = holdings("Văn Cao ở Lạng Sơn", creator="Vi Hồng", date="1990")
    holdings("Hồi ký", creator="Vi Hồng", date="1962")
    holdings("Thơ", creator="Vi Hồng", date="1991")
    holdings("Tiểu thuyết", creator="Người khác")
    page = browser.visit(f"/tai-lieu/{item.id}/gan")
    cards = page.says("li", class_="card")
    assert ["Thơ" in cards[0], "Hồi ký" in cards[1], len(cards)] == [True, True, 2]
    assert page.says("small", class_="card__reason") == ["Cùng có Vi Hồng"] * 2


def test_an_item_with_only_some_of_the_words_is_not_related(browser, holdings):
    item = holdings("Chợ Kỳ Lừa")
    holdings("Chợ huyện", texts=("Một cái chợ khác.",))
    assert browser.visit(f"/tai-lieu/{item.id}/gan").says("li", class_="card") == []


def test_an_item_is_not_related_to_itself(browser, holdings):
    item = holdings("Chợ Kỳ Lừa")
    assert browser.visit(f"/tai-lieu/{item.id}/gan").says("li", class_="card") == []


def test_hidden_items_are_not_related(browser, holdings, index, engine):
    item = holdings("Chợ Kỳ Lừa")
    holdings("Phiên chợ Kỳ Lừa", access=Access.STAFF)
    assert browser.visit(f"/tai-lieu/{item.id}/gan").says("li", class_="card") == []


def test_the_item_page_links_to_related_items(browser, holdings):
    item = holdings("Chợ Kỳ Lừa")
    assert browser.visit(f"/tai-lieu/{item.id}").has_link_to(f"/tai-lieu/{item.id}/gan")


def test_the_fragment_contains_only_cards(browser, holdings):
    item = holdings("Chợ Kỳ Lừa")
    holdings("Phiên chợ Kỳ Lừa")
    piece = browser.fetch(f"/tai-lieu/{item.id}/gan?phan=the").text
    assert piece.strip().startswith("<ul")


@pytest.mark.parametrize(
    ("title", "number", "about"),
    [
        ("Chỉ thị 11/CT-UBND về việc đón Tết", "11/CT-UBND", "đón Tết"),
        ("Chỉ thị 11/CT-UBND về đón Tết", "11/CT-UBND", "đón Tết"),
        ("Chuyện kể về Kỳ Lừa", None, "Chuyện kể về Kỳ Lừa"),
        (" ".join(["chữ"] * 40), None, " ".join(["chữ"] * 14)),
    ],
)
def test_the_subject_is_a_few_words_of_the_title(engine, title, number, about):
    with work(engine) as session:
        item = make_item(session, title, number=number)
        assert subject(records(session, (item.id,))[item.id]) == about
