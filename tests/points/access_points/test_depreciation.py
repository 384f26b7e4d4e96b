"""The value of state property follows from its cost, first year and useful life."""

from datetime import date

import pytest

from library.law import law_register
from points.access_points import depreciation
from points.access_points.models import Asset


@pytest.mark.parametrize(
    ("day", "remaining"),
    [
        pytest.param(date(2013, 12, 30), 12_000_000, id="before the first reckoning"),
        pytest.param(date(2013, 12, 31), 9_600_000, id="the year it came counts whole"),
        pytest.param(date(2015, 6, 1), 7_200_000, id="between two reckonings"),
        pytest.param(date(2016, 12, 31), 2_400_000, id="a year before the end"),
        pytest.param(date(2017, 12, 31), 0, id="worn off"),
        pytest.param(date(2026, 11, 25), 0, id="nothing is less than nothing"),
    ],
)
def test_a_computer_of_2013_is_depreciated_in_five_years(day, remaining):
    worth = depreciation.asset_value(_asset(), day)
    assert worth.left == remaining
    assert worth.worn == 12_000_000 - remaining


def test_the_useful_life_comes_from_the_kind_or_from_the_asset():
    assert depreciation.asset_value(_asset(kind="MÁY IN laser"), date(2026, 1, 1)).life == 5
    own = depreciation.asset_value(_asset(life_years=8), date(2017, 12, 31))
    assert (own.life, own.by_kind, own.left) == (8, False, 4_500_000)


def test_depreciation_starts_in_the_recorded_year_of_first_use():
    assert depreciation.asset_value(_asset(used_from=2014), date(2014, 12, 31)).left == 9_600_000


@pytest.mark.parametrize(
    "unknown", [{"cost": None}, {"acquired": None}, {"kind": "quạt"}], ids=["cost", "year", "life"]
)
def test_unknown_inputs_give_an_unknown_value(unknown):
    worth = depreciation.asset_value(_asset(**unknown), date(2026, 1, 1))
    assert (worth.left, worth.worn) == (None, None)


def test_the_end_of_the_useful_life_is_known_without_a_cost():
    assert depreciation.asset_value(_asset(cost=None), date(2018, 1, 1)).is_over
    assert not depreciation.asset_value(_asset(acquired=None), date(2018, 1, 1)).is_over


def test_rounding_leaves_no_remainder_after_the_last_year():
    assert (
        depreciation.accumulated_depreciation(10_000_001, 2013, 3, date(2015, 12, 31)) == 10_000_001
    )


def test_the_source_of_the_useful_lives_is_named():
    source = law_register.fill(depreciation.useful_lives().source, date(2026, 1, 1))
    assert "Thông tư 23/2023/TT-BTC" in source


def _asset(**fields):
    usual = {"kind": "máy tính để bàn", "acquired": date(2013, 4, 26), "cost": 12_000_000}
    return Asset(**{**usual, **fields})
