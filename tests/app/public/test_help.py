"""Help page: every example query has hits."""

from urllib.parse import parse_qs, urlsplit

import pytest

from app.server.client_shares import VISIT_COOKIE


@pytest.fixture
def small_library(holdings):
    """Create two items that match all the examples."""
    holdings(
        "Chợ Kỳ Lừa",
        texts=["Chợ và lễ hội Kỳ Lừa ở Lạng Sơn, gần biên giới, qua cửa khẩu quốc tế Hữu Nghị."],
        date="2001",
    )
    holdings(
        "Kế hoạch 149/KH-UBND",
        texts=["Ngày 22 tháng 8 năm 2017, tại cửa khẩu Hữu Nghị, thành Lạng Sơn 諒山."],
        number="149/KH-UBND",
        issuing_body="Ủy ban nhân dân tỉnh Lạng Sơn",
        date="2017-08-22",
    )


def test_every_example_finds_something(browser, small_library):
    examples = browser.visit("/tro-giup").all("dl", class_="examples")
    addresses = [link.get("href") for part in examples for link in part.iter("a")]
    hits = {address: browser.visit(address).all("li", class_="answer") for address in addresses}
    assert len(hits) > 12
    assert [address for address, answers in hits.items() if not answers] == []


def test_every_example_is_shown_as_it_is_asked(browser):
    examples = browser.visit("/tro-giup").all("dl", class_="examples")
    links = [link for part in examples for link in part.iter("a")]
    queries = [parse_qs(urlsplit(link.get("href")).query)["q"][0] for link in links]
    assert queries == ["".join(link.itertext()) for link in links]


@pytest.mark.parametrize(("language", "says"), [("vi", "số ngẫu nhiên"), ("en", "random number")])
def test_the_cookie_of_a_visit_is_explained(browser, language, says):
    words = browser.visit(f"/quyen-rieng-tu?nn={language}").words
    assert VISIT_COOKIE in words
    assert says in words
