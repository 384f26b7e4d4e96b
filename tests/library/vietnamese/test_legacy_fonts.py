"""Tests of recognising and converting text in pre-Unicode fonts."""

import pytest

from library.vietnamese.legacy_encodings import LegacyEncoding
from library.vietnamese.legacy_fonts import LegacyFont, Run, guess_encoding, legacy_font, to_unicode

TCVN3, VNI = LegacyEncoding.TCVN3, LegacyEncoding.VNI


@pytest.mark.parametrize(
    ("name", "font"),
    [
        (".VnTime", LegacyFont(TCVN3)),
        (".VnTimeH,Bold", LegacyFont(TCVN3, capitals=True)),
        ("VnTimeHBold", LegacyFont(TCVN3, capitals=True)),
        ("'.VnArial Narrow'", LegacyFont(TCVN3)),
        (".VnArial NarrowH", LegacyFont(TCVN3, capitals=True)),
        ("VNI-Times", LegacyFont(VNI)),
        ("VPS Times", LegacyFont(LegacyEncoding.VPS)),
        ("VI Arial", LegacyFont(LegacyEncoding.VISCII)),
        ("Times New Roman", None),
        ("VNU Times", None),
    ],
)
def test_the_name_of_a_font_gives_its_encoding(name, font):
    assert legacy_font(name) == font


def converted(*runs: tuple[str, str]) -> list[str]:
    """Return the converted texts of runs, each given as text and font."""
    return list(to_unicode([Run(*run) for run in runs])[0])


def test_lower_case_in_a_font_of_capitals_becomes_upper_case():
    assert converted(("céng hoµ x· héi", ".VnTimeH")) == ["CỘNG HOÀ XÃ HỘI"]


def test_unicode_typed_in_an_old_font_is_left_unchanged():
    unicode = ("Độc lập - Tự do - Hạnh phúc", ".VnTime")
    assert converted(unicode, ("tháng này, các nhà", ".VnTime"))[0] == unicode[0]


def test_legacy_words_among_unicode_words_are_converted_one_by_one():
    runs = (("M¸y mãc thiết bÞ", ".VnArial"), ("NhËp khÈu hµng ho¸", ".VnArial"))
    assert converted(*runs)[0] == "Máy móc thiết bị"


def test_legacy_text_in_a_unicode_font_is_recognised_by_its_syllables():
    assert converted(("- Sù nghiÖp khoa häc", "Arial")) == ["- Sự nghiệp khoa học"]


def test_text_in_another_encoding_than_its_font_is_decoded():
    runs = (("Vaên phoøng tænh", "VNI-Times"), ("§¬n vÞ: ngh×n ®ång", "VNI-Times"))
    tcvn3 = ("V¨n phßng tØnh", ".VnTime")
    assert converted(*runs, tcvn3)[:2] == ["Văn phòng tỉnh", "Đơn vị: nghìn đồng"]


def test_abbreviations_do_not_count_for_the_encoding():
    decree = "NÑ 35/2003/NÑ-CP NGAØY 4/4/2003 CUÛA CP VEÀ CHI TIEÁT THI HAØNH LUAÄT"
    assert converted((decree, "DejaVuSans")) == [
        "NĐ 35/2003/NĐ-CP NGÀY 4/4/2003 CỦA CP VỀ CHI TIẾT THI HÀNH LUẬT"
    ]


def test_letters_replaced_by_similar_signs_are_decoded():
    assert converted(("Nhµ n−íc ViÖt Nam, l∙nh ®¹o", ".VnTime")) == ["Nhà nước Việt Nam, lãnh đạo"]


def test_the_converted_encodings_are_returned():
    assert to_unicode([Run("viÖc nµy", ".VnTime"), Run("Arial", "Arial")])[1] == {TCVN3}


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
def test_unicode_text_has_no_legacy_encoding(text):
    assert guess_encoding(text) is None


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", TCVN3),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", VNI),
        ("Cµng hòa xã hµi chü nghîa Vi®t Nam ðµc l§p", LegacyEncoding.VISCII),
    ],
)
def test_a_legacy_encoding_is_recognised_by_its_syllables(text, encoding):
    assert guess_encoding(text) is encoding
