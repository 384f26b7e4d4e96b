"""The time left is told from the last minutes, and not told when nobody can know it."""

import pytest

from library.jobs.throughput import WINDOW, per_minute, seconds_left, span


@pytest.mark.parametrize(
    ("finished", "now", "pace"),
    [
        pytest.param([], 100, None, id="nothing finished"),
        pytest.param([90, 95], 100, None, id="too few to tell"),
        pytest.param([0, 10, 20, 30], 30, 6, id="a page every ten seconds"),
        pytest.param([0, 10, 20, 30], 90, 2, id="stalled since a minute"),
        pytest.param([0, 10, 20, 30], 31 + WINDOW, None, id="nothing lately"),
        pytest.param([-9999, 0, 10, 20], 20, 6, id="long ago does not count"),
    ],
)
def test_pages_a_minute(finished, now, pace):
    assert per_minute(finished, now) == pace


def test_without_a_pace_nobody_knows_how_long_it_takes():
    assert seconds_left(10, None) is None


def test_the_time_left_follows_from_the_pace():
    assert seconds_left(10, 5) == 120


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(5, "chưa đầy một phút"), (150, "2 phút"), (3600, "1 giờ 0 phút")],
)
def test_a_length_of_time_is_told_in_minutes(seconds, said):
    assert span(seconds) == said
