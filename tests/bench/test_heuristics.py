"""The table of rules of thumb: every rule can be taken away."""

import tomllib

import pytest

from bench.ablation import without
from bench.heuristics import BOOK

_RULES = tomllib.loads(BOOK.read_text("utf-8"))["heuristic"]


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule["name"])
def test_every_rule_of_the_table_can_be_taken_away(rule):
    with without(rule["places"], rule["instead"]):
        pass


def test_every_rule_gains_on_real_pages_or_says_why_it_stays():
    idle = [rule["name"] for rule in _RULES if rule["real"] < 0.05 and "stays" not in rule]
    assert idle == []
