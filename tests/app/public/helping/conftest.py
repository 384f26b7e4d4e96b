"""Fixtures for readers' help: pages with doubtful lines, and helpers at an address."""

import pytest

from library.catalogue.cataloguing import publish
from library.catalogue.text import words as word_store
from library.corrections.page_edits import edit
from library.corrections.page_edits.edit import EditContext
from library.database import work
from library.storage.stores import derivative_store
from tests.app.browser import Browser
from tests.app.public.helping.typed_lines import CORRECTED, set_lines
from tests.app.scans import make_scan
from tests.makers import BY, make_item


@pytest.fixture
def make_lines(engine, settings):
    """Return a function that makes a public page with these doubtful lines."""

    def make(*lines, title="Sổ cũ", words=None):
        with work(engine) as session:
            item = make_item(session, title, texts=(), published=False)
            page = make_scan(session, settings, item, " ".join(lines))
            page.words = derivative_store(settings).put(word_store.pack(words or set_lines(*lines)))
            page.quality = 0.4
            publish(session, item, BY)
            return page.item_id

    return make


@pytest.fixture
def correct(engine, settings):
    """Return a function by which staff correct the lines of an item's page."""

    def correct_lines(item_id, lines):
        with work(engine) as session:
            page = edit.page_of(session, item_id, 1)
            context = EditContext(session, derivative_store(settings), BY, ("vie",))
            edit.save(context, page, page.words, lines)

    return correct_lines


@pytest.fixture
def corrected_item(make_lines, correct):
    """Make a page of which staff corrected two lines; return its item."""
    words = set_lines(*CORRECTED, confidence=0.9)
    item_id = make_lines(*CORRECTED, title="Đã sửa", words=words)
    correct(item_id, dict(enumerate(CORRECTED.values())))
    return item_id


@pytest.fixture
def helper(app):
    """Return a function that returns the browser of a new helper at an address."""

    def at(address):
        browser = Browser(app)
        browser.client.environ_base["REMOTE_ADDR"] = address
        return browser

    return at
