"""Small counts are hidden and cannot be derived; zero and unknown remain distinct."""

import pytest

from points.usage.privacy.small_counts import hide, printed


def _line(*parts):
    values = dict(enumerate(parts, start=1))
    return {0: sum(part or 0 for part in parts), **values}


@pytest.mark.parametrize(
    ("parts", "hidden"),
    [
        pytest.param((10, 20, 30), set(), id="nothing small"),
        pytest.param((0, 20, 30), set(), id="nought is a finding"),
        pytest.param((None, 20, 30), set(), id="unknown is not small"),
        pytest.param((3, 20, 30), {1, 2}, id="one small takes the smallest other along"),
        pytest.param((3, 4, 30), {1, 2}, id="two small of seven are safe"),
        pytest.param((1, 1, 30), {1, 2, 3}, id="two small of two are not"),
        pytest.param((3, 0, 30), {1, 3}, id="the other is no nought"),
        pytest.param((3, 0, 0), {0, 1}, id="a small total is hidden too"),
        pytest.param((3, None, 30), {1, 3}, id="the other is not an unknown"),
        pytest.param((4, 5), {1, 2}, id="four is small, five is not"),
        pytest.param((4,), {0, 1}, id="a total of one part"),
    ],
)
def test_a_line_with_its_total_hides(parts, hidden):
    assert hide(_line(*parts), [tuple(range(len(parts) + 1))]) == hidden


def test_without_totals_only_small_counts_are_hidden():
    assert hide({"a": 3, "b": 9, "c": 0, "d": None}) == {"a"}


def _table(*rows):
    cells = {(r, c): value for r, row in enumerate(rows, 1) for c, value in enumerate(row, 1)}
    high, wide = range(1, len(rows) + 1), range(1, len(rows[0]) + 1)
    cells |= {(r, 0): sum(rows[r - 1]) for r in high}
    cells |= {(0, c): sum(row[c - 1] for row in rows) for c in wide}
    cells[0, 0] = sum(map(sum, rows))
    lines = [((r, 0), *((r, c) for c in wide)) for r in (0, *high)]
    lines += [((0, c), *((r, c) for r in high)) for c in (0, *wide)]
    return cells, lines


@pytest.mark.parametrize(
    ("rows", "hidden"),
    [
        pytest.param(
            ((3, 20, 30), (40, 50, 60), (70, 80, 90)),
            {(1, 1), (1, 2), (2, 1), (2, 2)},
            id="a rectangle",
        ),
        pytest.param(((20, 30), (40, 50)), set(), id="nothing small"),
    ],
)
def test_a_table_with_both_totals_hides(rows, hidden):
    assert hide(*_table(*rows)) == hidden


def test_a_count_between_two_closed_rings_is_not_given_away():
    """Every line has two hidden counts, yet the one that joins the rings could be derived."""
    ring = {(1, 1), (1, 2), (2, 1), (2, 2), (3, 3), (3, 4), (4, 3), (4, 4)}
    bridge = (2, 3)
    rows = [[3 if (r, c) in {*ring, bridge} else 50 for c in range(1, 5)] for r in range(1, 5)]
    assert hide(*_table(*rows)) > {*ring, bridge}


@pytest.mark.parametrize(
    ("value", "hidden", "seen"),
    [
        pytest.param(0, False, "0", id="nought"),
        pytest.param(None, False, "…", id="unknown"),
        pytest.param(3, True, "x", id="hidden"),
        pytest.param(12, False, "12", id="a number"),
    ],
)
def test_nought_unknown_and_hidden_look_different(value, hidden, seen):
    assert printed(value, hidden=hidden) == seen
