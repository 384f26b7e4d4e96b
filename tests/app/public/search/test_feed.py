"""Atom feed of search results."""

from xml.etree import ElementTree

import pytest

from library.database import work
from tests.makers import make_item, make_moment

_ATOM = "{http://www.w3.org/2005/Atom}"


def _feed(browser, address):
    response = browser.fetch(address)
    assert response.mimetype == "application/atom+xml"
    return ElementTree.fromstring(response.text)


@pytest.fixture
def two_items(engine, index):
    """Publish two items one day after the other."""
    with work(engine) as session:
        for title, published in (("Chợ cũ", "2026-01-01 08:00"), ("Chợ mới", "2026-01-02 08:00")):
            make_item(session, title).published = make_moment(published)
    index()


def test_the_most_recently_published_item_is_first(browser, two_items):
    feed = _feed(browser, "/tra-cuu.atom?q=cho")
    assert [title.text for title in feed.iterfind(f"{_ATOM}entry/{_ATOM}title")] == [
        "Chợ mới",
        "Chợ cũ",
    ]
    assert feed.findtext(f"{_ATOM}updated") == "2026-01-02T08:00:00Z"


@pytest.mark.parametrize("address", ["/tra-cuu.atom?q=cho", "/tra-cuu.atom?q=zzz", "/tra-cuu.atom"])
def test_a_feed_has_all_that_the_standard_asks(browser, two_items, address):
    feed = _feed(browser, address)
    for part in (feed, *feed.iterfind(f"{_ATOM}entry")):
        assert all(part.findtext(f"{_ATOM}{name}") for name in ("id", "title", "updated"))
    assert feed.findtext(f"{_ATOM}author/{_ATOM}name")
    assert {link.get("rel") for link in feed.iterfind(f"{_ATOM}link")} == {"self", "alternate"}


def test_characters_invalid_in_xml_are_removed(browser, holdings):
    holdings("Chợ & <hội>", texts=["chợ \x0b]]> phiên"])
    feed = _feed(browser, "/tra-cuu.atom?q=ch%E1%BB%A3%0B")
    assert feed.findtext(f"{_ATOM}entry/{_ATOM}title") == "Chợ & <hội>"


def test_the_results_lead_to_their_feed(browser, two_items):
    page = browser.visit("/tra-cuu?q=cho&bst=dia-chi")
    (link,) = page.all("link", type="application/atom+xml")
    assert link.get("href") == "/tra-cuu.atom?q=cho&bst=dia-chi"


def test_an_unchanged_feed_is_not_sent_again(browser, two_items):
    tag = browser.fetch("/tra-cuu.atom?q=cho").headers["ETag"]
    again = browser.fetch("/tra-cuu.atom?q=cho", headers={"If-None-Match": tag})
    assert again.status_code == 304
