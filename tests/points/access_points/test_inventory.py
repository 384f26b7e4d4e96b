"""Facts of a point are dated, and earlier facts are never overwritten."""

from datetime import date

import pytest

from points.access_points import inventory
from points.access_points.inventory import PointFacts
from points.access_points.models import PointLevel
from points.access_points.problems import OpeningHoursError, PointCodeTakenError, PointNotFoundError
from tests.makers import BY

_FOUNDED, _REFORM = date(2017, 8, 22), date(2025, 7, 1)
_WORKDAYS = ["7:30-11:30 13:30-17:00"] * 5 + ["8:00-11:00", ""]


@pytest.fixture
def code(session):
    """Enter a former district library."""
    facts = PointFacts("Thư viện huyện Lộc Bình", PointLevel.DISTRICT, owner="UBND huyện Lộc Bình")
    inventory.enter(session, "loc-binh", facts, since=_FOUNDED, by=BY)
    return "loc-binh"


def _change(session, code, since, **changed):
    inventory.change(session, code, since=since, by=BY, reason="sắp xếp lại", **changed)


def _owner(session, code, day):
    return inventory.point_on(session, code, day).facts.owner


def test_a_point_survives_the_reform_with_both_its_owners(session, code):
    _change(session, code, _REFORM, owner="UBND xã Lộc Bình")
    assert _owner(session, code, date(2025, 6, 30)) == "UBND huyện Lộc Bình"
    assert _owner(session, code, _REFORM) == "UBND xã Lộc Bình"


def test_unchanged_facts_stay(session, code):
    _change(session, code, _REFORM, owner="UBND xã Lộc Bình")
    assert inventory.point_on(session, code, _REFORM).facts.level is PointLevel.DISTRICT


def test_a_correction_of_a_day_counts_and_the_error_stays_in_the_history(session, code):
    _change(session, code, _REFORM, owner="UBND xã Lộc Bính")
    _change(session, code, _REFORM, owner="UBND xã Lộc Bình")
    assert _owner(session, code, _REFORM) == "UBND xã Lộc Bình"
    assert len(inventory.history(session, code)) == 3


def test_a_late_record_counts_only_until_the_next_record(session, code):
    _change(session, code, _REFORM, owner="UBND xã Lộc Bình")
    _change(session, code, date(2020, 1, 1), owner="Phòng Văn hóa")
    assert _owner(session, code, date(2020, 1, 1)) == "Phòng Văn hóa"
    assert _owner(session, code, _REFORM) == "UBND xã Lộc Bình"


def test_the_first_record_counts_for_earlier_days(session, code):
    assert _owner(session, code, date(2013, 4, 26)) == "UBND huyện Lộc Bình"


def test_points_on_a_day_are_listed_once_each(session, code):
    _change(session, code, _REFORM, name="Thư viện Lộc Bình")
    names = [point.facts.name for point in inventory.points_on(session, _REFORM)]
    assert names == ["Thư viện Lộc Bình"]


def test_a_code_can_be_used_only_once(session, code):
    with pytest.raises(PointCodeTakenError):
        facts = PointFacts("khác", PointLevel.COMMUNE)
        inventory.enter(session, code, facts, since=_FOUNDED, by=BY)


def test_an_unknown_code_is_an_error(session):
    with pytest.raises(PointNotFoundError, match="Xem các mã ở trang"):
        inventory.point_on(session, "không-có", _FOUNDED)


def test_unrecorded_hours_are_unknown_not_closed(session, code):
    assert inventory.hours_on(session, code, _REFORM) is None


def test_a_day_of_the_week_has_its_hours(session, code):
    inventory.set_week(session, code, _WORKDAYS, since=_FOUNDED, by=BY)
    saturday, sunday = date(2026, 11, 21), date(2026, 11, 22)
    assert inventory.hours_on(session, code, saturday).minutes == 180
    assert inventory.hours_on(session, code, sunday).minutes == 0


def test_new_hours_leave_the_old_ones_to_their_time(session, code):
    inventory.set_week(session, code, _WORKDAYS, since=_FOUNDED, by=BY)
    inventory.set_week(session, code, ["8:00-10:00"] * 7, since=_REFORM, by=BY)
    assert inventory.hours_on(session, code, date(2025, 6, 30)).minutes == 450
    assert inventory.hours_on(session, code, _REFORM).minutes == 120


def test_an_exception_has_its_reason(session, code):
    inventory.set_week(session, code, _WORKDAYS, since=_FOUNDED, by=BY)
    inventory.set_exception(session, code, _REFORM, "", reason="mất điện", by=BY)
    day = inventory.hours_on(session, code, _REFORM)
    assert (day.minutes, day.exception) == (0, "mất điện")


def test_the_later_exception_of_a_day_counts(session, code):
    inventory.set_exception(session, code, _REFORM, "", reason="mất điện", by=BY)
    inventory.set_exception(session, code, _REFORM, "8:00-11:00", reason="có điện lại", by=BY)
    assert inventory.hours_on(session, code, _REFORM).minutes == 180


def test_invalid_hours_are_refused(session, code):
    with pytest.raises(OpeningHoursError):
        inventory.set_week(session, code, ["sáng"] * 7, since=_FOUNDED, by=BY)
