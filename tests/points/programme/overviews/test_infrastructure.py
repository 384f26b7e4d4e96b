"""The overview shows line, power, incidents and repairs of each point."""

from datetime import date

import pytest

from library.database import reading
from points.access_points import inventory
from points.access_points.plan_149 import enter_plan
from points.programme.indicators import compute
from points.programme.overviews import infrastructure
from points.programme.periods import year
from points.programme.registers import entries
from points.programme.registers.schema import register_of
from tests.makers import BY
from tests.points.programme.conftest import TODAY


@pytest.fixture
def states(province):
    """Return the infrastructure of each demo point in 2025, and the evidence."""
    with reading(province) as session:
        points = inventory.points_on(session, TODAY)
        infrastructures = infrastructure.point_infrastructure(session, year(2025), TODAY, points)
        evidence = compute.gather(session, year(2025), TODAY)
    return {state.code: state for state in infrastructures}, evidence


def test_the_points_add_up_to_the_province(states):
    by_point, evidence = states
    repairs = compute.indicator_of("I13").compute(evidence)
    assert sum(state.days_lost for state in by_point.values()) == repairs.value
    assert sum(state.incidents for state in by_point.values()) == repairs.amounts[0].value
    assert sum(state.cost for state in by_point.values()) == 21 * 500_000


def test_a_line_has_its_provider_and_measured_uptime(states):
    state = states[0]["bac-son"]
    assert state.line.fields["provider"] == "Viettel Lạng Sơn"
    assert 50 < state.measured < 100


def test_unrecorded_values_are_not_zero(session):
    enter_plan(session, BY)
    points = inventory.points_on(session, TODAY)
    (state, *_) = infrastructure.point_infrastructure(session, year(2025), TODAY, points)
    assert (
        state.line,
        state.measured,
        state.without_power,
        state.incidents,
        state.days_lost,
        state.cost,
    ) == (
        *(None, None, None),
        *(None, None, None),
    )


def test_power_cuts_and_repairs_add_up(session):
    enter_plan(session, BY)
    for code, values in (
        ("mat-dien", {"hours": 2.5}),
        ("mat-dien", {"hours": 4.0}),
        ("bao-tri", {"kind": "thay thế", "what": "Nguồn", "cost": 900_000}),
        ("bao-tri", {"kind": "sửa chữa", "what": "Quạt"}),
    ):
        register = register_of(code)
        entries.enter(
            session, register, point="bac-son", day=date(2025, 3, 1), details=values, by=BY
        )
    points = [p for p in inventory.points_on(session, TODAY) if p.code == "bac-son"]
    (state,) = infrastructure.point_infrastructure(session, year(2025), TODAY, points)
    assert (state.without_power, state.cost) == (6.5, 900_000)
    assert state.works == {"thay thế": 1, "sửa chữa": 1}
