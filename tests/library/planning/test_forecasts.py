"""Forecasts: the range holds the true end of most simulated batches, and says when it cannot."""

import random
from datetime import date, timedelta

from library.planning.forecasts import WEEKS, forecast

_TODAY = date(2026, 11, 30)


def test_a_steady_pace_ends_when_arithmetic_says():
    end = forecast(100, [10] * WEEKS, _TODAY)
    assert end.expected == _TODAY + timedelta(weeks=10)
    assert end.earliest < end.expected < end.latest


def test_weeks_before_the_start_do_not_slow_the_forecast():
    assert forecast(30, [0, 0, 0, 0, 0, 10, 10, 10], _TODAY).pace == 10


def test_too_few_weeks_or_no_progress_give_no_forecast():
    assert forecast(30, [0, 0, 0, 0, 0, 0, 10, 10], _TODAY) is None
    assert forecast(30, [0] * WEEKS, _TODAY) is None
    assert forecast(30, [5, -9, 2, 1, -3, 1, 0, 1], _TODAY) is None


def test_an_erratic_pace_has_no_latest_day():
    assert forecast(500, [60, 0, 0, 0, 0, 0, 0, 0], _TODAY).latest is None


def test_the_range_holds_the_end_of_most_simulated_batches():
    chance, inside = random.Random(7), 0
    for _ in range(300):
        pace = chance.uniform(5, 30)
        spread = chance.uniform(0.2, 0.6) * pace
        week = lambda: max(0, round(chance.gauss(pace, spread)))  # noqa: B023, E731
        end = forecast(200, [week() for _ in range(WEEKS)], _TODAY)
        total, weeks = 0, 0
        while total < 200:
            total, weeks = total + week(), weeks + 1
        finished = _TODAY + timedelta(weeks=weeks)
        latest = end.latest or date.max
        inside += end.earliest <= finished <= latest + timedelta(weeks=1)
    assert inside / 300 > 0.75
