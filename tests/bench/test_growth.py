"""Growth without a known reason is named, and nothing else."""

import pytest

from bench.growth import unexplained


def _year(name, *values):
    return [{name: value} for value in values]


@pytest.mark.parametrize(
    ("name", "values", "is_named"),
    [
        pytest.param("tmp files", (0, 0, 50, 50, 100, 100, 150, 150), True, id="left files"),
        pytest.param("help_call rows", (5, 9, 20, 30, 60, 90, 99, 120), True, id="unpruned rows"),
        pytest.param("page rows", (5, 9, 20, 30, 60, 90, 99, 120), False, id="deliveries"),
        pytest.param("WAL MB", (4, 4, 4, 4, 4, 4, 4, 4), False, id="constant"),
        pytest.param("site: RSS MB", (90, 160, 161, 160, 162, 163, 165, 164), False, id="warm-up"),
        pytest.param("site: RSS MB", (90, 160, 170, 180, 190, 210, 230, 250), True, id="leak"),
        pytest.param("segments of the index", (3, 5, 4, 6, 5, 7, 6, 6), False, id="merged"),
    ],
)
def test_growth_without_a_reason_is_named(name, values, is_named):
    assert bool(list(unexplained(_year(name, *values)))) is is_named


def test_a_measurement_that_begins_late_counts_from_nothing():
    months = [{}, {}, {}, {"uploads files": 60}]
    assert [row[0] for row in unexplained(months)] == ["uploads files"]
