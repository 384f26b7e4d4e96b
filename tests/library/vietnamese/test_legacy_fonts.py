"""Tests of how text in fonts from before Unicode is told from other text, and converted."""

import pytest

from library.vietnamese.legacy_encodings import OldEncoding
from library.vietnamese.legacy_fonts import OldFont, Run, guess, modern, old_font

TCVN3, VNI = OldEncoding.TCVN3, OldEncoding.VNI


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        (".VnTime", OldFont(TCVN3)),
        (".VnTimeH,Bold", OldFont(TCVN3, capitals=True)),
        ("VnTimeHBold", OldFont(TCVN3, capitals=True)),
        ("'.VnArial Narrow'", OldFont(TCVN3)),
        (".VnArial NarrowH", OldFont(TCVN3, capitals=True)),
        ("VNI-Times", OldFont(VNI)),
        ("VPS Times", OldFont(OldEncoding.VPS)),
        ("VI Arial", OldFont(OldEncoding.VISCII)),
        ("Times New Roman", None),
        ("VNU Times", None),
    ],
)
def test_the_name_of_a_font_says_what_its_letters_mean(name, meant):
    assert old_font(name) == meant


def converted(*runs: tuple[str, str]) -> list[str]:
    """Return what becomes of runs, each a text and its font."""
    return list(modern([Run(*run) for run in runs])[0])


def test_small_letters_in_a_font_of_capitals_become_capitals():
    assert converted(("céng hoµ x· héi", ".VnTimeH")) == ["CỘNG HOÀ XÃ HỘI"]


def test_unicode_typed_under_an_old_font_is_left_alone():
    unicode = ("Độc lập - Tự do - Hạnh phúc", ".VnTime")
    assert converted(unicode, ("tháng này, các nhà", ".VnTime"))[0] == unicode[0]


def test_old_letters_among_words_in_unicode_are_converted_word_by_word():
    runs = (("M¸y mãc thiết bÞ", ".VnArial"), ("NhËp khÈu hµng ho¸", ".VnArial"))
    assert converted(*runs)[0] == "Máy móc thiết bị"


def test_old_letters_under_a_font_of_today_are_known_by_their_syllables():
    assert converted(("- Sù nghiÖp khoa häc", "Arial")) == ["- Sự nghiệp khoa học"]


def test_letters_that_keep_to_another_encoding_than_their_font_are_read_by_it():
    runs = (("Vaên phoøng tænh", "VNI-Times"), ("§¬n vÞ: ngh×n ®ång", "VNI-Times"))
    tcvn3 = ("V¨n phßng tØnh", ".VnTime")
    assert converted(*runs, tcvn3)[:2] == ["Văn phòng tỉnh", "Đơn vị: nghìn đồng"]


def test_what_is_short_for_something_tells_nothing_of_the_encoding():
    decree = "NÑ 35/2003/NÑ-CP NGAØY 4/4/2003 CUÛA CP VEÀ CHI TIEÁT THI HAØNH LUAÄT"
    assert converted((decree, "DejaVuSans")) == [
        "NĐ 35/2003/NĐ-CP NGÀY 4/4/2003 CỦA CP VỀ CHI TIẾT THI HÀNH LUẬT"
    ]


def test_a_letter_that_was_taken_for_a_sign_is_known():
    assert converted(("Nhµ n−íc ViÖt Nam, l∙nh ®¹o", ".VnTime")) == ["Nhà nước Việt Nam, lãnh đạo"]


def test_the_encodings_found_are_told():
    assert modern([Run("viÖc nµy", ".VnTime"), Run("Arial", "Arial")])[1] == {TCVN3}


@pytest.mark.parametrize(
    "text",
    [
        "Ủy ban nhân dân tỉnh Lạng Sơn, các xã Hữu Lũng và Bắc Sơn",
        "à la carte, déjà vu, élève, garçon, Noël, Citroën, Thaï",
        "Größe, Müller, naïve façade, 20 µm ± 5 °C, § 3",
        "Nguyễn Văn A",
        "",
    ],
)
def test_text_of_today_is_no_old_encoding(text):
    assert guess(text) is None


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", TCVN3),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", VNI),
        ("Cµng hòa xã hµi chü nghîa Vi®t Nam ðµc l§p", OldEncoding.VISCII),
    ],
)
def test_an_old_encoding_is_known_by_its_syllables(text, encoding):
    assert guess(text) is encoding
