"""Reading places show addresses and opening hours as of a day."""

from datetime import date

import pytest

from library.catalogue.models import Access
from points.access_points import inventory
from points.access_points.inventory import PointFacts
from points.access_points.models import PointLevel
from points.at_library import WeekdayRange, reading_places, reads_in
from points.usage.rollups.models import ItemMonth
from tests.makers import BY, make_item

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


def test_reads_in_a_unit_are_counted_by_collection_and_small_numbers_hidden(session, point):
    point_id = inventory.point_on(session, point, _MONDAY).id
    reads = {("bao-chi", 10): 20, ("van-ban", 10): 9, ("dia-chi", 9): 2, ("dia-chi", 11): 50}
    for (collection, month), count in reads.items():
        item = make_item(session, "Tài liệu", collection=collection)
        day = date(2026, month, 1)
        counts = {"item_id": item.id, "inside": True, "point_id": point_id, "point_days": 2}
        session.add(ItemMonth(month=day, total_requests=count, **counts))
    hidden = make_item(session, "Kín", collection="bao-chi", access=Access.STAFF)
    month = {"month": date(2026, 10, 1), "inside": True, "point_id": point_id, "point_days": 2}
    session.add(ItemMonth(item_id=hidden.id, total_requests=99, **month))
    alone = {"item_id": item.id, "month": date(2026, 10, 1), "inside": True, "point_id": point_id}
    session.add(ItemMonth(total_requests=70, point_days=1, **alone))
    session.flush()
    reads, total = reads_in(session, "Xã Chi Lăng", _MONDAY)
    assert dict(reads)["bao-chi"] == "20"
    assert dict(reads)["dia-chi"] == "x"
    assert (dict(reads)["van-ban"], total) in {("x", "31"), ("9", "x")}
    assert reads_in(session, "Xã Ba Sơn", _MONDAY) == ((), "")
