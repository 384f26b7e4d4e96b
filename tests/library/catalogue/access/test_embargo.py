"""Tests of embargoes and moving walls."""

import pytest

from library.catalogue.access.rights import Reader, may_download, may_read, opens_on
from library.catalogue.models import Item, ItemState


def _item(**fields) -> Item:
    return Item(state=ItemState.PUBLISHED, **fields)


@pytest.mark.parametrize(
    ("today", "allowed"),
    [
        pytest.param("2029-12-31", False, id="the day before"),
        pytest.param("2030-01-01", True, id="the day itself"),
        pytest.param("", False, id="no day at all"),
    ],
)
def test_an_embargo_ends_on_its_day(today, allowed):
    item = _item(opens="2030-01-01")
    assert may_read(item, Reader(today=today)).allowed is allowed


def test_a_refusal_includes_the_opening_day():
    assert may_read(_item(opens="2030-01-01"), Reader(today="2026-11-25")).opens == "2030-01-01"


def test_an_embargo_applies_at_the_library_too():
    item = _item(opens="2030-01-01")
    assert not may_download(item, Reader(at_library=True, today="2026-11-25")).allowed


def test_staff_may_read_items_under_embargo():
    assert may_read(_item(opens="2030-01-01"), Reader(is_staff=True)).allowed


@pytest.mark.parametrize(
    ("item", "wall", "opens"),
    [
        pytest.param(_item(year=2020), 5, "2026-01-01", id="five full years after its own"),
        pytest.param(_item(year=2020, opens="2030-06-01"), 5, "2030-06-01", id="embargo is later"),
        pytest.param(_item(year=2020, opens="2021-06-01"), 5, "2026-01-01", id="wall is later"),
        pytest.param(_item(), 5, None, id="the year is not known"),
        pytest.param(_item(year=2020), None, None, id="no wall"),
    ],
)
def test_a_moving_wall_opens_after_full_years(item, wall, opens):
    assert opens_on(item, wall) == opens
