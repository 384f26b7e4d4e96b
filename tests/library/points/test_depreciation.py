"""What state property is worth follows from its price, its year and its useful life."""

from datetime import date

import pytest

from library.points import depreciation
from library.points.models import Asset


@pytest.mark.parametrize(
    ("day", "left"),
    [
        pytest.param(date(2013, 12, 30), 12_000_000, id="before the first reckoning"),
        pytest.param(date(2013, 12, 31), 9_600_000, id="the year it came counts whole"),
        pytest.param(date(2015, 6, 1), 7_200_000, id="between two reckonings"),
        pytest.param(date(2016, 12, 31), 2_400_000, id="a year before the end"),
        pytest.param(date(2017, 12, 31), 0, id="worn off"),
        pytest.param(date(2026, 11, 25), 0, id="nothing is less than nothing"),
    ],
)
def test_a_computer_of_2013_wears_off_in_five_years(day, left):
    worth = depreciation.worth(_asset(), day)
    assert worth.left == left
    assert worth.worn == 12_000_000 - left


def test_the_life_of_a_kind_is_data_and_an_asset_may_have_its_own():
    assert depreciation.worth(_asset(kind="MÁY IN laser"), date(2026, 1, 1)).life == 5
    own = depreciation.worth(_asset(life_years=8), date(2017, 12, 31))
    assert (own.life, own.by_kind, own.left) == (8, False, 4_500_000)


def test_the_year_it_was_put_to_use_counts_when_it_is_known():
    assert depreciation.worth(_asset(used_from=2014), date(2014, 12, 31)).left == 9_600_000


@pytest.mark.parametrize(
    "unknown", [{"cost": None}, {"acquired": None}, {"kind": "quạt"}], ids=["cost", "year", "life"]
)
def test_what_is_not_known_is_not_nought(unknown):
    worth = depreciation.worth(_asset(**unknown), date(2026, 1, 1))
    assert (worth.left, worth.worn) == (None, None)


def test_that_its_years_are_over_is_known_without_a_price():
    assert depreciation.worth(_asset(cost=None), date(2018, 1, 1)).is_over
    assert not depreciation.worth(_asset(acquired=None), date(2018, 1, 1)).is_over


def test_a_part_of_a_dong_is_never_lost_at_the_end():
    assert depreciation.wear(10_000_001, 2013, 3, date(2015, 12, 31)) == 10_000_001


def test_the_source_of_the_useful_lives_is_named():
    assert "TT 23/2023/TT-BTC" in depreciation.lives().source


def _asset(**told):
    usual = {"kind": "máy tính để bàn", "acquired": date(2013, 4, 26), "cost": 12_000_000}
    return Asset(**{**usual, **told})
