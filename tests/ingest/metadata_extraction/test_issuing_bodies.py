"""Tests of the catalogue names of issuing bodies."""

import pytest

from ingest.metadata_extraction.issuing_bodies import normalise_name


@pytest.mark.parametrize(
    ("lines", "place", "name"),
    [
        (("ỦY BAN NHÂN DÂN", "TĨNH LANG SON"), "Lạng Sơn", "Ủy ban nhân dân tỉnh Lạng Sơn"),
        (("UBND TỈNH LẠNG SƠN", "SỞ Y TẾ"), "Lạng Sơn", "Sở Y tế tỉnh Lạng Sơn"),
        (
            ("UBND TỈNH LẠNG SƠN", "SỞ TÀI NGUYÊN", "VÀ MÔI TRƯỜNG"),
            "Lạng Sơn",
            "Sở Tài nguyên và Môi trường tỉnh Lạng Sơn",
        ),
        (("HĐND HUYỆN BẮC SƠN",), "Bắc Sơn", "Hội đồng nhân dân huyện Bắc Sơn"),
        (("TỈNH ỦY LẠNG SƠN",), "Lạng Sơn", "Tỉnh ủy Lạng Sơn"),
        (("BỘ NỘI VỤ",), "Hà Nội", "Bộ Nội vụ"),
        (("TỔNG CỤC THỐNG KÊ",), "Hà Nội", "Tổng cục thống kê"),
    ],
)
def test_a_body_is_named_in_full(lines, place, name):
    assert normalise_name(lines, place)[0] == name


def test_a_known_body_in_a_known_place_is_certain():
    assert normalise_name(("ỦY BAN NHÂN DÂN", "TỈNH LẠNG SƠN"), "Lạng Sơn")[1]


def test_a_place_name_from_capitals_alone_is_not_certain():
    assert not normalise_name(("ỦY BAN NHÂN DÂN", "TỈNH LẠNG SON"), "")[1]
