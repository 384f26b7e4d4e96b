"""With letters of double size no page is wider than the screen."""

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def tab(chromium, site):
    """Open a tab that allows added styles."""
    context = chromium.new_context(
        viewport={"width": 768, "height": 1024}, base_url=site, bypass_csp=True
    )
    yield context.new_page()
    context.close()


def test_letters_twice_as_large_fit(tab, book):
    item = f"/tai-lieu/{book.id}"
    wide = {}
    for address in ("/", "/tra-cuu?q=ky+lua", item, f"{item}/trang/2", "/duyet", "/tro-giup"):
        tab.goto(address)
        tab.add_style_tag(content="html { font-size: 200% !important; }")
        wide[address] = tab.evaluate("document.documentElement.scrollWidth")
    assert {address: width for address, width in wide.items() if width > 768} == {}
