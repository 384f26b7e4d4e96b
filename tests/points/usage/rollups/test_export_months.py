"""Monthly figures of points have their coverage."""

from datetime import date

import pytest

from points.access_points import inventory
from points.access_points.device_life import enrolment_at
from points.access_points.models import Device, DevicePlacement, PointLevel
from points.usage.evidence import Coverage
from points.usage.measures.figure_reader import FigureReader, figure
from points.usage.measures.measure_table import MEASURES as MEASURES_BY_CODE
from points.usage.measures.stored_sums import Grain
from points.usage.rollups.day_totals import MEASURES
from points.usage.rollups.models import PointDay
from tests.makers import make_moment

_NOVEMBER = date(2026, 11, 1)
_WEEK = ["7:30-11:30"] * 5 + ["", ""]


@pytest.fixture
def two_points(session):
    """Create a point whose computer sent events on three days, and a silent one."""
    for number, code in enumerate(("bac-son", "na-sam"), start=1):
        facts = inventory.PointFacts(code, PointLevel.DISTRICT)
        inventory.enter(session, code, facts, since=date(2020, 1, 1), by="test")
        long_ago = make_moment("2026-01-01 00:00")
        session.add(Device(id=number, label="Máy", changes=[enrolment_at(long_ago)]))
        session.flush()
        session.add(
            DevicePlacement(device_id=number, point_id=number, since=long_ago, placed_by="test")
        )
    inventory.set_week(session, "bac-son", _WEEK, since=date(2020, 1, 1), by="test")
    for day, sessions in ((2, 1), (3, 0), (4, 3)):
        columns = dict.fromkeys(MEASURES, 0)
        columns |= {"sessions": sessions, "session_seconds": sessions * 2250}
        session.add(PointDay(point_id=1, day=date(2026, 11, day), computers=1, **columns))
    session.flush()


def _coverage(session, point_id):
    figures = FigureReader(session, (point_id,), _NOVEMBER, date(2026, 11, 9))
    return figure(figures.computers(Grain.POINT)[point_id], MEASURES_BY_CODE["sessions"]).coverage


def test_days_on_which_a_point_is_closed_are_not_expected(session, two_points):
    assert _coverage(session, 1) == Coverage(3, 5)
    assert _coverage(session, 2) == Coverage(0, 8)


def test_a_day_closed_for_a_reason_is_not_expected_either(session, two_points):
    inventory.set_exception(session, "bac-son", date(2026, 11, 6), "", reason="mất điện", by="test")
    assert _coverage(session, 1) == Coverage(3, 4)


def test_a_point_out_of_service_has_no_expected_days(session, two_points):
    details = {"since": date(2026, 11, 5), "by": "test", "reason": "sáp nhập"}
    inventory.change(session, "na-sam", serving=False, **details)
    assert _coverage(session, 2) == Coverage(0, 4)
