"""Item usage is counted by day and point, finally once the day is over."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from library.points import inventory
from library.points.models import Device, DevicePlacement, PointLevel
from library.usage.models import ItemUse, UseKind
from library.usage.rollups import per_item
from library.usage.rollups.models import ItemDay
from library.usage.rollups.retention import forget
from tests.makers import make_moment

_TEN = make_moment("2026-11-24 03:00")
_DAY = date(2026, 11, 24)
_NEXT = make_moment("2026-11-25 03:00")


@pytest.fixture
def used(session):
    """Store a day of use: one reader at a point, one outside who double-clicked."""
    facts = inventory.PointFacts("Bắc Sơn", PointLevel.DISTRICT)
    inventory.enter(session, "bac-son", facts, since=date(2020, 1, 1), by="test")
    session.add(Device(id=1, label="Máy 1"))
    session.flush()
    session.add(DevicePlacement(device_id=1, point_id=1, since=_TEN, placed_by="test"))
    _use(session, 0, UseKind.SEARCH, None, 1)
    _use(session, 5, UseKind.REQUEST, "s", 1)
    _use(session, 5, UseKind.REQUEST, "s")
    _use(session, 20, UseKind.REQUEST, "s")
    _use(session, 60, UseKind.INVESTIGATION, "s")
    session.flush()


def _use(session, seconds, kind, item, device=None):
    session.add(
        ItemUse(
            at=_TEN + timedelta(seconds=seconds),
            kind=kind,
            item_id=item,
            device_id=device,
            reader_session=f"lan{device}",
        )
    )


def _rows(session):
    rows = session.scalars(select(ItemDay).order_by(ItemDay.item_id, ItemDay.point_id))
    return {
        (row.item_id, row.point_id): (
            row.searches,
            row.total_investigations,
            row.unique_investigations,
            row.total_requests,
            row.unique_requests,
        )
        for row in rows
    }


def test_a_day_is_counted_by_item_and_point(session, used):
    per_item.count(session, _DAY, _NEXT)
    assert _rows(session) == {
        (None, 1): (1, 0, 0, 0, 0),
        ("s", 1): (0, 1, 1, 1, 1),
        ("s", None): (0, 2, 1, 1, 1),
    }


def test_counting_a_day_again_while_it_lasts_changes_nothing(session, used):
    for _ in range(2):
        per_item.count(session, _DAY, _TEN)
    assert session.scalar(select(func.count()).select_from(ItemDay)) == 3
    assert per_item.uncounted(session, _TEN) == (_DAY,)


def test_a_day_that_is_over_is_counted_for_good(session, used):
    per_item.count(session, _DAY, _NEXT)
    assert per_item.uncounted(session, _NEXT) == (_DAY + timedelta(days=1),)


def test_uses_are_forgotten_only_after_they_were_counted(session, used):
    assert forget(session, date(2027, 1, 1)) == 0
    per_item.count(session, _DAY, _NEXT)
    assert forget(session, date(2027, 1, 1)) == 5
    assert len(_rows(session)) == 3
