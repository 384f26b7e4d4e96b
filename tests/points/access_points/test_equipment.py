"""Assets have dated records of place and state."""

from datetime import date

import pytest

from points.access_points import equipment, inventory
from points.access_points.equipment import AssetFacts
from points.access_points.models import AssetState
from points.access_points.plan_149 import DATE_SIGNED, enter_plan
from points.access_points.problems import AssetNotFoundError, AssetNumberTakenError
from tests.makers import BY

_MOVED = date(2025, 7, 1)


@pytest.fixture
def points(session):
    """Enter the plan; return the ids of two points."""
    enter_plan(session, BY)
    return [point.id for point in inventory.points_on(session, DATE_SIGNED)][:2]


@pytest.fixture
def number(session, points):
    """Add a computer to the inventory of the first point."""
    facts = AssetFacts("MT-001", "máy tính", acquired=date(2013, 4, 26), life_years=5)
    equipment.enter(session, facts, point_id=points[0], since=DATE_SIGNED, by=BY)
    return facts.number


def test_the_place_of_an_asset_depends_on_the_day(session, points, number):
    equipment.change(session, number, since=_MOVED, by=BY, reason="điều chuyển", point_id=points[1])
    assert equipment.record_on(session, number, DATE_SIGNED).point_id == points[0]
    assert equipment.record_on(session, number, _MOVED).point_id == points[1]


def test_a_broken_asset_keeps_its_place(session, points, number):
    equipment.change(
        session, number, since=_MOVED, by=BY, reason="cháy nguồn", state=AssetState.BROKEN
    )
    record = equipment.record_on(session, number, _MOVED)
    assert (record.point_id, record.state) == (points[0], AssetState.BROKEN)


def test_a_number_can_be_used_only_once(session, points, number):
    with pytest.raises(AssetNumberTakenError):
        facts = AssetFacts(number, "máy in")
        equipment.enter(session, facts, point_id=points[0], since=DATE_SIGNED, by=BY)


def test_an_unknown_number_is_an_error(session):
    with pytest.raises(AssetNotFoundError):
        equipment.record_on(session, "MT-999", DATE_SIGNED)


def test_correcting_an_asset_returns_the_old_values(session, number):
    corrections = equipment.correct(session, AssetFacts(number, "máy tính để bàn", cost=12_000_000))
    asset = equipment.asset_of(session, number)
    assert (asset.kind, asset.cost, asset.life_years) == ("máy tính để bàn", 12_000_000, None)
    assert "kind: máy tính; " in corrections
    assert "cost: None" in corrections
