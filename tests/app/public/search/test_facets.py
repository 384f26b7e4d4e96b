"""Facets, filters and sort orders of results."""

import pytest


@pytest.fixture
def market(holdings):
    """Create items with different facet values."""
    holdings("Chợ Bắc Sơn", kind="Sách", date="1994", collection="dia-chi")
    holdings("Ải Chi Lăng có chợ", kind="Báo", date="2001-05-02", collection="bao-chi")
    holdings("Đình và chợ", kind="Sách", date="1886", language="fr", collection="dia-chi")


def _titles(page):
    return page.says("h2", class_="answer__title")


def test_each_facet_shows_its_number_of_items(browser, market):
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


def test_an_active_filter_can_be_removed(browser, market):
    page = browser.visit("/tra-cuu?q=cho&bst=dia-chi&thap-ky=1990")
    assert page.has_link_to("/tra-cuu?q=cho&bst=dia-chi")
    assert page.has_link_to("/tra-cuu?q=cho&thap-ky=1990")


def test_filters_without_effect_are_not_offered(browser, market):
    titles = browser.visit("/tra-cuu?q=cho").says("p", class_="narrow__title")
    assert "Quyền đọc" not in titles


@pytest.mark.parametrize(
    ("order", "first"),
    [("moi", "Ải Chi Lăng có chợ"), ("cu", "Đình và chợ"), ("nhan-de", "Ải Chi Lăng có chợ")],
)
def test_hits_have_the_requested_order(browser, market, order, first):
    assert _titles(browser.visit(f"/tra-cuu?q=cho&xep={order}"))[0] == first


def test_an_address_has_its_parameters_in_one_order(browser, market):
    page = browser.visit("/tra-cuu?xep=cu&loai=Sách&q=cho")
    (address,) = page.says("a", class_="keep__address")
    assert address.endswith("/tra-cuu?q=cho&loai=S%C3%A1ch&xep=cu")


def test_a_filter_without_words_is_a_query(browser, market):
    assert _titles(browser.visit("/tra-cuu?noi=Bắc+Sơn")) == ["Chợ Bắc Sơn"]


def test_no_results_offer_the_query_with_one_word_less(browser, market):
    page = browser.visit('/tra-cuu?q="chợ+zzzzzz"')
    assert page.has_link_to("/tra-cuu?q=ch%E1%BB%A3")


def test_no_filtered_results_offer_the_whole_library(browser, market):
    page = browser.visit("/tra-cuu?q=cho&thap-ky=1700")
    assert page.has_link_to("/tra-cuu?q=cho")
    assert "3 tài liệu" in page.words
