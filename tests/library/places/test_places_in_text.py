"""Tests of recognising the units that a page is about."""

import pytest

from library.places.places_in_text import mentions_province, places_of


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("ỦY BAN NHÂN DÂN HUYỆN TRÀNG ĐỊNH", ("Tràng Định",), id="a heading"),
        pytest.param("Ủy ban nhân dân xã Tân Văn", ("Tân Văn",), id="a heading in small letters"),
        pytest.param("Phường Kỳ Lừa họp.", ("Kỳ Lừa",), id="at the start"),
        pytest.param("huyện Đình Lập Bắc Giang", ("Đình Lập",), id="before another name"),
        pytest.param("phường Tân Văn", (), id="another kind of unit"),
        pytest.param("chợ Kỳ Lừa", (), id="never called a unit"),
        pytest.param("xã Thanh Hải Ninh", (), id="no unit of ours"),
        pytest.param("", (), id="nothing"),
    ],
)
def test_the_first_page_is_about_units_in_its_heading(text, names):
    assert places_of(text, is_first=True) == names


def test_a_later_page_is_not_about_a_unit_named_once():
    assert places_of("Ủy ban nhân dân xã Tân Văn", is_first=False) == ()


def test_a_page_is_about_a_unit_named_repeatedly():
    text = "Xã Tân Văn họp. " + "Đường ở Tân Văn. " * 2
    assert places_of(text, is_first=False) == ("Tân Văn",)


def test_a_first_page_is_not_about_a_unit_named_once_below_its_heading():
    assert places_of("Báo cáo. " * 50 + "xã Tân Văn", is_first=True) == ()


@pytest.mark.parametrize(
    ("text", "ours"), [("tỉnh Lạng Sơn", True), ("TỈNH LẠNG SƠN", True), ("tỉnh Hòa Bình", False)]
)
def test_the_province_is_recognised_in_a_text(text, ours):
    assert mentions_province(text) is ours


def test_a_commune_of_another_province_with_the_same_name_is_not_counted():
    text = (
        "Xã Hồng Phong, huyện Nam Sách, tỉnh Hải Dương, cách Lạng Sơn 120 km. Xã Hồng Phong. " * 2
    )
    assert places_of(text, is_first=True) == ()
