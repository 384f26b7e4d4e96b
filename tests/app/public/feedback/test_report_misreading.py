"""Readers say that a word was misread, without a name; staff decide."""

import pytest
from sqlalchemy import func, select

from library.catalogue.cataloguing import publish
from library.catalogue.models import Page, PageText
from library.corrections.models import ReaderReport
from library.corrections.reader_reports import text_reports
from library.database import reading, work
from tests.app.scans import make_scan
from tests.makers import BY, make_item


@pytest.fixture
def page(engine, settings):
    """Shelve an open page on which a word was misread twice; give its address."""
    with work(engine) as session:
        item = make_item(session, "Quyển sổ", texts=(), published=False)
        make_scan(session, settings, item, "Chợ Kỳ Lùa, phố Kỳ Lùa xưa")
        publish(session, item, BY)
    return f"/tai-lieu/{item.id}/trang/1"


@pytest.fixture
def text(engine):
    """Give a function that returns the text of the page as it is now."""

    def look():
        with reading(engine) as session:
            return session.scalar(select(PageText.text).join(Page))

    return look


def _report(browser, page, seen="phố Kỳ Lùa", meant="phố Kỳ Lừa", status=200):
    where = f"{page}/bao-loi"
    return browser.send(where, where, {"sai": seen, "dung": meant}, status=status)


def _decide(office, act, **told):
    return office.send("/can-bo/ban-doc-bao", "/can-bo/ban-doc-bao/1", {"viec": act, **told})


def test_the_page_leads_to_the_form(browser, page):
    assert browser.visit(page).leads_to(f"{page}/bao-loi")


def test_a_reader_is_thanked_and_nothing_is_changed_yet(browser, page, text):
    assert "Cảm ơn bạn" in _report(browser, page).words
    assert "Lùa" in text()


def test_words_that_are_not_on_the_page_are_asked_for_again(browser, page):
    again = _report(browser, page, seen="chợ Đồng Đăng", status=400)
    assert again.form(f"{page}/bao-loi")["dung"] == "phố Kỳ Lừa"


@pytest.mark.parametrize("meant", ["", "phố Kỳ Lùa", "x" * 101, "số 012345678"])
def test_what_tells_nothing_or_too_much_is_refused(browser, page, meant):
    _report(browser, page, meant=meant, status=400)


def test_the_same_thing_noticed_twice_stands_once(browser, page, engine):
    _report(browser, page)
    _report(browser, page)
    with reading(engine) as session:
        assert session.scalar(select(func.count(ReaderReport.id))) == 1


def test_too_many_are_told_to_come_again_later(browser, page, monkeypatch):
    monkeypatch.setattr(text_reports, "PER_HOUR", 1)
    _report(browser, page)
    _report(browser, page, meant="phố Kỳ Lúa", status=429)


def test_staff_accept_it_and_the_page_follows(browser, office, page, text):
    _report(browser, page)
    assert "Đã sửa 1 chỗ" in _decide(office, "nhan").words
    assert text() == "Chợ Kỳ Lùa, phố Kỳ Lừa xưa"


def test_of_several_places_staff_choose(browser, office, page, text):
    _report(browser, page, "Lùa", "Lừa")
    _decide(office, "nhan", cho=["2"])
    assert text() == "Chợ Kỳ Lừa, phố Kỳ Lùa xưa"


def test_what_was_refused_is_not_asked_again(browser, office, page, text):
    _report(browser, page)
    _decide(office, "bo")
    _report(browser, page)
    assert "Không có lời báo nào" in office.visit("/can-bo/ban-doc-bao").words
    assert "phố Kỳ Lùa" in text()


def test_an_item_that_is_not_open_takes_no_reports(browser, engine, settings):
    with work(engine) as session:
        item = make_item(session, texts=(), published=False)
        make_scan(session, settings, item, "Kỳ Lùa")
    browser.visit(f"/tai-lieu/{item.id}/trang/1/bao-loi", status=404)


def test_a_report_that_is_not_there_is_not_found(browser, office, page):
    _report(browser, page)
    token = office.visit("/can-bo/ban-doc-bao").form("/can-bo/ban-doc-bao/1")["csrf_token"]
    with office.client.post("/can-bo/ban-doc-bao/77", data={"csrf_token": token}) as response:
        assert response.status_code == 404
