"""Fixtures for boards: two points with known figures."""

from datetime import date, timedelta

import pytest

from points.access_points import inventory
from points.access_points.device_life import enrolment_at
from points.access_points.models import Device, DevicePlacement, PointLevel
from points.usage.manual_counts import Tally, add_up_months
from points.usage.rollups import per_point
from points.usage.rollups.day_totals import MEASURES
from points.usage.rollups.models import PointDay
from tests.makers import make_moment

WEEK = ["7:30-11:30 13:30-17:00"] * 5 + ["", ""]
LONG_AGO = make_moment("2025-01-01 00:00")


@pytest.fixture
def two_points(session):
    """Create Bắc Sơn with two computers, Ba Sơn with one; both close at weekends."""
    places = {"bac-son": "Huyện Bắc Sơn", "ba-son": "Xã Ba Sơn"}
    for code, place in places.items():
        facts = inventory.PointFacts(f"Thư viện {place}", PointLevel.DISTRICT, place=place)
        inventory.enter(session, code, facts, since=date(2020, 1, 1), by="test")
        inventory.set_week(session, code, WEEK, since=date(2020, 1, 1), by="test")
    for number, point_id in ((1, 1), (2, 1), (3, 2)):
        session.add(Device(id=number, label=f"Máy {number}", changes=[enrolment_at(LONG_AGO)]))
        session.flush()
        session.add(
            DevicePlacement(device_id=number, point_id=point_id, since=LONG_AGO, placed_by="test")
        )
    session.flush()
    return session


@pytest.fixture
def heard(session):
    """Return a function that stores the measured figures of a day."""

    def enter(point_id, day, computers=1, **figures):
        columns = {**dict.fromkeys(MEASURES, 0), "outside_seconds": None, **figures}
        session.add(PointDay(point_id=point_id, day=day, computers=computers, **columns))
        session.flush()
        per_point.roll_month(session, point_id, day.replace(day=1), LONG_AGO)

    return enter


@pytest.fixture
def tallied(session):
    """Return a function that stores a manual count of a day."""

    def enter(point_id, day, visits):
        columns = {"recorded": LONG_AGO + timedelta(days=700), "recorded_by": "lan"}
        session.add(Tally(point_id=point_id, day=day, visits=visits, uses=None, **columns))
        session.flush()
        add_up_months(session, [(point_id, day)])

    return enter
