"""Anonymous reader reports of errors in descriptions, decided by staff."""

import unicodedata
from datetime import timedelta

import pytest
from sqlalchemy import select

from library import clock
from library.catalogue.models import Access
from library.corrections import description_reports
from library.corrections.models import DescriptionReport
from library.database import reading, work
from library.staff.models import AuditEntry
from tests.app.browser import Browser
from tests.makers import make_item

_PILE = "/can-bo/ban-doc-bao"
_NAMES = "/can-bo/dia-danh/can-xem"
_UNIT = "unit:1:x-hong-phong--van-lang"


@pytest.fixture
def item(engine):
    """Create an item with a public record and library-only pages."""
    with work(engine) as session:
        return make_item(session, "Quyển sổ", creator="Ngô Thị Sĩ", access=Access.LIBRARY)


@pytest.fixture
def stored_reports(engine):
    """Return a function that returns the stored reports."""

    def look():
        with reading(engine) as session:
            return session.scalars(select(DescriptionReport)).all()

    return look


def _send(browser, item, message="Phải là Ngô Thì Sĩ", field="creator", status=200):
    where = f"/tai-lieu/{item.id}/bao-sai"
    return browser.send(where, where, {"o": field, "loi": message}, status=status)


def _decide(office, act):
    return office.send(_PILE, f"{_PILE}/mo-ta/1", {"viec": act})


def test_an_item_one_may_not_read_leads_to_the_form(browser, item):
    assert browser.visit(f"/tai-lieu/{item.id}").has_link_to(f"/tai-lieu/{item.id}/bao-sai")


def test_the_fields_shown_are_offered_and_any_other(browser, item):
    offered = browser.visit(f"/tai-lieu/{item.id}/bao-sai").says("option")
    assert "Tác giả" in offered
    assert offered[-1] == "khác"
    assert not {"Nơi đọc", "Cơ quan ban hành"} & set(offered)


def test_a_reader_is_thanked(browser, item, stored_reports):
    assert "Cảm ơn bạn" in _send(browser, item).words
    assert [(report.field, report.told) for report in stored_reports()] == [
        ("creator", "Phải là Ngô Thì Sĩ")
    ]


def test_a_repeated_report_is_stored_once(browser, item, stored_reports):
    _send(browser, item)
    _send(browser, item, unicodedata.normalize("NFD", "  Phải là\nNgô Thì Sĩ\0 "))
    assert [report.told for report in stored_reports()] == ["Phải là Ngô Thì Sĩ"]


def test_five_hundred_letters_are_accepted_composed_or_not(browser, item, stored_reports):
    _send(browser, item, unicodedata.normalize("NFD", "ệ" * 500))
    assert [report.told for report in stored_reports()] == ["ệ" * 500]


@pytest.mark.parametrize("message", ["", " \n", "ệ" * 501, "gọi 0912345678"])
def test_an_empty_too_long_or_personal_report_is_refused(browser, item, stored_reports, message):
    again = _send(browser, item, message, status=400)
    assert again.form(f"/tai-lieu/{item.id}/bao-sai")["o"] == "creator"
    assert stored_reports() == []


def test_a_hidden_field_is_stored_as_other(browser, item, stored_reports):
    where = f"/tai-lieu/{item.id}/bao-sai"
    token = browser.visit(where).form(where)["csrf_token"]
    form = {"csrf_token": token, "o": "access", "loi": "Sách này ai cũng đọc được"}
    assert browser.client.post(where, data=form).status_code == 303
    assert [report.field for report in stored_reports()] == [""]


def test_too_many_reports_of_one_item_are_refused(browser, item, monkeypatch):
    monkeypatch.setattr(description_reports, "MAX_PER_ITEM", 1)
    _send(browser, item)
    _send(browser, item, "Phải là năm 1920", status=429)


def test_too_many_reports_of_all_items_are_refused(browser, item, engine, monkeypatch):
    monkeypatch.setattr(description_reports, "MAX_OPEN", 1)
    with work(engine) as session:
        other = make_item(session, "Quyển khác")
    _send(browser, other, field="title")
    _send(browser, item, status=429)


def test_old_and_decided_reports_do_not_count_towards_the_limit(browser, item, engine, monkeypatch):
    monkeypatch.setattr(description_reports, "MAX_PER_ITEM", 1)
    two_hours_ago = clock.now() - timedelta(hours=2)
    report = {"item_id": item.id, "field": "", "told": "x", "at": two_hours_ago, "state": "refused"}
    with work(engine) as session:
        session.add(DescriptionReport(**report))
    _send(browser, item)


def test_an_item_that_is_not_published_does_not_exist(browser, engine, stored_reports):
    with work(engine) as session:
        draft, published = make_item(session, published=False), make_item(session)
    browser.visit(f"/tai-lieu/{draft.id}/bao-sai", status=404)
    where = f"/tai-lieu/{published.id}/bao-sai"
    form = {"csrf_token": browser.visit(where).form(where)["csrf_token"], "loi": "sai"}
    assert browser.client.post(f"/tai-lieu/{draft.id}/bao-sai", data=form).status_code == 404
    assert stored_reports() == []


def test_staff_see_the_report_with_a_link_to_the_description(browser, office, item):
    _send(browser, item)
    assert "1 lời báo của bạn đọc" in office.visit("/can-bo").words
    page = office.visit(_PILE)
    assert "Tác giả: Phải là Ngô Thì Sĩ" in page.words
    assert page.has_link_to(f"/can-bo/tai-lieu/{item.id}")


