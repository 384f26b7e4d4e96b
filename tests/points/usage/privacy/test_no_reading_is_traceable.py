"""One reader's reading cannot be derived from data stored for longer than two days."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from library.database import Base
from points.access_points import inventory
from points.access_points.models import Device, DevicePlacement, PointLevel
from points.item_use import Visitor, record
from points.usage.models import ItemUse
from points.usage.rollups import per_item
from points.usage.rollups.models import UseDay
from points.use_kind import UseKind
from tests.makers import make_moment

_FIRST = make_moment("2026-11-02 02:00")
_DAYS = 20
_POINTS = 3
_POINT_COLUMNS = {"point_id", "device_id", "boot_id", "session"}
_MAX_ROW_AGE = timedelta(hours=48)


@pytest.fixture
def month(session):
    """Store a month in which each point has one reader a day, who reads items of his own."""
    for point in range(1, _POINTS + 1):
        facts = inventory.PointFacts(f"Điểm {point}", PointLevel.COMMUNE)
        inventory.enter(session, f"d{point}", facts, since=date(2020, 1, 1), by="test")
        session.add(Device(id=point, label="Máy 1"))
        session.flush()
        session.add(
            DevicePlacement(device_id=point, point_id=point, since=_FIRST, placed_by="test")
        )
    for day in range(_DAYS):
        at = _FIRST + timedelta(days=day)
        for point in range(1, _POINTS + 1):
            reader = Visitor("192.0.2.1", "Firefox", point, f"{point}/{day}")
            for page in range(3):
                moment = at + timedelta(minutes=page)
                record(session, UseKind.REQUEST, reader, moment, item_id=f"i{point}-{day}")
        session.flush()
        morning = at + timedelta(days=1)
        for uncounted in per_item.uncounted(session, morning):
            per_item.count(session, uncounted, morning)
        assert _oldest(session) is None or morning - _oldest(session) <= _MAX_ROW_AGE


def _oldest(session):
    return session.scalar(select(ItemUse.at).order_by(ItemUse.at).limit(1))


def test_no_item_stands_beside_a_point_a_computer_or_a_day(session, month):
    for table in Base.metadata.sorted_tables:
        for row in session.execute(table.select()).mappings():
            text = {str(value) for value in row.values()}
            if any(f"i{point}-" in value for point in range(1, _POINTS + 1) for value in text):
                places = {name for name in _POINT_COLUMNS & row.keys() if row[name] is not None}
                days = {value for value in row.values() if isinstance(value, date)}
                assert places == set(), table.name
                assert days <= {date(2026, 11, 1)}, table.name


def test_the_totals_of_each_point_are_complete_all_the_same(session, month):
    days = session.scalars(select(UseDay).where(UseDay.point_id == 2)).all()
    assert sum(day.total_requests for day in days) == _DAYS * 3
    assert sum(day.unique_requests for day in days) == _DAYS
