"""Anonymous reader reports of misread words, decided by staff."""

import pytest
from sqlalchemy import func, select

from library.catalogue.cataloguing import publish
from library.catalogue.models import Page, PageText
from library.corrections import text_reports
from library.corrections.models import ReaderReport
from library.database import reading, work
from tests.app.scans import make_scan
from tests.makers import BY, make_item


@pytest.fixture
def page(engine, settings):
    """Create an open page with a word misread twice; return its address."""
    with work(engine) as session:
        item = make_item(session, "Quyển sổ", texts=(), published=False)
        make_scan(session, settings, item, "Chợ Kỳ Lùa, phố Kỳ Lùa xưa")
        publish(session, item, BY)
    return f"/tai-lieu/{item.id}/trang/1"


@pytest.fixture
def text(engine):
    """Return a function that returns the current text of the page."""

    def look():
        with reading(engine) as session:
            return session.scalar(select(PageText.text).join(Page))

    return look


def _report(browser, page, seen="phố Kỳ Lùa", correction="phố Kỳ Lừa", status=200):
    where = f"{page}/bao-loi"
    return browser.send(where, where, {"sai": seen, "dung": correction}, status=status)


def _decide(office, act, **form):
    return office.send("/can-bo/ban-doc-bao", "/can-bo/ban-doc-bao/1", {"viec": act, **form})


def test_the_page_leads_to_the_form(browser, page):
    assert browser.visit(page).has_link_to(f"{page}/bao-loi")


def test_a_reader_is_thanked_and_nothing_is_changed_yet(browser, page, text):
    assert "Cảm ơn bạn" in _report(browser, page).words
    assert "Lùa" in text()


def test_the_form_shows_the_page_and_its_lines_without_scripts(browser, page):
    form = browser.visit(f"{page}/bao-loi")
    assert "/anh/" in form.all("image")[0].get("href")
    (line,) = (a.get("href") for a in form.all("a") if "dong=0" in a.get("href"))
    chosen = browser.visit(line.partition("#")[0])
    assert any("/iiif/" in image.get("src") for image in chosen.all("img"))
    words = ["".join(box.getparent().itertext()).strip() for box in chosen.all("input", name="chu")]
    assert words == ["Chợ", "Kỳ", "Lùa,", "phố", "Kỳ", "Lùa", "xưa"]


def test_the_word_is_taken_from_the_line_and_nothing_is_lost_on_an_error(browser, page, engine):
    chosen = f"{page}/bao-loi?dong=0"
    ticked = {"dong": "0", "chu": ["3", "4", "5"]}
    again = browser.send(chosen, f"{page}/bao-loi", {**ticked, "dung": "0912345678"}, status=400)
    boxes = [box.get("value") for box in again.all("input", name="chu") if "checked" in box.attrib]
    assert boxes == ["3", "4", "5"]
    assert again.form(f"{page}/bao-loi")["dung"] == "0912345678"
    browser.send(chosen, f"{page}/bao-loi", {**ticked, "dung": "phố Kỳ Lừa"})
    with reading(engine) as session:
        assert session.query(ReaderReport).one().seen == "phố Kỳ Lùa"


def test_selected_words_choose_their_line(browser, page):
    form = browser.visit(f"{page}/bao-loi?sai=phố+Kỳ+Lùa")
    ticked = [b.get("value") for b in form.all("input", name="chu") if "checked" in b.attrib]
    assert ticked == ["3", "4", "5"]


@pytest.mark.parametrize("line", ["7", "-1", "x", "9" * 30])
def test_a_line_that_is_not_there_is_not_chosen(browser, page, line):
    assert browser.visit(f"{page}/bao-loi?dong={line}").all("input", name="chu") == []


def test_words_missing_from_the_page_are_refused(browser, page):
    again = _report(browser, page, seen="chợ Đồng Đăng", status=400)
    assert again.form(f"{page}/bao-loi")["dung"] == "phố Kỳ Lừa"


@pytest.mark.parametrize("correction", ["", "phố Kỳ Lùa", "x" * 101, "số 012345678"])
def test_an_empty_unchanged_long_or_personal_correction_is_refused(browser, page, correction):
    _report(browser, page, correction=correction, status=400)


def test_a_repeated_report_is_stored_once(browser, page, engine):
    _report(browser, page)
    _report(browser, page)
    with reading(engine) as session:
        assert session.scalar(select(func.count(ReaderReport.id))) == 1


def test_too_many_reports_are_refused(browser, page, monkeypatch):
    monkeypatch.setattr(text_reports, "MAX_OPEN", 1)
    _report(browser, page)
    _report(browser, page, correction="phố Kỳ Lúa", status=429)


def test_staff_accept_it_and_the_page_follows(browser, office, page, text):
    _report(browser, page)
    assert "Đã sửa 1 chỗ" in _decide(office, "nhan").words
    assert text() == "Chợ Kỳ Lùa, phố Kỳ Lừa xưa"


def test_of_several_places_staff_choose(browser, office, page, text):
    _report(browser, page, "Lùa", "Lừa")
    _decide(office, "nhan", cho=["2"])
    assert text() == "Chợ Kỳ Lừa, phố Kỳ Lùa xưa"


def test_a_refused_report_is_not_shown_again(browser, office, page, text):
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


def test_an_unknown_report_is_not_found(browser, office, page):
    _report(browser, page)
    token = office.visit("/can-bo/ban-doc-bao").form("/can-bo/ban-doc-bao/1")["csrf_token"]
    with office.client.post("/can-bo/ban-doc-bao/77", data={"csrf_token": token}) as response:
        assert response.status_code == 404
