"""Sheets of the topographic map that show the units of the province."""

import pytest

from library.places.atlas import map_units, sheets_of, unit_at


@pytest.mark.parametrize(
    ("name", "sheet"),
    [
        ("Phường Tam Thanh", "6352-4"),
        ("Xã Đồng Đăng", "6352-4"),
        ("Xã Na Sầm", "6353-3"),
        ("Xã Đình Lập", "6452-3"),
    ],
)
def test_a_unit_is_on_the_sheet_that_is_named_after_it(name, sheet):
    unit = next(unit for unit in map_units() if unit.unit == name)
    assert sheet in sheets_of(unit)


def test_the_sheets_of_the_province_lie_side_by_side():
    sheets = {sheet[:4] for unit in map_units() for sheet in sheets_of(unit)}
    assert sheets == {"6251", "6252", "6253", "6351", "6352", "6353", "6451", "6452"}


def test_each_unit_contains_most_of_its_middle():
    """The middle of a bent unit may be in its neighbour."""
    hits = sum(unit.unit == unit_at(*_geographic(unit.x, unit.y)) for unit in map_units())
    assert hits >= 60


def test_a_position_outside_the_province_is_in_no_unit():
    assert unit_at(21.03, 105.85) == "" and unit_at(22.45, 106.1) == ""


def _geographic(x, y):
    return 22.4618 - y / 500, 106.0936 + x / (500 * 0.929)
