"""Readers type lines of public pages that a machine could not read well."""

import pytest
from sqlalchemy import func, select

from library import clock
from library.catalogue.cataloguing import publish
from library.catalogue.models import Access, Page, PageText
from library.corrections import text_reports
from library.corrections.models import ReaderReport
from library.database import reading, work
from tests.app.scans import make_scan
from tests.makers import BY, make_item

_OFFER = "/cung-chep"


@pytest.fixture
def page(engine, settings):
    """Create an open page of low quality with one line; return the address of its line."""
    with work(engine) as session:
        item = make_item(session, "Sổ cũ", texts=(), published=False)
        make_scan(session, settings, item, "Chơ Ky Lùa, — phố xưa").quality = 0.4
        publish(session, item, BY)
    return f"{_OFFER}/{item.id}/1"


def _type(browser, page, words, status=200):
    return browser.send(page, page, {"chu": words}, status=status)


def _reports(engine):
    with reading(engine) as session:
        columns = (ReaderReport.seen, ReaderReport.meant, ReaderReport.reader_id)
        return [tuple(row) for row in session.execute(select(*columns))]


def test_a_poor_page_is_offered_line_by_line(browser, page):
    offered = browser.visit(_OFFER)
    assert offered.form(page)["chu"] == "Chơ Ky Lùa, — phố xưa"
    assert offered.all("svg", class_="help-line__image")
    assert browser.visit("/").has_link_to(_OFFER)


@pytest.mark.parametrize(
    ("typed", "report"),
    [
        ("Chợ Kỳ Lừa, — phố xưa", ("Chơ Ky Lùa,", "Chợ Kỳ Lừa,")),
        ("Chơ Ky Lùa, phố xưa", ("Lùa, —", "Lùa,")),
        ("Chơ Ky Lùa, — phố xưa nay", ("xưa", "xưa nay")),
        ("Ôi Chơ Ky Lùa, — phố xưa", ("Chơ", "Ôi Chơ")),
    ],
)
def test_the_words_that_differ_become_a_report_without_a_name(browser, engine, page, typed, report):
    thanks = _type(browser, page, typed)
    assert "Cảm ơn bạn" in thanks.words and "đã giúp trang này 1 lần" in thanks.words
    assert _reports(engine) == [(*report, None)]


def test_a_line_that_was_read_correctly_is_no_report(browser, engine, page):
    _type(browser, page, " Chơ  Ky Lùa, — phố xưa ")
    assert _reports(engine) == []


def test_staff_accept_a_typed_line(browser, office, engine, page):
    _type(browser, page, "Chợ Kỳ Lừa, — phố xưa")
    queue = "/can-bo/ban-doc-bao"
    office.send(queue, f"{queue}/1", {"viec": "nhan"})
    with reading(engine) as session:
        assert session.scalar(select(PageText.text).join(Page)) == "Chợ Kỳ Lừa, — phố xưa"


@pytest.mark.parametrize("typed", ["", "x" * 300, "số 012345678"])
def test_a_refused_line_keeps_what_was_typed(browser, engine, page, typed):
    assert _type(browser, page, typed, status=400).form(page)["chu"] == typed
    assert _reports(engine) == []


def test_a_class_that_types_lines_leaves_room_for_reports_of_words(
    monkeypatch, browser, engine, page
):
    monkeypatch.setattr(text_reports, "MAX_OPEN_PER_PAGE", 60)
    with work(engine) as session:
        place = session.scalars(select(Page)).one()
        for number in range(59):
            typed = ReaderReport(page_id=place.id, seen="xưa", meant=f"{number}", at=clock.now())
            session.add(typed)
    report = f"/tai-lieu/{place.item_id}/trang/1/bao-loi"
    browser.send(report, report, {"sai": "xưa", "dung": "xua"})
    assert len(_reports(engine)) == 60
    _type(browser, page, "Chợ Kỳ Lừa, — phố xưa", status=429)


def test_too_many_lines_are_refused(browser, page, monkeypatch):
    monkeypatch.setattr(text_reports, "MAX_OPEN", 1)
    _type(browser, page, "Chợ Kỳ Lừa, — phố xưa")
    assert _type(browser, page, "Chợ", status=429).form(page)["chu"] == "Chợ"


@pytest.mark.parametrize("access", [Access.LIBRARY, Access.STAFF])
def test_only_pages_open_to_all_are_offered(browser, engine, page, access):
    with work(engine) as session:
        session.scalars(select(Page)).one().item.access = access
    assert "Hiện không có trang nào cần giúp" in browser.visit(_OFFER).words
    assert browser.fetch(page).status_code in (403, 404)


def test_pages_read_well_are_not_offered(browser, engine, page):
    with work(engine) as session:
        session.scalars(select(Page)).one().quality = 0.9
    assert "Hiện không có trang nào cần giúp" in browser.visit(_OFFER).words
    with reading(engine) as session:
        assert session.scalar(select(func.count(ReaderReport.id))) == 0
