"""Names of points at the time of a figure, and the names since 1 July 2025."""

from datetime import date

import pytest

from library.database import work
from points.access_points import inventory, reform_2025
from points.access_points.plan_149 import enter_plan
from points.access_points.point_names import point_names
from points.programme.old_books.point_aliases import PointAliases
from tests.makers import BY

_OLD, _NEW = "Thư viện huyện Tràng Định", "Thư viện xã Thất Khê"


@pytest.fixture
def session(engine):
    """Yield a session with the points of the plan, renamed since the reform."""
    with work(engine) as session:
        enter_plan(session, BY)
        reform_2025.rename(session, reform_2025.proposals(session), by=BY)
        yield session


def test_a_figure_has_the_name_of_its_time(session):
    names = point_names(session)
    assert names.on("trang-dinh", date(2019, 3, 15)) == _OLD
    assert names.on("trang-dinh", date(2025, 6, 30)) == _OLD
    assert names.on("trang-dinh", date(2025, 7, 1)) == _NEW


def test_a_figure_before_the_first_record_has_the_first_name(session):
    assert point_names(session).on("trang-dinh", date(2013, 1, 1)) == _OLD


def test_a_period_across_the_reform_has_both_names(session):
    names = point_names(session)
    assert names.in_year("trang-dinh", 2025) == f"{_NEW} (trước 1/7/2025 là {_OLD})"
    assert names.in_year("trang-dinh", 2024) == _OLD
    assert names.in_year("trang-dinh", 2026) == _NEW
    assert names.in_year("thu-vien-tinh", 2025) == "Thư viện tỉnh Lạng Sơn"


def test_a_placeholder_is_no_former_name(session):
    inventory.change(
        session, "xa-01", since=date(2025, 9, 1), by=BY, reason="ghi tên", name="Thư viện xã Ba Sơn"
    )
    assert point_names(session).in_year("xa-01", 2025) == "Thư viện xã Ba Sơn"


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("trang-dinh", "Xã Thất Khê"),
        ("van-lang", "Xã Na Sầm"),
        ("cao-loc", "Phường Kỳ Lừa"),
        ("chi-lang", "Xã Chi Lăng"),
        ("dinh-lap", "Xã Đình Lập"),
    ],
)
def test_a_district_library_stands_in_the_unit_that_its_seat_became(session, code, place):
    facts = inventory.point_on(session, code, date(2026, 1, 1)).facts
    assert (facts.place, facts.owner) == (place, f"UBND {place[0].lower()}{place[1:]}")


def test_nothing_is_proposed_twice(session):
    assert reform_2025.proposals(session) == ()


@pytest.mark.parametrize(
    "text",
    ["Thư viện huyện Tràng Định", "TV h. Tràng Định", "TRÀNG ĐỊNH", "trang-dinh", "tv xa that khe"],
)
def test_an_old_book_may_use_any_name_of_a_point(session, text):
    assert PointAliases(point_names(session)).find(text, date(2019, 1, 1)).code == "trang-dinh"


def test_the_provincial_library_needs_no_name_of_the_province(session):
    aliases = PointAliases(point_names(session))
    assert aliases.find("Thư viện tỉnh", date(2019, 1, 1)).code == "thu-vien-tinh"
    assert aliases.find("Toàn tỉnh", date(2019, 1, 1)).code is None


def test_one_name_of_two_points_is_not_guessed(session):
    facts = inventory.PointFacts("Thư viện xã Tràng Định", inventory.PointLevel.COMMUNE)
    inventory.enter(session, "xa-trang-dinh", facts, since=date(2025, 7, 1), by=BY)
    aliases = PointAliases(point_names(session))
    assert "có thể là" in aliases.find("Tràng Định", None).problem
    assert aliases.find("Tràng Định", date(2019, 1, 1)).code == "trang-dinh"
    assert aliases.find("xã Tràng Định", date(2026, 1, 1)).code == "xa-trang-dinh"


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("Xã Ba Sơn", "Xã Ba Sơn"),
        ("Phường Chi Lăng", "Phường Lương Văn Tri"),
        ("Huyện Tràng Định", "Xã Thất Khê"),
        ("Thành phố Lạng Sơn", "Thành phố Lạng Sơn (trước 1/7/2025)"),
        ("Hà Nội", "Hà Nội"),
        ("", ""),
    ],
)
def test_a_place_is_shown_as_it_is_today(place, shown):
    assert reform_2025.place_today(place) == shown