@pytest.mark.parametrize(
    ("act", "name"), [("xong", "item.report.done"), ("bo", "item.report.refuse")]
)
def test_a_decided_report_leaves_the_queue_and_is_in_the_audit_log(
    browser, office, item, engine, act, name
):
    _send(browser, item)
    assert "Không có lời báo nào" in _decide(office, act).words
    assert "lời báo của bạn đọc" not in office.visit("/can-bo").words
    with reading(engine) as session:
        trail = session.scalars(select(AuditEntry.subject).where(AuditEntry.action == name)).all()
    assert trail == [item.id]


def test_a_decided_report_cannot_be_decided_again(browser, office, item):
    _send(browser, item)
    _decide(office, "bo")
    _send(browser, item)
    assert "Không có lời báo nào" in office.visit(_PILE).words


def test_an_unknown_report_is_not_found(browser, office, item):
    _send(browser, item)
    token = office.visit(_PILE).form(f"{_PILE}/mo-ta/1")["csrf_token"]
    answer = office.client.post(f"{_PILE}/mo-ta/77", data={"csrf_token": token})
    assert answer.status_code == 404


def test_the_lasting_address_is_a_link_with_a_button_to_copy_it(browser, item):
    page = browser.visit(f"/tai-lieu/{item.id}")
    (place,) = (element for element in page.all("dd") if element.get("data-shared") is not None)
    assert place.find("a").get("href") == f"http://localhost/tai-lieu/{item.id}"
    assert [element.get("hidden") is not None for element in place.findall("button")] == [
        True,
        True,
    ]


@pytest.mark.slow
def test_a_flood_from_one_address_leaves_room_for_others(app, engine):
    with work(engine) as session:
        items = [make_item(session, f"Quyển {number}") for number in range(12)]
    statuses = [
        _status(app, item, f"lời {number}", "198.51.100.1") for item in items for number in range(5)
    ]
    assert statuses.count(303) == 30
    assert statuses[:5] == [303, 303, 303, 429, 429]
    assert _status(app, items[0], "lời khác", "198.51.100.2") == 303


def _status(app, item, message, address):
    browser = Browser(app)
    where = f"/tai-lieu/{item.id}/bao-sai"
    form = {**browser.visit(where).form(where), "loi": message}
    return browser.client.post(where, data=form, environ_base={"REMOTE_ADDR": address}).status_code


@pytest.fixture
def village_minutes(engine):
    """Create an item whose only page names a commune."""
    with work(engine) as session:
        return make_item(session, "Biên bản", texts=["Uỷ ban xã Hồng Phong, huyện Văn Lãng họp."])


def test_a_page_of_a_unit_leads_to_a_report_that_needs_no_words(
    browser, village_minutes, stored_reports, index
):
    index()
    form_address = f"/tai-lieu/{village_minutes.id}/bao-sai?o={_UNIT}"
    assert browser.visit("/dia-danh/x-hong-phong--van-lang").has_link_to(form_address)
    page = browser.visit(form_address)
    assert "Nhầm nơi: trang 1 không nói về Xã Hồng Phong (Văn Lãng)" in page.says("option")[0]
    assert page.form(form_address.partition("?")[0])["o"] == _UNIT
    for _ in range(2):
        assert "Cảm ơn bạn" in _send(browser, village_minutes, "", _UNIT).words
    assert [(report.field, report.told) for report in stored_reports()] == [(_UNIT, "")]


@pytest.mark.parametrize(
    "field",
    ["unit:2:x-hong-phong--van-lang", "unit:1:x-khong-co", "unit:1:<b>", "unit:01:d-van-lang"],
    ids=["no such page", "no such unit", "no identifier", "another way to write a page"],
)
def test_a_report_of_what_is_not_there_needs_words(browser, village_minutes, stored_reports, field):
    _send(browser, village_minutes, "", field, status=400)
    _send(browser, village_minutes, "sai nơi", field)
    assert [(report.field, report.told) for report in stored_reports()] == [("", "sai nơi")]


def test_a_wrong_unit_waits_among_the_names_to_be_decided(browser, office, village_minutes):
    _send(browser, village_minutes, "ở <b>Bình Gia</b>", _UNIT)
    page = office.visit(_NAMES)
    assert "Nhầm nơi: Xã Hồng Phong (Văn Lãng), trang 1: ở <b>Bình Gia</b>" in page.words
    assert page.has_link_to(f"/can-bo/tai-lieu/{village_minutes.id}/trang/1/noi")
    assert "Nhầm nơi: Xã Hồng Phong" in office.visit(_PILE).words
    assert "Bạn đọc báo" not in office.visit(f"/can-bo/tai-lieu/{village_minutes.id}").words
    answer = office.send(_NAMES, f"{_PILE}/mo-ta/1", {"viec": "xong", "ve": "noi"})
    assert answer.heading == "Địa danh cần xem"
    assert "Nhầm nơi" not in answer.words


def test_a_wrong_unit_can_be_reported_again_when_it_was_not_mended(
    browser, office, village_minutes, stored_reports
):
    _send(browser, village_minutes, "", _UNIT)
    office.send(_NAMES, f"{_PILE}/mo-ta/1", {"viec": "xong", "ve": "noi"})
    _send(browser, village_minutes, "", _UNIT)
    assert "Nhầm nơi" in office.visit(_NAMES).words
    office.send(_NAMES, f"{_PILE}/mo-ta/1", {"viec": "bo", "ve": "noi"})
    _send(browser, village_minutes, "", _UNIT)
    assert "Nhầm nơi" not in office.visit(_NAMES).words
    assert len(stored_reports()) == 1


def test_a_wrong_unit_of_a_description_stands_beside_it(browser, office, village_minutes):
    _send(browser, village_minutes, "", "unit:0:x-hong-phong--van-lang")
    words = office.visit(f"/can-bo/tai-lieu/{village_minutes.id}").words
    assert "Nhầm nơi: Xã Hồng Phong (Văn Lãng), mô tả" in words
