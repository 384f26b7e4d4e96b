"""Keys in a list: from row to row, to the search, to the next screen."""

import pytest

from library.database import work
from tests.makers import make_item


@pytest.fixture
def drafts(engine):
    """Enter more drafts than a screen shows."""
    with work(engine) as session:
        for number in range(45):
            make_item(session, f"Sổ {number:02d}", published=False)


def _focused(page):
    return page.evaluate("document.activeElement.textContent.trim()")


def test_keys_move_through_the_rows_and_open_one(open_page, drafts):
    page = open_page("/can-bo/tai-lieu?xep=title")
    for key in "jjjk":
        page.keyboard.press(key)
    assert _focused(page) == "Sổ 01"
    page.keyboard.press("Enter")
    page.wait_for_url("**/tai-lieu/*")
    assert page.title().startswith("Mô tả: Sổ 01")


def test_keys_go_to_the_search_and_to_the_next_screen(open_page, drafts):
    page = open_page("/can-bo/tai-lieu?xep=title")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("so n")  # letters in a field are letters
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    page.wait_for_url("**trang=2**")
    page.keyboard.press("j")
    assert _focused(page) == "Sổ 40"


@pytest.mark.parametrize("width", [360, 1024])
def test_a_list_fits_its_window(open_page, drafts, width):
    page = open_page("/can-bo/tai-lieu", scripts=False)
    page.set_viewport_size({"width": width, "height": 768})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
