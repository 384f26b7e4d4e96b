"""Two engines agree where they show the same, or items of the same score in another order."""

from types import SimpleNamespace

import pytest

from bench.answers_compared import Answer, compare, listed, shares
from search_index.documents import ItemHit, ResultPage


def _answer(*ranked, total=None, near=(), items=None):
    hits, close = (
        tuple(ItemHit(SimpleNamespace(id=item_id), 1, "", score, 1) for item_id, score in rows)
        for rows in (ranked, near)
    )
    page = ResultPage(len(hits) if total is None else total, hits, 1, 10, near=close)
    return Answer(page, frozenset(items or [item_id for item_id, _ in ranked]))


@pytest.mark.parametrize(
    ("second", "first_hit", "first_ten"),
    [
        pytest.param((("a", 9.0), ("b", 5.0), ("c", 5.0)), True, True, id="the same"),
        pytest.param((("a", 9.0), ("c", 5.0), ("b", 5.0)), True, True, id="a tie"),
        pytest.param((("b", 9.0), ("a", 5.0), ("c", 5.0)), False, False, id="another first"),
        pytest.param((("a", 9.0), ("b", 5.0)), True, False, id="one less"),
    ],
)
def test_the_order_is_equal_but_for_ties(second, first_hit, first_ten):
    first = _answer(("a", 9.0), ("b", 5.0), ("c", 5.0))
    parts = compare("set", "chợ", first, _answer(*second)).parts
    assert (parts["first hit"], parts["first ten"]) == (first_hit, first_ten)


def test_another_set_of_the_same_size_is_a_difference_and_is_listed():
    first, second = _answer(("a", 1.0)), _answer(("b", 1.0))
    comparison = compare("set", "chợ", first, second)
    assert (comparison.parts["set"], comparison.parts["count"]) == (False, True)
    assert "set" in next(listed([comparison], lambda _typed: False))
    assert not list(listed([comparison], lambda _typed: True))


def test_shares_leave_out_the_answers_that_have_no_such_part():
    with_near = _answer(("a", 2.0), near=(("b", 1.0),))
    comparisons = [
        compare("set", "chợ", _answer(("a", 2.0)), _answer(("a", 2.0))),
        compare("set", "phố", with_near, with_near),
    ]
    assert shares(comparisons)["near hits"] == (1.0, 1)
    assert shares(comparisons)["first hit"] == (1.0, 2)
