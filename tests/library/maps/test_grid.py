"""Numbers of sheets of L7014 are found in texts, and their frames are known."""

import pytest

from library.maps.grid import corners, find_number, sheet_names
from library.maps.problems import UnknownSheetError


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Tờ 6352-1 Lạng Sơn", "6352-1"),
        ("SHEET 6452 III", "6452-3"),
        ("6353 – IV", "6353-4"),
        ("Quyết định 6352-12", None),
        ("năm 1964-1965", None),
        ("9952-1", None),
        (None, None),
    ],
)
def test_numbers_of_sheets_are_found(text, number):
    assert find_number(text) == number


def test_a_frame_is_fifteen_minutes_on_indian_1960():
    north_west, _, south_east, _ = corners("6352-1")
    assert north_west == pytest.approx((106.745705, 22.001143), abs=1e-6)
    assert south_east == pytest.approx((106.995679, 21.751173), abs=1e-6)


def test_what_is_no_sheet_is_refused():
    with pytest.raises(UnknownSheetError):
        corners("6352-7")


def test_the_sheets_with_land_of_the_province_have_names():
    assert sheet_names()["6352-4"] == "Dong Dang"
    assert all(find_number(number) == number for number in sheet_names())
