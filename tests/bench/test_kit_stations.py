"""Stations without a line, with all kinds of faults, give the figures of a line."""

import pytest

from bench.kit_stations import simulate

pytestmark = [
    pytest.mark.slow,
    pytest.mark.sqlite("a station's database is SQLite"),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]


def test_three_stations_of_ten_days_lose_nothing(tmp_path):
    rows = list(simulate(tmp_path, stations=3, days=10, computers=1, seed=3))
    assert [row for row in rows if row.met is False] == []
