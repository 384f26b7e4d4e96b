"""Indicators are pure functions, checked with a few hand-written months."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from points.programme.indicators.compute import indicator_of, indicators
from points.programme.indicators.computer_indicators import conditions_met
from points.programme.indicators.monthly_data import MonthFacts
from points.programme.indicators.registry import Evidence, usual_thresholds
from points.programme.periods import Period, year
from points.programme.problems import IndicatorNotFoundError
from points.programme.registers.entries import Entry

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


def _months(number, point="a", months=range(1, 13), **values):
    return tuple(
        MonthFacts(point=point, month=date(number, m, 1), **{**_GOOD, **values}) for m in months
    )


def _evidence(months, last_year=(), today=date(2026, 1, 10), period=None):
    return Evidence(
        period=period or year(2025),
        today=today,
        months=tuple(months),
        year_before=tuple(last_year),
        entries=(),
        requested_outside=0,
        thresholds=usual_thresholds(),
    )


def _reading(code, *months, **options):
    return indicator_of(code).compute(_evidence(*months, **options))


def test_all_fourteen_indicators_have_definition_and_source():
    assert list(indicators()) == [f"I{n}" for n in range(1, 15)]
    assert all(
        indicator.definition and indicator.source and indicator.version
        for indicator in indicators().values()
    )


def test_an_unknown_indicator_is_an_error():
    with pytest.raises(IndicatorNotFoundError, match="I14"):
        indicator_of("I15")


def test_a_point_that_meets_every_condition_exactly_is_effective():
    assert _reading("I7", _months(2025)).value == 100


@pytest.mark.parametrize(
    ("values", "failed"),
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
def test_each_condition_can_fail_alone(values, failed):
    months = _months(2025, **values)
    met = conditions_met(months, _evidence(months))
    assert [name for name, is_met in met.items() if not is_met] == [failed]


def test_a_point_that_serves_no_more_is_not_effective():
    assert _reading("I7", _months(2025, serving=False)).value == 0


def test_growth_is_given_for_all_and_for_comparable_points():
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


def test_an_unfinished_year_is_compared_up_to_its_finished_months():
    months = (*_months(2025, months=range(1, 3)), *_months(2025, months=[3], sessions=1))
    then = _months(2024, months=range(1, 3))
    assert _reading("I8", months, then, today=date(2025, 3, 2)).value == 0


def test_unknown_data_give_no_value():
    months = _months(2025, sessions=None, session_seconds=None)
    assert _reading("I1", months).value is None
    assert _reading("I6", months).value is None
    assert _reading("I8", months, _months(2024)).value is None


def test_no_evidence_at_all_raises_nothing():
    for indicator in indicators().values():
        indicator.compute(_evidence((), period=Period(date(2025, 1, 1), date(2025, 2, 1))))


def test_standards_stand_beside_what_they_adopt():
    named = [indicator.standard for indicator in indicators(date(2026, 1, 1)).values()]
    pattern = r"TCVN (\d+):\d{4} \(ISO (\d+):\d{4}\)"
    pairs = {pair for text in named for pair in re.findall(pattern, text)}
    assert pairs == {("12843", "2789"), ("11774", "11620")}


def _survey(number, fields):
    day, recorded = date(2025, 5, number), datetime(2025, 6, 1, tzinfo=UTC)
    return Entry("phieu", number, 1, "a", day, fields, False, None, recorded, "lan")


@pytest.mark.parametrize(
    ("slips", "value"),
    [
        pytest.param([(40, 30, 10)], 100 / 3, id="ten of thirty"),
        pytest.param([(40, 30, 4)], None, id="four of thirty"),
        pytest.param([(40, 30, 27)], None, id="all but three"),
        pytest.param([(40, 30, 0)], 0, id="nobody"),
        pytest.param([(40, 30, 3), (40, 30, 9)], 20, id="twelve, three of them at one point"),
    ],
)
def test_a_percentage_of_a_few_people_is_not_printed(slips, value):
    names = ("offered", "declared", "disadvantaged")
    entries = tuple(
        _survey(number, dict(zip(names, slip, strict=True)))
        for number, slip in enumerate(slips, start=1)
    )
    reading = indicator_of("I9").compute(replace(_evidence([]), entries=entries))
    assert reading.value == (None if value is None else pytest.approx(value))
    few = any(0 < slip[2] < 5 or 0 < slip[1] - slip[2] < 5 for slip in slips)
    assert all((part.value is None) is few for part in reading.parts)
