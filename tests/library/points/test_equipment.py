"""Assets are counted, and where they stood is dated."""

from datetime import date

import pytest

from library.points import equipment, inventory
from library.points.equipment import AssetFacts
from library.points.models import AssetState
from library.points.plan_149 import SIGNED, enter_plan
from library.points.problems import AssetNotFoundError, AssetNumberTakenError
from tests.makers import BY

_MOVED = date(2025, 7, 1)


@pytest.fixture
def points(session):
    """Enter the plan, and give the ids of two points."""
    enter_plan(session, BY)
    return [point.id for point in inventory.all_on(session, SIGNED)][:2]


@pytest.fixture
def number(session, points):
    """Put a computer on the inventory of the first point."""
    facts = AssetFacts("MT-001", "máy tính", acquired=date(2013, 4, 26), life_years=5)
    equipment.enter(session, facts, point_id=points[0], since=SIGNED, by=BY)
    return facts.number


def test_an_asset_stands_where_it_stood_on_the_day(session, points, number):
    equipment.change(session, number, since=_MOVED, by=BY, reason="điều chuyển", point_id=points[1])
    assert equipment.on(session, number, SIGNED).point_id == points[0]
    assert equipment.on(session, number, _MOVED).point_id == points[1]


def test_an_asset_that_breaks_stays_where_it_is(session, points, number):
    equipment.change(
        session, number, since=_MOVED, by=BY, reason="cháy nguồn", state=AssetState.BROKEN
    )
    record = equipment.on(session, number, _MOVED)
    assert (record.point_id, record.state) == (points[0], AssetState.BROKEN)


def test_a_number_is_given_once(session, points, number):
    with pytest.raises(AssetNumberTakenError):
        facts = AssetFacts(number, "máy in")
        equipment.enter(session, facts, point_id=points[0], since=SIGNED, by=BY)


def test_an_unknown_number_is_told(session):
    with pytest.raises(AssetNotFoundError):
        equipment.on(session, "MT-999", SIGNED)


def test_what_was_told_of_an_asset_is_corrected_and_what_it_said_before_returned(session, number):
    before = equipment.correct(session, AssetFacts(number, "máy tính để bàn", cost=12_000_000))
    asset = equipment.asset_of(session, number)
    assert (asset.kind, asset.cost, asset.life_years) == ("máy tính để bàn", 12_000_000, None)
    assert "kind: máy tính; " in before
    assert "cost: None" in before
