"""Figures that cannot both be right are reported before somebody signs them."""

from dataclasses import replace
from datetime import date

import pytest

from library.database import disposed_of, open_database, reading
from points.programme.periods import read_period
from points.programme.reports.freeze import snapshot
from points.programme.reports.report_changes import contradictions

_TODAY = date(2026, 1, 10)


@pytest.fixture(scope="module")
def figures_of(made_once):
    """Return a function that computes the figures of a period in the filled province."""
    with disposed_of(open_database(made_once.database_url)) as engine, reading(engine) as session:
        yield lambda period, point=None: snapshot(session, read_period(period), _TODAY, point)


def _published(figures):
    """Return figures of which the items were published within the period."""
    return replace(figures, content=tuple(replace(g, items_reached=2) for g in figures.content))


def test_reads_of_items_that_were_published_later_are_reported(figures_of):
    (sentence,) = contradictions(figures_of("2025"))  # its items were published when it was made
    assert "lượt đọc tài liệu, nhưng chưa có tài liệu nào công bố đến cuối kỳ" in sentence


@pytest.mark.parametrize("period", ["2024", "2025", "2025-Q1", "2025-03"])
@pytest.mark.parametrize("point", [None, "bac-son"])
def test_a_filled_province_contradicts_itself_nowhere_else(figures_of, period, point):
    assert contradictions(_published(figures_of(period, point))) == ()


def test_uses_at_a_point_that_was_never_open_are_reported(figures_of):
    figures = _published(figures_of("2025"))
    first, *further_points = figures.points
    points = (replace(first, open_days=0), *further_points)
    (sentence,) = contradictions(replace(figures, points=points))
    assert sentence.endswith(f"không có ngày mở cửa nào: {first.name}")
