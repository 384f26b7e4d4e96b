"""One who asks for little is sent little."""

import pytest

from library.catalogue.cataloguing import publish
from library.database import work
from tests.app.scans import make_scan
from tests.makers import make_item

_LITTLE = {"Save-Data": "on"}


@pytest.fixture
def book(engine, settings):
    """Enter a scanned item of three pages and return its address."""
    with work(engine) as session:
        item = make_item(session, texts=(), published=False)
        for text in ("Một", "Hai", "Ba"):
            make_scan(session, settings, item, text)
        publish(session, item, "kiểm thử")
    return f"/tai-lieu/{item.id}"


def test_the_reader_sends_the_page_in_one_small_image(browser, book):
    page = browser.visit(f"{book}/trang/2", headers=_LITTLE)
    (image,) = [image for image in page.all("img") if "/anh/" in image.get("src")]
    assert image.get("srcset") is None
    assert image.get("data-next") is None


def test_the_pages_of_an_item_are_still_led_to(browser, book):
    page = browser.visit(book, headers=_LITTLE)
    assert page.leads_to(f"{book}/trang/3")


def test_others_see_every_page_in_small(browser, book):
    images = browser.visit(f"{book}/trang/2").all("img")
    assert len([image for image in images if "/anh/" in image.get("src")]) == 4


def test_caches_are_told_that_there_are_two_forms(browser):
    assert "Save-Data" in browser.fetch("/").headers["Vary"]
