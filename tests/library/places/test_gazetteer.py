"""Tests of finding new units by old names and the reverse."""

import unicodedata

import pytest

from library.places.gazetteer import read_gazetteer, unit_names


@pytest.mark.parametrize(
    ("typed", "now"),
    [
        pytest.param("xã Bình La", ("Tân Văn",), id="merged into a unit of another name"),
        pytest.param("binh la", ("Tân Văn",), id="typed without marks"),
        pytest.param("Mai Pha ở đâu", ("Đông Kinh",), id="inside a sentence"),
        pytest.param("Thất Khê", (), id="kept its name"),
        pytest.param("Bính Xá", ("Đình Lập", "Kiên Mộc"), id="split between two"),
        pytest.param(
            "xã Hòa Bình",
            ("Thiện Long", "Vạn Linh", "Yên Bình", "Văn Quan"),
            id="four communes of one name are all meant",
        ),
    ],
)
def test_a_former_unit_has_its_present_names(typed, now):
    assert (
        tuple(name for place in read_gazetteer().related_names(typed) for name in place.now) == now
    )


def test_a_present_unit_has_its_former_names():
    (place,) = read_gazetteer().related_names("phường Kỳ Lừa gồm những xã nào")
    assert set(place.before) == {"Cao Lộc", "Gia Cát", "Hoàng Văn Thụ", "Hợp Thành", "Tân Liên"}


def test_a_district_matches_only_with_its_kind():
    (district,) = read_gazetteer().related_names("huyện Tràng Định")
    (commune,) = read_gazetteer().related_names("Tràng Định")
    assert "xã Thất Khê" in district.now
    assert commune.now == ()


def test_a_former_unit_has_its_district():
    (place,) = read_gazetteer().related_names("xã Bình La")
    assert place.within == ("huyện Bình Gia",)


@pytest.mark.parametrize(
    ("typed", "now"),
    [
        pytest.param("châu Thoát Lãng", ("Văn Lãng",), id="called châu"),
        pytest.param("huyện Thoát Lãng", ("Văn Lãng",), id="called huyện"),
        pytest.param("Thoát Lãng", ("Văn Lãng",), id="a name nobody else bears"),
        pytest.param("huyện Bằng Mạc", ("Văn Quan", "Chi Lăng"), id="divided"),
    ],
)
def test_districts_before_1964_are_found(typed, now):
    (place,) = read_gazetteer().related_names(typed)
    assert place.now == now


def test_a_district_has_its_predecessors():
    assert read_gazetteer().find("huyện Văn Lãng").before == ("Văn Uyên", "Thoát Lãng")


@pytest.mark.parametrize("name", ["Hà Nội", "chợ Kỳ Lừa", "xã", ""])
def test_unknown_places_are_not_found(name):
    assert read_gazetteer().find(name) is None


def test_a_common_name_is_found_as_a_place_name():
    assert "Thiện Long" in read_gazetteer().find("Hòa Bình").now


@pytest.mark.parametrize("typed", ["Hòa Bình", "Lạng Sơn", "", "!!!", "xã"])
def test_texts_without_our_places_give_no_related_names(typed):
    assert read_gazetteer().related_names(typed) == ()


def test_typed_marks_must_match():
    assert read_gazetteer().related_names("Bính La") == ()


def test_decomposed_letters_match_the_same_place():
    decomposed = unicodedata.normalize("NFD", "xã Bình La")
    assert read_gazetteer().related_names(decomposed) == read_gazetteer().related_names(
        "xã Bình La"
    )


def test_both_spellings_of_a_final_i_or_y_match():
    (place,) = read_gazetteer().related_names("phường Kì Lừa")
    assert place.name == "Kỳ Lừa"


def test_unit_names_include_all_kinds_once():
    assert {"Xã Chi Lăng", "Huyện Chi Lăng", "Thị trấn Chi Lăng"} <= set(unit_names())
    assert len(unit_names()) == len(set(unit_names()))


def test_a_name_that_begins_like_a_kind_is_found():
    assert read_gazetteer().find("Châu Sơn").name == "Châu Sơn"
    assert read_gazetteer().find("xã Châu Sơn").name == "Châu Sơn"
