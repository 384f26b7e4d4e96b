"""Readers say what is wrong in a description, without a name; staff decide."""

import unicodedata
from datetime import timedelta

import pytest
from sqlalchemy import select

from library import clock
from library.catalogue.models import Access
from library.corrections.models import DescriptionReport
from library.corrections.reader_reports import description_reports
from library.database import reading, work
from library.staff.models import AuditEntry
from tests.makers import make_item

_PILE = "/can-bo/ban-doc-bao"


@pytest.fixture
def item(engine):
    """Enter an item that readers may know of, and read at the library alone."""
    with work(engine) as session:
        return make_item(session, "Quyển sổ", creator="Ngô Thị Sĩ", access=Access.LIBRARY)


@pytest.fixture
def kept(engine):
    """Give a function that returns what readers noticed, as it is kept."""

    def look():
        with reading(engine) as session:
            return session.scalars(select(DescriptionReport)).all()

    return look


def _send(browser, item, told="Phải là Ngô Thì Sĩ", field="creator", status=200):
    where = f"/tai-lieu/{item.id}/bao-sai"
    return browser.send(where, where, {"o": field, "loi": told}, status=status)


def _decide(office, act):
    return office.send(_PILE, f"{_PILE}/mo-ta/1", {"viec": act})


def test_an_item_one_may_not_read_leads_to_the_form(browser, item):
    assert browser.visit(f"/tai-lieu/{item.id}").leads_to(f"/tai-lieu/{item.id}/bao-sai")


def test_the_fields_shown_are_offered_and_any_other(browser, item):
    offered = browser.visit(f"/tai-lieu/{item.id}/bao-sai").says("option")
    assert "Tác giả" in offered
    assert offered[-1] == "khác"
    assert not {"Nơi đọc", "Cơ quan ban hành"} & set(offered)


def test_a_reader_is_thanked(browser, item, kept):
    assert "Cảm ơn bạn" in _send(browser, item).words
    assert [(one.field, one.told) for one in kept()] == [("creator", "Phải là Ngô Thì Sĩ")]


def test_what_is_said_twice_stands_once_however_it_was_typed(browser, item, kept):
    _send(browser, item)
    _send(browser, item, unicodedata.normalize("NFD", "  Phải là\nNgô Thì Sĩ\0 "))
    assert [one.told for one in kept()] == ["Phải là Ngô Thì Sĩ"]


def test_five_hundred_letters_are_taken_however_they_were_typed(browser, item, kept):
    _send(browser, item, unicodedata.normalize("NFD", "ệ" * 500))
    assert [one.told for one in kept()] == ["ệ" * 500]


@pytest.mark.parametrize("told", ["", " \n", "ệ" * 501, "gọi 0912345678"])
def test_what_tells_nothing_or_too_much_is_asked_for_again(browser, item, kept, told):
    again = _send(browser, item, told, status=400)
    assert again.form(f"/tai-lieu/{item.id}/bao-sai")["o"] == "creator"
    assert kept() == []


def test_a_field_that_is_not_shown_counts_as_another(browser, item, kept):
    where = f"/tai-lieu/{item.id}/bao-sai"
    token = browser.visit(where).form(where)["csrf_token"]
    told = {"csrf_token": token, "o": "access", "loi": "Sách này ai cũng đọc được"}
    assert browser.client.post(where, data=told).status_code == 303
    assert [one.field for one in kept()] == [""]


def test_too_many_of_one_item_are_told_to_come_again_later(browser, item, monkeypatch):
    monkeypatch.setattr(description_reports, "PER_ITEM", 1)
    _send(browser, item)
    _send(browser, item, "Phải là năm 1920", status=429)


def test_too_many_of_all_items_are_told_to_come_again_later(browser, item, engine, monkeypatch):
    monkeypatch.setattr(description_reports, "PER_HOUR", 1)
    with work(engine) as session:
        other = make_item(session, "Quyển khác")
    _send(browser, other, field="title")
    _send(browser, item, status=429)


def test_after_an_hour_and_a_decision_there_is_room_again(browser, item, engine, monkeypatch):
    monkeypatch.setattr(description_reports, "PER_ITEM", 1)
    before = clock.now() - timedelta(hours=2)
    told = {"item_id": item.id, "field": "", "told": "x", "at": before, "state": "refused"}
    with work(engine) as session:
        session.add(DescriptionReport(**told))
    _send(browser, item)


def test_an_item_that_is_not_published_does_not_exist(browser, engine, kept):
    with work(engine) as session:
        draft, known = make_item(session, published=False), make_item(session)
    browser.visit(f"/tai-lieu/{draft.id}/bao-sai", status=404)
    where = f"/tai-lieu/{known.id}/bao-sai"
    told = {"csrf_token": browser.visit(where).form(where)["csrf_token"], "loi": "sai"}
    assert browser.client.post(f"/tai-lieu/{draft.id}/bao-sai", data=told).status_code == 404
    assert kept() == []


def test_staff_see_it_beside_the_way_to_the_description(browser, office, item):
    _send(browser, item)
    assert "1 lời báo của bạn đọc" in office.visit("/can-bo").words
    page = office.visit(_PILE)
    assert "Tác giả: Phải là Ngô Thì Sĩ" in page.words
    assert page.leads_to(f"/can-bo/tai-lieu/{item.id}")


@pytest.mark.parametrize(
    ("act", "name"), [("xong", "item.report.done"), ("bo", "item.report.refuse")]
)
def test_what_staff_decided_is_gone_from_the_desk_and_stands_in_the_trail(
    browser, office, item, engine, act, name
):
    _send(browser, item)
    assert "Không có lời báo nào" in _decide(office, act).words
    assert "lời báo của bạn đọc" not in office.visit("/can-bo").words
    with reading(engine) as session:
        trail = session.scalars(select(AuditEntry.subject).where(AuditEntry.action == name)).all()
    assert trail == [item.id]


def test_what_was_decided_is_not_asked_again(browser, office, item):
    _send(browser, item)
    _decide(office, "bo")
    _send(browser, item)
    assert "Không có lời báo nào" in office.visit(_PILE).words


def test_a_report_that_is_not_there_is_not_found(browser, office, item):
    _send(browser, item)
    token = office.visit(_PILE).form(f"{_PILE}/mo-ta/1")["csrf_token"]
    answer = office.client.post(f"{_PILE}/mo-ta/77", data={"csrf_token": token})
    assert answer.status_code == 404


def test_the_lasting_address_is_a_link_with_a_button_to_copy_it(browser, item):
    page = browser.visit(f"/tai-lieu/{item.id}")
    (place,) = (one for one in page.all("dd") if one.get("data-shared") is not None)
    assert place.find("a").get("href") == f"http://localhost/tai-lieu/{item.id}"
    assert [one.get("hidden") is not None for one in place.findall("button")] == [True, True]
