"""Sums of figures have the least reliable method and the combined coverage."""

import pytest

from points.usage.evidence import Coverage, Figure, Method, sum_figures

_FULL, _HALF = Coverage(20, 20), Coverage(10, 20)


@pytest.mark.parametrize(
    ("figures", "sum_"),
    [
        pytest.param((), Figure(None), id="of nothing nothing is known"),
        pytest.param((Figure(0), Figure(None)), Figure(0), id="nought and unknown are nought"),
        pytest.param((Figure(None), Figure(None)), Figure(None), id="unknown stays unknown"),
        pytest.param(
            (Figure(2), Figure(3, Method.MANUAL)), Figure(5, Method.MANUAL), id="counted by hand"
        ),
        pytest.param(
            (Figure(2, Method.ESTIMATED), Figure(3, Method.MANUAL)),
            Figure(5, Method.ESTIMATED),
            id="an estimate makes an estimate",
        ),
        pytest.param(
            (Figure(2, coverage=_FULL), Figure(None, coverage=Coverage(0, 20))),
            Figure(2, coverage=Coverage(20, 40)),
            id="a silent point lowers the coverage",
        ),
    ],
)
def test_sum_of_figures(figures, sum_):
    assert sum_figures(figures) == sum_


@pytest.mark.parametrize(
    ("coverage", "text"),
    [
        pytest.param(_HALF, "50 %", id="half"),
        pytest.param(Coverage(199, 200), "99 %", id="never rounded up to all"),
        pytest.param(Coverage(), "…", id="nothing was expected"),
    ],
)
def test_coverage_is_shown_in_per_cent(coverage, text):
    assert str(coverage) == text
