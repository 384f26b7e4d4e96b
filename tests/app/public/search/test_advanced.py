"""Advanced search form."""

from urllib.parse import urlencode

import pytest


@pytest.fixture
def market(holdings):
    """Create two items that only a precise query distinguishes."""
    holdings("Chợ đêm", texts=["Chợ đêm Kỳ Lừa, có hát."], date="2001")
    holdings("Chợ phiên", texts=["Chợ phiên Đồng Đăng."], creator="Ngô Thì Sĩ", date="1886")


def test_an_empty_form_is_shown_again(browser):
    assert browser.visit("/tra-cuu/nang-cao?tat-ca=+").heading == "Tra cứu nâng cao"


@pytest.mark.parametrize(
    ("filled", "title"),
    [
        ({"tat-ca": "chợ", "khong-co": "đêm"}, "Chợ phiên"),
        ({"nguyen-cum": "chợ đêm"}, "Chợ đêm"),
        ({"mot-trong": "Kỳ Lừa, Chi Lăng"}, "Chợ đêm"),
        ({"nhan-de": "chợ phiên"}, "Chợ phiên"),
        ({"tac-gia": "Ngô Thì Sĩ", "tat-ca": "chợ"}, "Chợ phiên"),
        ({"tat-ca": "chợ", "den-nam": "1900"}, "Chợ phiên"),
        ({"noi-chon": "Đồng Đăng"}, "Chợ phiên"),
        ({"tat-ca": 'chợ ") (', "khong-co": 'đêm "'}, "Chợ phiên"),
    ],
)
def test_a_filled_form_becomes_a_query(browser, market, filled, title):
    page = browser.visit(f"/tra-cuu/nang-cao?{urlencode(filled)}")
    assert page.says("h2", class_="answer__title") == [title]


def test_the_form_leads_to_an_address_that_lasts(browser):
    response = browser.fetch("/tra-cuu/nang-cao?tat-ca=cho&tu-nam=1990&bst=dia-chi&so=")
    assert response.headers["Location"] == "/tra-cuu?q=cho+n%C4%83m:1990..&bst=dia-chi"
