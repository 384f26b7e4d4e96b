"""Readers narrow, widen and reorder what was found, and can come back to it."""

import pytest


@pytest.fixture
def market(holdings):
    """Enter items that differ in what an answer can be narrowed by."""
    holdings("Chợ Bắc Sơn", kind="Sách", date="1994", collection="dia-chi")
    holdings("Ải Chi Lăng có chợ", kind="Báo", date="2001-05-02", collection="bao-chi")
    holdings("Đình và chợ", kind="Sách", date="1886", language="fr", collection="dia-chi")


def _titles(page):
    return page.says("h2", class_="answer__title")


def test_each_facet_says_how_many_items_it_would_leave(browser, market):
    choices = browser.visit("/tra-cuu?q=cho").says("ul", class_="narrow__choices")
    assert "Sách 2 Báo 1" in choices
    assert "2000–2009 1 1990–1999 1 1880–1889 1" in choices


@pytest.mark.parametrize(
    ("narrowed", "titles"),
    [
        ("loai=Báo", {"Ải Chi Lăng có chợ"}),
        ("thap-ky=1990", {"Chợ Bắc Sơn"}),
        ("noi=Bắc+Sơn", {"Chợ Bắc Sơn"}),
        ("tieng=fr", {"Đình và chợ"}),
        ("bst=dia-chi&thap-ky=1880", {"Đình và chợ"}),
        ("thap-ky=xưa", {"Chợ Bắc Sơn", "Ải Chi Lăng có chợ", "Đình và chợ"}),
    ],
)
def test_facets_combine(browser, market, narrowed, titles):
    assert set(_titles(browser.visit(f"/tra-cuu?q=cho&{narrowed}"))) == titles


def test_what_was_chosen_can_be_taken_away(browser, market):
    page = browser.visit("/tra-cuu?q=cho&bst=dia-chi&thap-ky=1990")
    assert page.leads_to("/tra-cuu?q=cho&bst=dia-chi")
    assert page.leads_to("/tra-cuu?q=cho&thap-ky=1990")


def test_what_would_leave_everything_is_not_offered(browser, market):
    titles = browser.visit("/tra-cuu?q=cho").says("p", class_="narrow__title")
    assert "Quyền đọc" not in titles


@pytest.mark.parametrize(
    ("order", "first"),
    [("moi", "Ải Chi Lăng có chợ"), ("cu", "Đình và chợ"), ("nhan-de", "Ải Chi Lăng có chợ")],
)
def test_answers_stand_in_the_order_asked_for(browser, market, order, first):
    assert _titles(browser.visit(f"/tra-cuu?q=cho&xep={order}"))[0] == first


def test_an_address_says_everything_in_one_order(browser, market):
    page = browser.visit("/tra-cuu?xep=cu&loai=Sách&q=cho")
    (kept,) = page.says("a", class_="keep__address")
    assert kept.endswith("/tra-cuu?q=cho&loai=S%C3%A1ch&xep=cu")


def test_a_facet_alone_is_a_question(browser, market):
    assert _titles(browser.visit("/tra-cuu?noi=Bắc+Sơn")) == ["Chợ Bắc Sơn"]


def test_nothing_found_offers_the_question_with_a_word_less(browser, market):
    page = browser.visit('/tra-cuu?q="chợ+zzzzzz"')
    assert page.leads_to("/tra-cuu?q=ch%E1%BB%A3")


def test_nothing_found_where_it_was_narrowed_offers_the_whole_library(browser, market):
    page = browser.visit("/tra-cuu?q=cho&thap-ky=1700")
    assert page.leads_to("/tra-cuu?q=cho")
    assert "3 tài liệu" in page.words
