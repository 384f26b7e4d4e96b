"""Tests that names in texts lead to the units that their context says."""

import pytest

from library.places.edition import shipped_history
from library.places.resolver import Resolved, Resolver, Verdict


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    """Return a resolver with the units of the shipped edition."""
    return Resolver(shipped_history())


def _answer(resolver: Resolver, text: str, name: str, **facts: str) -> Resolved | None:
    answers = resolver.resolve(text, **facts)
    return next((answer for answer in answers if answer.mention.name == name), None)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("đi từ xã Hồng Phong, huyện Văn Lãng đến xã Cao Lâu", "x-hong-phong--van-lang"),
        ("đi từ xã Hồng Phong, huyện Bình Gia, tỉnh Lạng Sơn", "x-hong-phong--binh-gia"),
        ("Hồng Phong là một xã thuộc huyện Bình Gia, tỉnh Lạng Sơn", "x-hong-phong--binh-gia"),
        ("Các xã Tân Văn, Hồng Phong và Minh Khai, huyện Bình Gia", "x-hong-phong--binh-gia"),
    ],
)
def test_the_district_behind_a_name_decides_between_communes_of_one_name(resolver, text, unit):
    answer = _answer(resolver, text, "Hồng Phong")
    assert (answer.verdict, answer.unit) == (Verdict.CERTAIN, unit)


@pytest.mark.parametrize(
    "text",
    [
        "quê ở xã Hồng Phong, huyện An Dương, thành phố Hải Phòng",
        "các xã Chi Lăng Bắc, Hồng Phong, Thanh Giang của huyện Thanh Miện, tỉnh Hải Dương",
    ],
)
def test_a_commune_of_another_province_is_given_to_none_of_this_one(resolver, text):
    answer = _answer(resolver, text, "Hồng Phong")
    assert (answer.verdict, answer.unit) == (Verdict.ELSEWHERE, "")


def test_a_commune_that_two_districts_have_stays_open_without_a_word_of_either(resolver):
    answer = _answer(resolver, "xã Hồng Phong, tỉnh Lạng Sơn", "Hồng Phong", day="1990")
    assert answer.verdict is Verdict.OPEN
    assert set(answer.candidates) >= {"x-hong-phong--binh-gia", "x-hong-phong--cao-loc"}


def test_the_day_decides_between_a_unit_and_its_successor_of_the_same_name(resolver):
    text = "Bộ đội vào thị trấn Đồng Đăng."
    units = [
        _answer(resolver, text, "Đồng Đăng", day=day, title="Lạng Sơn").unit
        for day in ("1979-02-17", "1990")
    ]
    assert units == ["t-dong-dang--van-lang", "t-dong-dang--cao-loc"]


@pytest.mark.parametrize(
    "text", ["khởi nghĩa Bắc Sơn năm 1940", "đồng chí Hoàng Văn Thụ", "phố Quang Trung, Hà Nội"]
)
def test_an_uprising_a_person_and_a_street_are_no_units(resolver, text):
    assert not [answer.unit for answer in resolver.resolve(text) if answer.unit]


def test_names_in_french_letters_lead_to_the_towns_of_their_day(resolver):
    text = "Le convoi a quitté That-Khé, puis Na-Cham et Dong-Dang."
    units = [answer.unit for answer in resolver.resolve(text, day="1950-10-03")]
    assert "t-na-sam--van-lang" in units
    assert "t-dong-dang--van-lang" in units


def test_blanks_by_the_thousand_between_two_names_join_nothing(resolver):
    answer = _answer(resolver, "xã Hồng Phong" + " " * 100_000 + "x huyện Bình Gia", "Hồng Phong")
    assert answer.mention.above == ()


@pytest.mark.parametrize("day", ["1980", "1980-05", "1980-05-01"])
def test_a_year_and_a_month_are_as_good_as_a_day(resolver, day):
    answer = _answer(resolver, "Bộ đội vào thị trấn Đồng Đăng.", "Đồng Đăng", day=day)
    assert answer.unit == "t-dong-dang--van-lang"
