"""Public pages of access points: location, hours and visitor counts."""

from datetime import date

import pytest

from library import clock
from library.catalogue.models import Access
from library.database import work
from points.access_points import inventory
from points.access_points.plan_149 import enter_plan
from points.programme.overviews.public_profile import public_profile
from points.programme.registers import entries
from points.programme.registers.schema import register_of
from points.usage.rollups.models import PointMonth
from tests.makers import BY, make_item

_PAGE = "/diem-truy-nhap/loc-binh"
_ZEROS = dict.fromkeys(
    (
        "doubtful_sessions",
        "session_seconds",
        "active_seconds",
        "machine_seconds",
        "line_up_seconds",
        "line_down_seconds",
        "help_requests",
        "computer_days",
    ),
    0,
)


@pytest.fixture
def points(engine):
    """Create the points; Lộc Bình has hours and a service."""
    with work(engine) as session:
        enter_plan(session, BY)
        inventory.set_week(session, "loc-binh", ["8:00-11:00"] * 7, since=date(2020, 1, 1), by=BY)
        service = {"name": "Tra cứu luật", "free": True}
        for code in ("loc-binh", "bac-son"):
            entries.enter(
                session,
                register_of("dich-vu"),
                point=code,
                day=date(2020, 1, 1),
                details={**service, "name": f"{service['name']} {code}"},
                by=BY,
            )


def _use(session, sessions):
    point = inventory.point_on(session, "loc-binh", date(2026, 1, 1))
    for month, count in sessions.items():
        session.add(
            PointMonth(point_id=point.id, month=date(2025, month, 1), sessions=count, **_ZEROS)
        )
    session.flush()


def test_every_point_is_listed_and_leads_to_its_page(browser, points):
    assert browser.visit("/diem-truy-nhap").has_link_to(_PAGE)


def test_a_point_shows_its_hours_and_its_own_services(browser, points):
    words = browser.visit(_PAGE).words
    assert "08:00-11:00" in words
    assert "Tra cứu luật loc-binh" in words
    assert "bac-son" not in words


def test_hours_nobody_recorded_are_not_called_closed(browser, points):
    words = browser.visit("/diem-truy-nhap/bac-son").words
    assert "chưa rõ giờ" in words
    assert "đóng cửa" not in words


def test_an_exception_is_shown_with_its_reason(browser, engine, points):
    with work(engine) as session:
        inventory.set_exception(session, "loc-binh", clock.today(), "", reason="mất điện", by=BY)
    assert "đóng cửa mất điện" in browser.visit(_PAGE).words


def test_small_counts_and_their_complements_are_hidden(session):
    enter_plan(session, BY)
    _use(session, {1: 3, 2: 40, 3: 7, 4: 0})
    shown = public_profile(session, "loc-binh", date(2026, 1, 5))
    texts = {column.month.month: column.text for column in shown.months}
    assert (texts[1], texts[2], texts[4], texts[5]) == ("x", "40", "0", "…")
    assert "x" in (texts[3], shown.total)


def test_an_unknown_point_is_not_found(browser, points):
    browser.visit("/diem-truy-nhap/khong-co", status=404)


@pytest.mark.parametrize("address", ["/diem-truy-nhap", _PAGE])
def test_the_pages_are_available_in_english(browser, points, address):
    browser.client.set_cookie("ngon-ngu", "en")
    browser.visit(address)


def test_pictures_of_an_event_are_shown_when_anybody_may_read_them(browser, points, engine):
    with work(engine) as session:
        shown, hidden = make_item(session, "Ngày hội"), make_item(session, "Nội bộ")
        hidden.access = Access.LIBRARY
        event = {"name": "Ngày hội", "kind": "sự kiện", "pictures": f"{shown.id}, {hidden.id}"}
        entries.enter(
            session,
            register_of("su-kien"),
            point="loc-binh",
            day=clock.today(),
            details=event,
            by=BY,
        )
    page = browser.visit(_PAGE)
    assert page.has_link_to(f"/tai-lieu/{shown.id}")
    assert not page.has_link_to(f"/tai-lieu/{hidden.id}")


def test_points_without_a_name_are_only_counted(browser, office, points):
    page = browser.visit("/diem-truy-nhap")
    assert "chưa ghi tên)" not in page.words
    assert "Còn 10 điểm trong kế hoạch chưa ghi tên" in page.words
    browser.visit("/diem-truy-nhap/xa-01", status=404)
    assert "Thư viện xã thứ 1 (chưa ghi tên)" in office.visit("/can-bo/diem").words


def test_a_point_that_got_its_name_is_shown(browser, engine, points):
    with work(engine) as session:
        name = "Thư viện xã Ba Sơn"
        inventory.change(session, "xa-01", since=date(2020, 1, 1), by=BY, reason="tên", name=name)
    assert browser.visit("/diem-truy-nhap/xa-01").heading == name
    assert "Còn 9 điểm" in browser.visit("/diem-truy-nhap").words


def test_an_abolished_place_is_not_shown_as_one_of_today(browser, points):
    small = browser.visit("/diem-truy-nhap").says("small")
    assert small[1:3] == ["Thành phố Lạng Sơn (trước 1/7/2025)", "Xã Thất Khê"]
    words = browser.visit("/diem-truy-nhap/thu-vien-tinh").words
    assert "Thành phố Lạng Sơn (trước 1/7/2025)" in words


def test_a_point_shows_its_telephone_and_its_services_in_english(browser, engine, points):
    with work(engine) as session:
        inventory.change(
            session, "loc-binh", since=date(2021, 1, 1), by=BY, reason="-", phone="0205 3840 123"
        )
        details = {"name": "Truy nhập Internet", "english": "Internet access", "free": True}
        entries.enter(
            session,
            register_of("dich-vu"),
            point="loc-binh",
            day=date(2020, 1, 1),
            details=details,
            by=BY,
        )
    assert browser.visit(_PAGE).has_link_to("tel:02053840123")
    assert "Truy nhập Internet" in browser.visit(_PAGE).words
    browser.visit("/ngon-ngu/en?tiep=/")
    assert "Internet access free of charge" in browser.visit(_PAGE).words
