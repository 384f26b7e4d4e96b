"""Lines are worth typing by their doubtful names, figures and words; captions are worth nothing."""

import pytest

from library.corrections.line_trust import Trust, comparable, trust_of
from library.corrections.line_worth import worthy_lines
from tests.library.corrections.pages import set_lines

_WIDTH = 700
_SURE, _DOUBTFUL = 0.95, 0.4


def _worth(*lines, confidence=_DOUBTFUL):
    return [line.worth for line in worthy_lines(set_lines(*lines, confidence=confidence), _WIDTH)]


def test_a_line_read_surely_is_worth_nothing():
    assert _worth("phiên chợ ngày xuân ở phố cổ", confidence=_SURE) == []


def test_an_impossible_word_makes_a_line_worthy_and_tells_the_phrases_it_may_hide():
    (line,) = worthy_lines(
        set_lines("phiên chợ mườii ngày ở phố cổ bên sông", confidence=_SURE), _WIDTH
    )
    assert line.worth == 1
    assert {"cho muoi", "muoi ngay", "muoi"} <= line.phrases


def test_doubtful_figures_and_names_are_worth_more():
    words = _worth("đi qua chợ về nhà bên sông")
    names = _worth("đi qua Kỳ Lừa về nhà bên sông")
    figures = _worth("đi qua 19 xã và 27 thôn bên sông")
    assert words < names < figures


def test_a_figure_is_doubtful_before_a_word():
    assert _worth("đi qua 19 xã và 27 thôn bên sông", confidence=0.8) != []
    assert _worth("đi qua hai xã và ba thôn bên sông", confidence=0.8) == []


@pytest.mark.parametrize(
    "caption",
    ["Hình 3. Mặt cắt ngang của đình làng cũ", "Bản đồ: các huyện của tỉnh năm 1939", "Ảnh 2: chợ"],
)
def test_captions_are_not_offered(caption):
    assert _worth(caption, "dòng thứ hai của chú thích ấy cũng vậy") == []


@pytest.mark.parametrize("label", ["nhà A", "sông ~~ || -- ~", "x y z"])
def test_labels_and_noise_are_not_offered(label):
    assert _worth(label) == []


@pytest.mark.parametrize(
    ("text", "other", "is_same"),
    [
        pytest.param("nhà văn hoá", "nhà văn hóa", True, id="place of the tone"),
        pytest.param("“Kỳ Lừa” – chợ", '"Kỳ Lừa" - chợ', True, id="quotes and dashes"),
        pytest.param("Kỳ  Lừa ", "Kỳ Lừa", True, id="spaces"),
        pytest.param("kỳ Lừa", "Kỳ Lừa", False, id="capitals"),
        pytest.param("Kỳ Lửa", "Kỳ Lừa", False, id="tones"),
        pytest.param("Kỳ Lừa.", "Kỳ Lừa", False, id="punctuation"),
    ],
)
def test_texts_are_compared_without_habits_of_keyboards(text, other, is_same):
    assert (comparable(text) == comparable(other)) is is_same


@pytest.mark.parametrize(
    ("right", "wrong", "trust"),
    [
        *((0, 0, Trust.NEW), (1, 0, Trust.NEW), (3, 0, Trust.COUNTS), (3, 1, Trust.NEW)),
        *((0, 2, Trust.FAILS), (5, 2, Trust.FAILS), (40, 2, Trust.COUNTS)),
    ],
)
def test_a_helper_counts_by_known_lines(right, wrong, trust):
    assert trust_of(right, wrong) is trust
