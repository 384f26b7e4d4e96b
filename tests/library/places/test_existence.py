"""Tests that the units on an undated page tell the years in which it was written."""

import pytest

from library.places.edition import shipped_history
from library.places.in_texts.existence import Existence, proposed_years


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("Nhà ta ở xã Hồng Phong, huyện Văn Lãng", "1964-12-16", "1981-06-09"),
        ("UBND thành phố Lạng Sơn; xã Vân Mộng, huyện Văn Quan", "2002-10-17", "2019-12-31"),
        ("Ủy ban hành chính tỉnh Cao Lạng", "1975-12-27", "1978-12-28"),
        ("huyện Đình Lập, tỉnh Quảng Ninh", "1963-10-30", "1978-12-28"),
        ("huyện Bằng-mạc họp", "", "1964-12-15"),
        ("xã Thạch Lâm, huyện Cao Lộc, tỉnh Lạng Sơn", "1981-06-10", "2025-06-30"),
    ],
)
def test_the_years_are_those_in_which_all_units_existed(text, since, until):
    existence = proposed_years(text, shipped_history())
    assert (existence.since, existence.until) == (since, until)


def test_the_reason_names_the_units_with_their_days():
    existence = proposed_years("xã Hồng Phong, huyện Văn Lãng; huyện Cao Lộc", shipped_history())
    assert existence.written == "1964-1981"
    assert "xã Hồng Phong thuộc huyện Văn Lãng (đến 9/6/1981)" in existence.sentence
    assert "Mốc cuối kém chắc hơn" in existence.sentence


@pytest.mark.parametrize(
    "text",
    [
        "Trước đây là xã Hồng Phong, huyện Văn Lãng. Nay thuộc phường Kỳ Lừa.",
        "Năm 1979, xã Hồng Phong, huyện Văn Lãng bị đánh. Phường Kỳ Lừa mới lập.",
        "Ở xã Hồng Phong, huyện Văn Lãng\nphường Kỳ Lừa",
    ],
)
def test_a_writer_who_looks_back_leaves_only_the_first_day(text):
    existence = proposed_years(text, shipped_history())
    assert (existence.since, existence.until) == ("2025-07-01", "")
    assert existence.written == "sau 2024"


@pytest.mark.parametrize(
    "text",
    [
        "Không có tên nào ở đây.",
        "tỉnh Bắc Giang và tỉnh Quảng Ninh",
        "xã Hồng Phong, huyện Nam Sách, tỉnh Hải Dương",
        "Hữu Lũng, Chi Lăng, Thất Khê",
    ],
)
def test_a_page_without_units_of_the_province_tells_nothing(text):
    assert proposed_years(text, shipped_history()) is None


@pytest.mark.parametrize(
    ("since", "until", "written"),
    [
        ("1964-12-16", "2025-06-30", ""),
        ("1964-12-16", "", ""),
        ("", "1964-12-15", "trước 1965"),
        ("", "2025-06-30", ""),
    ],
)
def test_a_range_that_says_too_little_is_not_proposed(since, until, written):
    assert Existence(since, until, ()).written == written
