"""Book numbers follow the first syllables; DDC numbers are checked and explained."""

import pytest

from library.catalogue.description import ddc
from library.catalogue.description.book_numbers import OWN_FILE, book_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param("Non nước xứ Lạng", "N430N", id="initial, rhyme, next initial"),
        pytest.param("Văn hóa các dân tộc", "V115H", id="a vowel with a breve"),
        pytest.param("Những người con", "NH556NG", id="initials of several letters"),
        pytest.param("Giáo trình lịch sử", "GI-108TR", id="a hyphen after a letter like a digit"),
        pytest.param("Gì cũng có", "GI-300C", id="gi before a consonant or alone"),
        pytest.param("Quản lý", "QU105L", id="qu"),
        pytest.param("Kỹ thuật", "K600TH", id="y"),
        pytest.param("Ông già", "Ô-455GI", id="no initial consonant"),
        pytest.param("NGUYỄN DU", "NG527D", id="capitals"),
        pytest.param("“Truyện Kiều”", "TR527K", id="punctuation"),
        pytest.param("Then", "TH203", id="one syllable"),
        pytest.param("Harry Potter", "", id="no syllable"),
        pytest.param("1954", "", id="no word"),
    ],
)
def test_a_book_number_is_proposed(text, number):
    assert book_number(text) == number


def test_a_library_replaces_the_table(tmp_path):
    path = tmp_path / OWN_FILE
    path.parent.mkdir()
    path.write_text("vần,mã\non,77\n", encoding="utf-8")
    assert book_number("Non nước", tmp_path) == "N77N"


@pytest.mark.parametrize("number", ["915.9711", "398.2", "959.7/11", "636.508 2"])
def test_ddc_numbers_are_recognised(number):
    assert ddc.class_problem(number) == ""


@pytest.mark.parametrize("number", ["95", "9 59.7.1", "V2(1)", ""])
def test_other_numbers_are_reported(number):
    assert "không phải chỉ số DDC" in ddc.class_problem(number)


def test_a_number_is_explained_from_the_main_class_down():
    assert ddc.caption("959.7") == (
        "lịch sử, địa lý, tiểu sử › lịch sử châu Á, có Việt Nam › lịch sử Việt Nam"
    )
    assert ddc.caption("K5") == ""
