"""Units of points: the identity behind the name of a place, on the day of the record."""

from datetime import date

import pytest

from library.places.edition import shipped_history
from points.access_points.inventory import Point, PointFacts, PointLevel
from points.access_points.point_units import unit_of


def _unit(place, since):
    facts = PointFacts("Thư viện", PointLevel.COMMUNE, place=place)
    unit = unit_of(shipped_history(), Point(1, "xa-01", since, facts))
    return unit and unit.id


@pytest.mark.parametrize(
    ("place", "year", "unit"),
    [
        pytest.param("Xã Chi Lăng", 2024, None, id="two communes of the name"),
        pytest.param("Xã Chi Lăng", 2026, "x-chi-lang--2025", id="one since the reform"),
        pytest.param("Xã Tân Văn", 2024, "x-tan-van--binh-gia", id="the one of then"),
        pytest.param("Huyện Bình Gia", 2026, "d-binh-gia", id="a district that is gone"),
        pytest.param("Xã Không Có", 2026, None, id="no unit"),
    ],
)
def test_the_place_of_a_point_is_a_unit_of_its_day(place, year, unit):
    assert _unit(place, date(year, 1, 1)) == unit
