"""Embargoed items: readers see the record and the opening date, but no page."""

import pytest

from library.database import work
from tests.makers import make_item


@pytest.fixture
def item(engine, index):
    """Newspaper that opens in a distant year."""
    with work(engine) as session:
        item = make_item(session, "Hồi ký", texts=["Chuyện cũ."], opens="2999-01-31")
    index()
    return item


def test_the_record_says_when_it_opens(browser, item):
    page = browser.visit(f"/tai-lieu/{item.id}")
    assert any("sẽ mở từ ngày 31/1/2999" in text for text in page.says("p"))


def test_its_pages_are_refused_with_the_day(browser, item):
    page = browser.visit(f"/tai-lieu/{item.id}/trang/1", status=403)
    assert "sẽ mở từ ngày 31/1/2999" in page.html


def test_its_text_cannot_be_downloaded(app, item):
    assert app.test_client().get(f"/tai-lieu/{item.id}/tai-ve/van-ban.txt").status_code == 403


def test_an_answer_shows_the_reason_and_not_the_words(browser, item):
    assert "Chuyện cũ" not in browser.visit("/tra-cuu?q=chuy%E1%BB%87n").html


def test_staff_set_the_day_in_the_description(staff, item):
    office = staff("cataloguer")
    form = f"/can-bo/tai-lieu/{item.id}"
    office.send(form, form, {"opens": "1/2/2030"})
    assert 'value="1/2/2030"' in office.visit(form).html


def test_half_a_day_is_refused_beside_its_field(staff, item):
    office = staff("cataloguer")
    form = f"/can-bo/tai-lieu/{item.id}"
    page = office.send(form, form, {"opens": "2030"}, status=400)
    assert "không phải một ngày" in page.html
