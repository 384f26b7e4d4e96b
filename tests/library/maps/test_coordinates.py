"""Printed coordinates become WGS 84; the values to be met were computed with PROJ 9."""

import pytest

from library.maps.coordinates import SYSTEMS, read_place
from library.maps.problems import CoordinateError

_NEAR = 1e-7
"""A centimetre."""


@pytest.mark.parametrize(
    ("system", "latitude", "longitude", "place"),
    [
        ("wgs84", "21,85", "106.75", (106.75, 21.85)),
        ("wgs84", "21°51'30\"", "106° 45′", (106.75, 21.858333333)),
        ("wgs84", "21 51 30", "106 45", (106.75, 21.858333333)),
        ("indian1960", "21°51'00\"", "106°45'", (106.745709577, 21.851157150)),
        ("indian1960-utm48", "2 415 000", "680000", (106.737541753, 21.832692553)),
        ("paris", "24,28", "116,02 gr", (106.755229167, 21.852)),
    ],
)
def test_coordinates_are_read_in_the_system_in_which_they_are_printed(
    system, latitude, longitude, place
):
    assert read_place(latitude, longitude, SYSTEMS[system]) == pytest.approx(place, abs=_NEAR)


def test_vn_2000_is_within_a_metre_of_the_shift_with_its_turns():
    place = read_place("21.85", "106.75", SYSTEMS["vn2000"])
    assert place == pytest.approx((106.751890853, 21.849007237), abs=1e-5)


@pytest.mark.parametrize(
    "typed", ["", "mot", "21°75'", "1e9", "-", "9" * 40, "200", "21..5", "NaN"]
)
def test_what_is_no_coordinate_is_refused(typed):
    with pytest.raises(CoordinateError):
        read_place(typed, "106", SYSTEMS["wgs84"])


@pytest.mark.parametrize("typed", ["99999999", "0,5x", "inf"])
def test_metres_outside_the_zone_are_refused(typed):
    with pytest.raises(CoordinateError):
        read_place(typed, "680000", SYSTEMS["indian1960-utm48"])
