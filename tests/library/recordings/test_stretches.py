"""A recording is divided into stretches of five minutes; none is shorter than a minute."""

import pytest

from library.recordings.cues import clock_text
from library.recordings.stretches import divide

_MINUTE = 60_000


@pytest.mark.parametrize(
    ("length", "ends"),
    [
        (0, [0]),
        (4 * _MINUTE, [4]),
        (5 * _MINUTE + 59_999, [5.99998]),
        (6 * _MINUTE, [5, 6]),
        (10 * _MINUTE, [5, 10]),
        (10 * _MINUTE + 30_000, [5, 10.5]),
        (16 * _MINUTE, [5, 10, 15, 16]),
    ],
)
def test_stretches_end_each_five_minutes(length, ends):
    stretches = list(divide(length))
    assert [end / _MINUTE for _, end in stretches] == pytest.approx(ends, abs=1e-4)
    assert [begin for begin, _ in stretches] == [0, *(end for _, end in stretches[:-1])]


@pytest.mark.parametrize(("ms", "text"), [(0, "0:00"), (245_900, "4:05"), (3_845_000, "1:04:05")])
def test_times_are_written_as_players_write_them(ms, text):
    assert clock_text(ms) == text
