"""Text panel of pictures and maps on which nothing was read surely."""

import pytest

from library.catalogue.cataloguing import publish
from library.catalogue.models import PageKind
from library.database import work
from tests.app.scans import make_scan
from tests.makers import make_item


def _panel(browser, engine, settings, language="vi", page_kind=None, **description):
    """Return the text panel of an item's page on which nothing was read."""
    with work(engine) as session:
        item = make_item(session, "Cảnh núi", texts=(), published=False, **description)
        make_scan(session, settings, item, "")
        item.pages[0].kind = page_kind
        publish(session, item, "kiểm thử")
    browser.client.set_cookie("ngon-ngu", language)
    return browser.visit(f"/tai-lieu/{item.id}/trang/1").words


@pytest.mark.parametrize(
    "description",
    [
        pytest.param({"kind": "Ảnh"}, id="a kind of pictures"),
        pytest.param({"collection": "anh-ban-do", "kind": "Khác"}, id="a collection of pictures"),
        pytest.param({"kind": "Sách", "page_kind": PageKind.PLATE}, id="a plate in a book"),
    ],
)
def test_a_picture_without_words_says_so(browser, engine, settings, description):
    assert "Ảnh, không có văn bản." in _panel(browser, engine, settings, **description)


def test_a_page_of_print_without_words_is_no_picture(browser, engine, settings):
    assert "Trang này không có chữ." in _panel(browser, engine, settings, kind="Sách")


def test_the_english_page_says_so_in_english(browser, engine, settings):
    assert "A picture, without text." in _panel(browser, engine, settings, "en", kind="Ảnh")
