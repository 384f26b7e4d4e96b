"""Sharing of an item's permanent address in a browser."""

import pytest

from library.database import work
from tests.app.serving import served
from tests.makers import make_item

_HEARS = "window.shared = []; navigator.share = async (told) => window.shared.push(told.url)"


@pytest.fixture
def page(app, engine, chromium):
    """Open an item in a browser that supports copying and sharing."""
    with work(engine) as session:
        item = make_item(session, "Chợ Kỳ Lừa")
    with served(app) as site:
        context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
        context.add_init_script(_HEARS)
        tab = context.new_page()
        tab.goto(f"{site}/tai-lieu/{item.id}?q=cho")
        yield tab, f"{site}/tai-lieu/{item.id}"
        context.close()


def test_the_address_is_copied_and_shared_without_what_was_asked(page):
    tab, address = page
    tab.press("[data-copy]", "Enter")
    tab.wait_for_function("document.querySelector('[data-copy]').textContent === 'Đã chép'")
    assert tab.evaluate("navigator.clipboard.readText()") == address
    tab.press("[data-send]", "Enter")
    assert tab.evaluate("window.shared") == [address]
