"""Tests of recognising units named in titles."""

import unicodedata

import pytest

from library.places.places_in_titles import places_named


@pytest.mark.parametrize(
    ("title", "names"),
    [
        pytest.param("Chợ Kỳ Lừa và đền Tả Phủ", ("Kỳ Lừa",), id="a name alone"),
        pytest.param("Địa chí huyện Hữu Lũng", ("Hữu Lũng",), id="a district called one"),
        pytest.param("Họp xã Hòa Bình", ("Hòa Bình",), id="a common name after its kind"),
        pytest.param("Họp xã Hoà Bình", ("Hòa Bình",), id="the other tone placement"),
        pytest.param("Tỉnh Hòa Bình", (), id="a common name alone"),
        pytest.param("Công cuộc tân lập làng xã", (), id="not written as a name"),
        pytest.param("Khởi nghĩa Lam Sơn", (), id="other marks"),
        pytest.param("Thất Khê, Bắc Sơn, Thất Khê", ("Thất Khê", "Bắc Sơn"), id="each once"),
        pytest.param("Tư tưởng Hồ Chí Minh", (), id="part of a person's name"),
        pytest.param("Đường Hoàng Văn Thụ", (), id="a commune named after a person"),
        pytest.param("Xã Hoàng Văn Thụ", ("Hoàng Văn Thụ",), id="called a commune"),
        pytest.param("Đông Kinh Nghĩa Thục", (), id="part of a longer name"),
        pytest.param("Miền Bắc (Việt Nam)", (), id="words that brackets part"),
    ],
)
def test_units_named_in_a_title_are_found(title, names):
    assert places_named(title) == names


def test_decomposed_titles_give_the_same_units():
    assert places_named(unicodedata.normalize("NFD", "Chợ Kỳ Lừa")) == ("Kỳ Lừa",)
