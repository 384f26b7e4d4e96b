"""Changes in a line are detected word by word."""

import unicodedata

import pytest

from library.corrections.page_edits.line_diff import changes_in, new_line
from library.corrections.page_edits.reapply import replay
from tests.library.corrections.pages import set_lines, texts

_READ = set_lines("Ủy ban câp tỉnh", "Lạng Sơn")


@pytest.mark.parametrize(
    ("typed", "seen", "corrected"),
    [
        pytest.param("Ủy ban cấp tỉnh", ["câp"], ["cấp"], id="one word for another"),
        pytest.param("Ủyban câp tỉnh", ["Ủy", "ban"], ["Ủyban"], id="two words joined"),
        pytest.param("Ủy ban câ p tỉnh", ["câp"], ["câ", "p"], id="one word split"),
        pytest.param("Ủy ban tỉnh", ["câp"], [], id="a stain taken out"),
        pytest.param("Ủy ban câp của tỉnh", [], ["của"], id="a word that was missed"),
    ],
)
def test_a_change_has_the_old_and_the_corrected_words(typed, seen, corrected):
    (change,) = changes_in(_READ, {0: typed})
    assert ([word.text for word in change.seen], list(change.meant)) == (seen, corrected)


def test_two_wrong_neighbours_are_two_changes():
    assert len(changes_in(_READ, {0: "Uỷ Ban câp tỉnh"})) == 2


def test_untouched_words_are_no_change():
    assert changes_in(_READ, {0: "  Ủy ban câp  tỉnh ", 1: "Lạng Sơn"}) == ()


def test_decomposed_diacritics_are_no_change():
    assert changes_in(_READ, {0: unicodedata.normalize("NFD", "Ủy ban câp tỉnh")}) == ()


def test_a_confirmed_word_is_a_change_to_itself():
    (change,) = changes_in(_READ, {}, confirmed_indexes=[2])
    assert [word.text for word in change.seen] == list(change.meant) == ["câp"]


@pytest.mark.parametrize(
    ("after", "place"),
    [
        pytest.param(-1, 0, id="above all"),
        pytest.param(0, 1, id="between"),
        pytest.param(1, 2, id="below all"),
    ],
)
def test_a_missed_line_gets_its_place(after, place):
    change = new_line(_READ, after, "Số 12", 1400)
    assert texts(replay(_READ, [change]).words)[place] == "Số 12"


def test_a_page_without_words_gets_its_first_line():
    change = new_line((), -1, "Chợ Kỳ Lừa", 1400)
    assert texts(replay((), [change]).words) == ["Chợ Kỳ Lừa"]


def test_an_empty_line_is_ignored():
    assert new_line(_READ, 0, "  ", 1400) is None
