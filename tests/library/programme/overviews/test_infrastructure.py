"""Line, power, incidents and repairs of each point stand side by side."""

from datetime import date

import pytest

from library.database import reading
from library.points import inventory
from library.points.plan_149 import enter_plan
from library.programme.indicators import compute
from library.programme.overviews import infrastructure
from library.programme.periods import year
from library.programme.registers import entries
from library.programme.registers.schema import register_of
from tests.library.programme.conftest import TODAY
from tests.makers import BY


@pytest.fixture
def states(province):
    """Give what is known of each point of the made-up province in 2025."""
    with reading(province) as session:
        points = inventory.all_on(session, TODAY)
        found = infrastructure.states(session, year(2025), TODAY, points)
        evidence = compute.gather(session, year(2025), TODAY)
    return {one.code: one for one in found}, evidence


def test_the_points_together_are_the_province(states):
    found, evidence = states
    repairs = compute.indicator_of("I13").compute(evidence)
    assert sum(one.days_lost for one in found.values()) == repairs.value
    assert sum(one.incidents for one in found.values()) == repairs.amounts[0].value
    assert sum(one.cost for one in found.values()) == 21 * 500_000


def test_a_line_has_provider_speed_price_and_what_was_measured(states):
    one = states[0]["bac-son"]
    assert one.line.told["provider"] == "Viettel Lạng Sơn"
    assert 50 < one.measured < 100


def test_what_nobody_recorded_is_not_nought(session):
    enter_plan(session, BY)
    points = inventory.all_on(session, TODAY)
    (one, *_) = infrastructure.states(session, year(2025), TODAY, points)
    assert (one.line, one.measured, one.without_power, one.incidents, one.days_lost, one.cost) == (
        *(None, None, None),
        *(None, None, None),
    )


def test_power_cuts_and_repairs_add_up(session):
    enter_plan(session, BY)
    for code, told in (
        ("mat-dien", {"hours": 2.5}),
        ("mat-dien", {"hours": 4.0}),
        ("bao-tri", {"kind": "thay thế", "what": "Nguồn", "cost": 900_000}),
        ("bao-tri", {"kind": "sửa chữa", "what": "Quạt"}),
    ):
        register = register_of(code)
        entries.enter(session, register, point="bac-son", day=date(2025, 3, 1), told=told, by=BY)
    points = [p for p in inventory.all_on(session, TODAY) if p.code == "bac-son"]
    (one,) = infrastructure.states(session, year(2025), TODAY, points)
    assert (one.without_power, one.cost) == (6.5, 900_000)
    assert one.works == {"thay thế": 1, "sửa chữa": 1}
