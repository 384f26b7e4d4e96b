"""Answers of a few readers are hidden, and cannot be computed from what is printed."""

from datetime import date

import pytest

from points.access_points import inventory
from points.access_points.models import PointLevel
from points.usage import demographics
from tests.makers import BY

_DAY = date(2026, 11, 20)


@pytest.fixture
def answered(session):
    """Return a function that counts the forms of some readers and returns the summary."""
    facts = inventory.PointFacts("Bắc Sơn", PointLevel.DISTRICT)
    inventory.enter(session, "bac-son", facts, since=date(2020, 1, 1), by=BY)

    def summary(*forms):
        for count, form in forms:
            for _ in range(count):
                demographics.add(session, 1, _DAY, form)
        summaries = demographics.summarise(session, {1}, _DAY, date(2026, 12, 1))
        return {row.question: row for row in summaries}

    return summary


def _adult(**answers):
    return {"age": "16-35", **answers}


def test_two_readers_who_skip_a_question_are_not_shown(answered):
    rows = answered((20, _adult(sex="female")), (20, _adult(sex="male")), (2, _adult()))
    sex = rows["sex"]
    assert sex.unsaid is None
    assert sex.declared is None or None in sex.counts.values()


def test_the_children_are_not_the_difference_of_two_questions(answered):
    rows = answered((30, _adult(sex="female")), (30, _adult(sex="male")), (3, {"age": "under-16"}))
    age, sex = rows["age"], rows["sex"]
    assert age.counts["under-16"] is None
    everyone = (age.declared, age.unsaid, sex.declared, sex.unsaid)
    assert None in everyone or None in age.counts.values()
    assert age.declared is None or sex.declared is None


def test_large_counts_are_shown(answered):
    rows = answered((30, _adult(poor="yes")), (40, _adult(poor="no")))
    assert rows["poor"].counts == {"yes": 30, "no": 40}
    assert (rows["poor"].declared, rows["poor"].unsaid) == (70, 0)
