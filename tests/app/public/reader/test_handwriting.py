"""Handwriting in the text of a page is shown as its picture."""

import re
from html import unescape

import pytest

from app.public.reader.handwriting import with_handwriting
from library.catalogue.cataloguing import publish
from library.catalogue.models import Access, Item
from library.catalogue.text.words import HANDWRITTEN
from library.database import work
from tests.app.scans import make_scan
from tests.makers import make_item

PICTURE = re.compile(r'<img class="handwriting"[^>]* src="([^"]+)" alt="\(([^"]+)\)">')


@pytest.fixture
def form(engine, settings, index):
    """Publish a form whose first place is filled in by hand."""
    with work(engine) as session:
        item = make_item(session, "Phiếu điều tra", texts=(), published=False)
        text = f"Họ và tên: {HANDWRITTEN} Nghề: giáo viên"
        make_scan(session, settings, item, text, widths=(500,))
        publish(session, item, "kiểm thử")
    index()
    return item


def _page(browser, item, language=""):
    return browser.fetch(f"/tai-lieu/{item.id}/trang/1{language}").get_data(as_text=True)


def test_the_page_shows_the_place_written_by_hand(browser, form):
    address, label = PICTURE.search(_page(browser, form)).groups()
    assert label == "viết tay, xem ảnh"
    assert "✍ viết tay, xem ảnh" in _page(browser, form)
    answer = browser.fetch(unescape(address))
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")


def test_a_page_open_only_at_the_library_shows_no_handwriting_elsewhere(browser, engine, form):
    address = unescape(PICTURE.search(_page(browser, form))[1])
    with work(engine) as session:
        session.get(Item, form.id).access = Access.LIBRARY
    assert browser.fetch(address).status_code in (401, 403)


def test_the_label_is_translated(browser, form):
    assert PICTURE.search(_page(browser, form, "?nn=en"))[2] == "handwriting, see the picture"


def test_marks_without_places_are_words(app):
    with app.test_request_context():
        assert with_handwriting(f"Tên: {HANDWRITTEN}", ()) == "Tên: <em>(viết tay, xem ảnh)</em>"
        assert with_handwriting("Tên: Lan", ()) == "Tên: Lan"


def test_the_address_of_a_picture_cannot_leave_its_attribute(app):
    with app.test_request_context():
        html = with_handwriting(HANDWRITTEN, ('x" onerror="alert(1)',))
    assert 'onerror="' not in html
