"""The remaining time is estimated from the last minutes, if possible."""

import pytest

from library.jobs.throughput import WINDOW_SECONDS, format_duration, per_minute, seconds_left


@pytest.mark.parametrize(
    ("finished", "now", "pace"),
    [
        pytest.param([], 100, None, id="nothing finished"),
        pytest.param([90, 95], 100, None, id="too few to tell"),
        pytest.param([0, 10, 20, 30], 30, 6, id="a page every ten seconds"),
        pytest.param([0, 10, 20, 30], 90, 2, id="stalled since a minute"),
        pytest.param([0, 10, 20, 30], 31 + WINDOW_SECONDS, None, id="nothing lately"),
        pytest.param([-9999, 0, 10, 20], 20, 6, id="long ago does not count"),
    ],
)
def test_pages_a_minute(finished, now, pace):
    assert per_minute(finished, now) == pace


def test_the_time_left_follows_from_the_pace_if_it_is_known():
    assert (seconds_left(10, 5), seconds_left(10, None)) == (120, None)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(5, "chưa đầy một phút"), (150, "2 phút"), (3600, "1 giờ 0 phút")],
)
def test_a_duration_is_shown_in_minutes(seconds, text):
    assert format_duration(seconds) == text
