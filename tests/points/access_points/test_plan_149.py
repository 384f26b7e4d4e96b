"""The plan has 21 points, and they are entered once."""

from collections import Counter

from points.access_points import inventory
from points.access_points.plan_149 import DATE_SIGNED, enter_plan, planned_points
from tests.makers import BY


def test_the_plan_has_its_21_points():
    levels = Counter(point.facts.level.value for point in planned_points())
    assert levels == {"province": 1, "district": 10, "commune": 10}


def test_the_project_delivered_190_computers():
    assert sum(point.computers for point in planned_points()) == 190


def test_entering_the_plan_twice_enters_it_once(session):
    assert len(enter_plan(session, BY)) == 21
    assert enter_plan(session, BY) == ()
    assert len(inventory.points_on(session, DATE_SIGNED)) == 21
