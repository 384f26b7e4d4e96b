"""Reading places show addresses and opening hours as of a day."""

from datetime import date

import pytest

from points.access_points import inventory
from points.access_points.inventory import PointFacts
from points.access_points.models import PointLevel
from points.at_library import WeekdayRange, reading_places
from tests.makers import BY

_SINCE, _MONDAY, _TET = date(2026, 1, 1), date(2026, 11, 23), date(2026, 2, 17)
_WORKDAYS = ["7:30-11:30 13:30-17:00"] * 5 + ["8:00-11:00", ""]


@pytest.fixture
def point(session):
    """Enter a point with its hours."""
    facts = PointFacts(
        "Xã Chi Lăng", PointLevel.COMMUNE, place="Xã Chi Lăng", address="Thôn Làng Đăng"
    )
    inventory.enter(session, "chi-lang", facts, since=_SINCE, by=BY)
    inventory.set_week(session, "chi-lang", _WORKDAYS, since=_SINCE, by=BY)
    return "chi-lang"


def _on(session, day):
    (place,) = reading_places(session, day)
    return place


def test_a_point_shows_its_address_and_the_hours_of_today(session, point):
    place = _on(session, _MONDAY)
    assert (place.name, place.address) == ("Xã Chi Lăng", "Thôn Làng Đăng, Xã Chi Lăng")
    assert place.today == "07:30-11:30 13:30-17:00"


def test_consecutive_days_with_the_same_hours_are_grouped(session, point):
    assert _on(session, _MONDAY).week == (
        WeekdayRange("thứ hai", "thứ sáu", "07:30-11:30 13:30-17:00"),
        WeekdayRange("thứ bảy", "thứ bảy", "08:00-11:00"),
        WeekdayRange("chủ nhật", "chủ nhật", ""),
    )


def test_an_exceptional_day_is_shown_with_its_reason(session, point):
    inventory.set_exception(session, point, _TET, "", reason="nghỉ Tết", by=BY)
    place = _on(session, _TET)
    assert (place.today, place.today_because) == ("", "nghỉ Tết")


def test_unrecorded_hours_are_not_shown_as_closed(session):
    facts = PointFacts("Phường Kỳ Lừa", PointLevel.COMMUNE)
    inventory.enter(session, "ky-lua", facts, since=_SINCE, by=BY)
    place = _on(session, _MONDAY)
    assert (place.today, place.week) == (None, ())


def test_a_point_out_of_service_is_not_listed(session, point):
    inventory.change(session, point, since=_MONDAY, by=BY, reason="sắp xếp lại", serving=False)
    assert reading_places(session, _MONDAY) == ()
