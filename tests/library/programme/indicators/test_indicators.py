"""Indicators are pure: a few months written down by hand are enough to check them."""

from datetime import date

import pytest

from library.programme.indicators.compute import indicator_of, indicators
from library.programme.indicators.computer_indicators import conditions
from library.programme.indicators.monthly_data import MonthFacts
from library.programme.indicators.registry import Evidence, usual_thresholds
from library.programme.periods import Period, year
from library.programme.problems import IndicatorNotFoundError

_GOOD = {
    "level": "district",
    "serving": True,
    "planned_days": 20,
    "open_days": 16,
    "open_minutes": 9600,
    "computers": 10,
    "computers_heard": 5,
    "heard_days": 100,
    "expected_days": 200,
    "sessions": 40,
    "session_seconds": 36_000,
    "machine_seconds": 360_000,
    "line_up_seconds": 70,
    "line_down_seconds": 30,
    "confirmed": True,
}


def _months(number, point="a", months=range(1, 13), **told):
    return tuple(
        MonthFacts(point=point, month=date(number, m, 1), **{**_GOOD, **told}) for m in months
    )


def _evidence(months, before=(), today=date(2026, 1, 10), period=None):
    return Evidence(
        period=period or year(2025),
        today=today,
        months=tuple(months),
        year_before=tuple(before),
        entries=(),
        requested_outside=0,
        thresholds=usual_thresholds(),
    )


def _reading(code, *told, **more):
    return indicator_of(code).compute(_evidence(*told, **more))


def test_there_are_fourteen_and_each_says_what_it_means():
    assert list(indicators()) == [f"I{n}" for n in range(1, 15)]
    assert all(one.definition and one.source and one.version for one in indicators().values())


def test_an_unknown_indicator_is_refused_in_words():
    with pytest.raises(IndicatorNotFoundError, match="I14"):
        indicator_of("I15")


def test_a_point_that_meets_every_condition_exactly_is_effective():
    assert _reading("I7", _months(2025)).value == 100


@pytest.mark.parametrize(
    ("told", "failed"),
    [
        ({"open_days": 15}, "mở cửa"),
        ({"planned_days": None, "open_days": None}, "mở cửa"),
        ({"computers_heard": 4}, "máy hoạt động"),
        ({"line_up_seconds": 69, "line_down_seconds": 31}, "có Internet"),
        ({"line_up_seconds": 0, "line_down_seconds": 0}, "có Internet"),
        ({"sessions": 39}, "đủ lượt"),
        ({"sessions": None}, "đủ lượt"),
        ({"confirmed": False}, "xác nhận"),
    ],
)
def test_each_condition_can_fail_alone(told, failed):
    months = _months(2025, **told)
    met = conditions(months, _evidence(months))
    assert [name for name, is_met in met.items() if not is_met] == [failed]


def test_a_point_that_serves_no_more_is_not_effective():
    assert _reading("I7", _months(2025, serving=False)).value == 0


def test_growth_is_said_of_all_points_and_of_those_that_compare():
    now = (*_months(2025, sessions=106), *_months(2025, "b", range(1, 7), sessions=50))
    then = (*_months(2024, sessions=100), *_months(2024, "b", range(1, 7), sessions=10))
    reading = _reading("I8", now, then)
    amounts = {amount.label: amount.value for amount in reading.amounts}
    assert reading.value == pytest.approx(6)
    assert amounts["số điểm so sánh được"] == 1
    assert amounts["mọi điểm"] == pytest.approx((106 * 12 + 300) / (100 * 12 + 60) * 100 - 100)


def test_coverages_too_far_apart_are_not_compared():
    now, then = _months(2025), _months(2024, heard_days=60)
    reading = _reading("I8", now, then)
    assert (reading.value, "chưa so sánh được" in reading.remark) == (None, True)


def test_a_year_that_goes_on_is_compared_as_far_as_it_went():
    months = (*_months(2025, months=range(1, 3)), *_months(2025, months=[3], sessions=1))
    then = _months(2024, months=range(1, 3))
    assert _reading("I8", months, then, today=date(2025, 3, 2)).value == 0


def test_what_nobody_knows_is_not_nought():
    months = _months(2025, sessions=None, session_seconds=None)
    assert _reading("I1", months).value is None
    assert _reading("I6", months).value is None
    assert _reading("I8", months, _months(2024)).value is None


def test_no_evidence_at_all_raises_nothing():
    for one in indicators().values():
        one.compute(_evidence((), period=Period(date(2025, 1, 1), date(2025, 2, 1))))
