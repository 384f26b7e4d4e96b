"""Tests of detecting the language of passages."""

import pytest

from library.catalogue.text.passages import HAN, language_of

_VIETNAMESE = "Chợ Kỳ Lừa họp ngày hai và ngày bảy, người các châu xa gần đều đến mua bán."
_FRENCH = "Le territoire de Lang-Son est situé dans le nord du Tonkin, sur la frontière de Chine."
_TAY = "Slam nàng vằn slíp hả, khảu pi mấư slướng mừa slao báo hất cúa rườn."
_ENGLISH = "The province is in the north of the country, and it has a long border with China."


@pytest.mark.parametrize(
    ("passage", "language"),
    [
        pytest.param(_VIETNAMESE, "vi", id="Vietnamese"),
        pytest.param(_FRENCH, "fr", id="French"),
        pytest.param(_ENGLISH, "en", id="English"),
        pytest.param(_TAY, "tyz", id="Tày"),
        pytest.param("Sở Tài chính, Sở Y tế, UBND huyện Bình Liêu", "vi", id="names of offices"),
        pytest.param("諒山省, 同登 1921.", "zh-Hant", id="Hán"),
        pytest.param("諒山, đọc là Lạng Sơn", "vi", id="Hán in Vietnamese"),
        pytest.param("Lang Son", "vi", id="too short to tell"),
        pytest.param("", "vi", id="nothing"),
        pytest.param("149/KH-UBND 22 8 2017 1 2 3 4 5 6", "vi", id="figures"),
    ],
)
def test_a_passage_in_a_vietnamese_item(passage, language):
    assert language_of(passage, "vi") == language


def test_vietnamese_in_a_french_item_is_detected():
    assert language_of(_VIETNAMESE, "fr") == "vi"


def test_a_short_passage_has_the_language_of_its_item():
    assert language_of("Lang-Son, imprimerie du Protectorat", "fr") == "fr"


def test_runs_of_han_characters_include_inner_spaces():
    assert HAN.findall("Tên chữ Hán 諒山; 處 諒 山 處, đọc là Lạng Sơn") == ["諒山", "處 諒 山 處"]
