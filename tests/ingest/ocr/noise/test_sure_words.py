"""Tests of the words kept on pictures and maps."""

import pytest

from ingest.ocr.noise.sure_words import are_uneven, is_page_of_lines, sure_words
from library.catalogue.text.words import Word


def _line(number: int, *texts: str, gap: int = 10) -> list[Word]:
    """Return a line of words written as `text:confidence`."""
    words, across = [], 0
    for place in texts:
        text, confidence = place.rsplit(":", 1)
        words.append(
            Word(text, across, 100 * number, 20 * len(text), 30, float(confidence), 0, number)
        )
        across += 20 * len(text) + gap
    return words


def _kept(*lines: list[Word]) -> str:
    return " ".join(
        word.text for word in sure_words(tuple(word for line in lines for word in line))
    )


_NOISE = ("r:0.40", "Tee:0.17", "\\:0.93", "À:0.87", "Fr:0.49", "Ñ:0.87", "{:0.87", "10630:0.00")


def test_a_picture_full_of_noise_has_no_words():
    assert _kept(_line(0, *_NOISE), _line(1, *_NOISE), _line(2, "ang:0.93", *_NOISE)) == ""


def test_names_between_contour_lines_are_kept():
    noisy = _line(0, "22°15:0.92", *_NOISE, "Thất:0.85", "Khê,:0.96", *_NOISE)
    assert _kept(noisy, _line(1, "Cao:0.93", "Lộc:0.96")) == "22°15 Thất Khê, Cao Lộc"


def test_the_point_of_a_place_is_no_letter_of_its_name():
    assert _kept(_line(0, "eBảo:0.85", "Lâm:0.96"), _line(1, "®Trấn:0.92", "Ninh:0.96")) == (
        "Bảo Lâm Trấn Ninh"
    )


def test_a_sure_caption_keeps_its_unsure_words():
    caption = ("Chợ:0.97", "Kỳ:0.93", "Lừa:0.92", "ngày:0.97", "l:0.40", "phiên,:0.96", "1925:0.7")
    assert _kept(_line(0, *caption), _line(1, "ế:0.00")) == "Chợ Kỳ Lừa ngày l phiên, 1925"


@pytest.mark.parametrize(
    "word",
    ["\\:0.93", "Lo:0.95", "sÑ:0.90", "rKhángChiến:0.92", "ccvb:0.95", "Sơn:0.60"],
)
def test_a_lone_word_is_doubted(word):
    assert _kept(_line(0, "Bắc:0.97", "Sơn:0.96"), _line(1, word)) == "Bắc Sơn"


def test_neighbours_must_be_near():
    apart = _line(1, "An:0.95", "Ba:0.95", gap=400)
    assert _kept(_line(0, "Bắc:0.97", "Sơn:0.96"), apart) == "Bắc Sơn"


def test_french_names_are_kept():
    assert _kept(_line(0, "Rivière:0.95", "Claire:0.92")) == "Rivière Claire"


_TEXT = ("Căn:0.96", "cứ:0.95", "Nghị:0.96", "định:0.96", "30:0.4", "của:0.96", "UBND:0.9")


@pytest.mark.parametrize(
    ("lines", "is_plain_print", "is_text"),
    [
        pytest.param([_TEXT] * 6, False, True, id="many lines, on any paper"),
        pytest.param([_TEXT] * 2, True, True, id="few lines and nothing else"),
        pytest.param([_TEXT] * 2, False, False, id="a caption below a picture"),
        pytest.param([("Sử:0.9",), ("slử:0.95",)] * 9, True, True, id="a list of words"),
        pytest.param([_TEXT] * 6 + [_NOISE] * 30, True, False, id="the frame of a map"),
        pytest.param([], True, False, id="an empty page"),
    ],
)
def test_a_page_of_lines_is_known_by_its_look(lines, is_plain_print, is_text):
    words = tuple(word for number, line in enumerate(lines) for word in _line(number, *line))
    assert is_page_of_lines(words, is_plain_print=lambda: is_plain_print) is is_text


def test_letters_read_in_contour_lines_differ_in_height():
    words = tuple(_line(0, *["Sơn:0.9"] * 20))
    tall = tuple(word._replace(height=90) for word in words[:4])
    assert (are_uneven(words), are_uneven((*tall, *words[4:]))) == (False, True)
