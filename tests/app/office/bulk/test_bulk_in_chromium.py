"""Bulk work in Chromium with the keyboard only and without scripts."""

import pytest

from library.catalogue.models import Item
from library.database import reading, work
from tests.makers import make_item

pytestmark = pytest.mark.slow


@pytest.fixture
def item(engine):
    """Enter a draft."""
    with work(engine) as session:
        return make_item(session, "Chợ Kỳ Lừa", published=False)


def _press(page, selector):
    """Press Tab until the element of the selector has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(selector)


def _enter(page):
    """Press Enter and wait for the next page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_field_is_filled_in_with_the_keyboard_only(open_page, item, engine, scripts):
    page = open_page("/can-bo/hang-loat", scripts=scripts)
    _press(page, "#o-q")
    page.keyboard.type("cho ky lua")
    _enter(page)
    _press(page, "[name=tai-lieu]")
    page.keyboard.press("Space")
    _enter(page)
    _press(page, "#o-o")
    page.keyboard.type("Tác giả")
    _press(page, "#o-noi-dung")
    page.keyboard.type("Nông Văn A")
    _enter(page)
    _press(page, "button:text-is('Áp dụng cho 1 tài liệu')")
    _enter(page)
    page.wait_for_selector(".notice--good")
    with reading(engine) as session:
        assert session.get_one(Item, item.id).creator == "Nông Văn A"
