"""Reading list in the browser: kept, shared, and wiped at the end of a session."""

import pytest

pytestmark = pytest.mark.slow

_WIPE = """async () => {
    const { wipe } = await import("/static/js/kiosk/wiping.js");
    await wipe({ request: async () => null }, document);
}"""


@pytest.fixture
def listed(context, page_of, book):
    """Put a page and its book on the list."""
    page = context.new_page()
    page.goto(page_of(2))
    page.click("[data-list-add]")
    page.goto(f"/tai-lieu/{book.id}")
    page.click("[data-list-add]")
    page.goto("/danh-sach")
    page.wait_for_url("**/danh-sach?m=*")
    return page


def test_what_was_put_on_the_list_is_there(listed, book):
    assert listed.url.endswith(f"?m={book.id}:2,{book.id}")
    assert listed.locator(".list--read li").count() == 2


def test_what_is_dropped_is_gone_also_where_it_was_put_on(listed, page_of):
    listed.click("[data-list-drop] >> nth=0")
    listed.wait_for_selector(".list--read li >> nth=1", state="detached")
    listed.goto(page_of(2))
    assert listed.get_attribute("[data-list-add]", "aria-pressed") == "false"


def test_a_list_of_somebody_else_can_be_kept(context, chromium, listed, site, book):
    other = chromium.new_context(base_url=site)
    page = other.new_page()
    page.goto(listed.url)
    page.click("[data-list-take]")
    page.wait_for_selector("[data-list-shared]", state="hidden")
    page.goto("/danh-sach")
    page.wait_for_url(f"**/danh-sach?m={book.id}:2,{book.id}")
    other.close()


def test_the_end_of_a_sitting_wipes_the_list(listed):
    listed.evaluate(_WIPE)
    assert listed.evaluate("localStorage.length") == 0
