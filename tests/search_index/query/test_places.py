"""Every engine finds places by their former and present names."""

import pytest

from tests.search_index.makers import page


def test_an_old_commune_finds_the_new_one(index):
    index.put(page("moi", "Xã Thiện Long họp.", title="Mới"), page("khac", "Xã Vũ Lễ họp."))
    assert index.ask("xã Hòa Bình, Thiện Hòa") == ["moi"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("nơi:Bình La", ["ten", "moi", "huyen"], id="an old commune"),
        pytest.param("nơi:binh la", ["ten", "moi", "huyen"], id="without marks"),
        pytest.param("nơi:Tân Văn", ["moi", "ten", "huyen"], id="a new commune"),
        pytest.param('nơi:"huyện Bình Gia"', ["huyen", "moi"], id="a district, and its communes"),
        pytest.param('nơi:"châu Thoát Lãng"', ["van-lang"], id="a district before 1964"),
    ],
)
def test_a_place_is_found_by_all_its_names(index, typed, expected):
    index.put(
        page("moi", "Ủy ban nhân dân xã Tân Văn họp.", places=("Tân Văn",)),
        page("ten", "Chợ Bình La."),
        page("huyen", "Họp ở huyện Bình Gia."),
        page("van-lang", "Họp ở huyện Văn Lãng."),
        page("khac", "Dân ca tân thời và văn chương."),
    )
    assert index.ask(typed) == expected


def test_any_other_word_is_a_place_too(index):
    index.put(page("bien", "Chợ miền biên."), page("xuoi", "Chợ miền xuôi."))
    assert index.ask("nơi:biên") == ["bien"]


def test_a_page_about_a_place_comes_before_one_that_names_it(index):
    index.put(page("ten", "Chợ Kỳ Lừa."), page("ve", "Chợ Kỳ Lừa.", places=("Kỳ Lừa",)))
    assert index.ask("nơi:Kỳ Lừa") == ["ve", "ten"]
