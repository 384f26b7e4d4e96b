"""The capitals of a letterhead become the name under which a body is catalogued."""

import pytest

from ingest.metadata_extraction.issuing_bodies import organ


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
    assert organ(lines, place)[0] == name


def test_a_body_and_a_place_that_are_known_are_sure():
    assert organ(("ỦY BAN NHÂN DÂN", "TỈNH LẠNG SƠN"), "Lạng Sơn")[1]


def test_a_place_read_from_capitals_alone_is_not_sure():
    assert not organ(("ỦY BAN NHÂN DÂN", "TỈNH LẠNG SON"), "")[1]
