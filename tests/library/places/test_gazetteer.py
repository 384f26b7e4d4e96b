"""An old name finds the new unit, and the reverse."""

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
def test_tells_what_an_old_unit_is_called_now(typed, now):
    assert tuple(name for kin in read_gazetteer().kin(typed) for name in kin.now) == now


def test_tells_what_a_new_unit_was_made_of():
    (kin,) = read_gazetteer().kin("phường Kỳ Lừa gồm những xã nào")
    assert set(kin.before) == {"Cao Lộc", "Gia Cát", "Hoàng Văn Thụ", "Hợp Thành", "Tân Liên"}


def test_a_district_is_meant_only_when_it_is_called_one():
    (district,) = read_gazetteer().kin("huyện Tràng Định")
    (commune,) = read_gazetteer().kin("Tràng Định")
    assert "xã Thất Khê" in district.now
    assert commune.now == ()


def test_a_unit_lay_in_a_district():
    (kin,) = read_gazetteer().kin("xã Bình La")
    assert kin.within == ("huyện Bình Gia",)


@pytest.mark.parametrize(
    ("typed", "now"),
    [
        pytest.param("châu Thoát Lãng", ("Văn Lãng",), id="called châu"),
        pytest.param("huyện Thoát Lãng", ("Văn Lãng",), id="called huyện"),
        pytest.param("Thoát Lãng", ("Văn Lãng",), id="a name nobody else bears"),
        pytest.param("huyện Bằng Mạc", ("Văn Quan", "Chi Lăng"), id="divided"),
    ],
)
def test_districts_before_1964_are_known(typed, now):
    (kin,) = read_gazetteer().kin(typed)
    assert kin.now == now


def test_a_district_tells_what_it_was_made_of():
    assert read_gazetteer().named("huyện Văn Lãng").before == ("Văn Uyên", "Thoát Lãng")


@pytest.mark.parametrize("name", ["Hà Nội", "chợ Kỳ Lừa", "xã", ""])
def test_what_is_no_place_of_ours_is_not_named(name):
    assert read_gazetteer().named(name) is None


def test_a_common_name_is_a_place_when_it_is_said_to_be_one():
    assert "Thiện Long" in read_gazetteer().named("Hòa Bình").now


@pytest.mark.parametrize("typed", ["Hòa Bình", "Lạng Sơn", "", "!!!", "xã"])
def test_what_names_no_place_of_ours_has_no_kin(typed):
    assert read_gazetteer().kin(typed) == ()


def test_marks_that_were_typed_must_agree():
    assert read_gazetteer().kin("Bính La") == ()


def test_decomposed_letters_name_the_same_place():
    decomposed = unicodedata.normalize("NFD", "xã Bình La")
    assert read_gazetteer().kin(decomposed) == read_gazetteer().kin("xã Bình La")


def test_either_spelling_of_a_final_i_or_y_is_known():
    (kin,) = read_gazetteer().kin("phường Kì Lừa")
    assert kin.said == "Kỳ Lừa"


def test_every_unit_is_known_as_it_is_called():
    assert {"Xã Chi Lăng", "Huyện Chi Lăng", "Thị trấn Chi Lăng"} <= set(unit_names())
    assert len(unit_names()) == len(set(unit_names()))
