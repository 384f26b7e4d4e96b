"""Allowances refill with time, and of many keys the oldest are forgotten."""

from app.server import allowances
from app.server.allowances import Allowance


def test_an_allowance_refills_within_the_hour():
    allowance = Allowance(3, 60)
    assert [allowance.take("a", now=0) for _ in range(4)] == [True, True, True, False]
    assert allowance.take("b", now=0)
    assert not allowance.take("a", now=59)
    assert allowance.take("a", now=61)
    assert not allowance.take("a", now=62)


def test_the_oldest_keys_are_forgotten(monkeypatch):
    monkeypatch.setattr(allowances, "_MAX_KEYS", 2)
    allowance = Allowance(1, 1)
    assert [allowance.take(key, now=0) for key in "abcbca"] == [True] * 3 + [False] * 2 + [True]
