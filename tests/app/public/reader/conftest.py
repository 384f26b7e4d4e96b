"""Fixtures of the reader tests: a book of five pages, and Chromium."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext

from library.catalogue.cataloguing import publish
from library.catalogue.models import Item
from library.database import work
from tests.app.scans import add_page_pdf, make_scan
from tests.app.serving import served
from tests.makers import make_item

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
TEXTS = (
    "Bìa sách",
    "Chợ Kỳ Lừa ngày phiên",
    "Đường lên biên giới",
    "Người về chợ Kỳ Lừa",
    "Trang cuối",
)


@pytest.fixture
def book(engine, settings, index) -> Item:
    """Create a scanned book of five pages; pages 2 and 4 contain words about a market."""
    with work(engine) as session:
        item = make_item(session, "Chợ Kỳ Lừa", texts=(), published=False, creator="Lan")
        for text in TEXTS:
            add_page_pdf(settings, make_scan(session, settings, item, text, widths=(500, 900)))
        publish(session, item, "kiểm thử")
    index()
    return item


@pytest.fixture
def page_of(book) -> Callable[..., str]:
    """Return a function that returns the address of a page of the book."""
    return lambda number, question="": f"/tai-lieu/{book.id}/trang/{number}{question}"


@pytest.fixture
def site(app, book) -> Iterator[str]:
    """Serve the library that contains the book."""
    with served(app) as address:
        yield address


@pytest.fixture
def context(chromium, site) -> Iterator[BrowserContext]:
    """Open a browser context that fails the test on any console message."""
    opened = chromium.new_context(viewport=DESKTOP, base_url=site)
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("weberror", lambda error: complaints.append(str(error.error)))
    yield opened
    heard = list(complaints)  # closing breaks off what is still on its way, and that is no fault
    opened.close()
    assert heard == []
