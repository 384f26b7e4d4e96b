"""Corrections are located in any later OCR output, or reported as unplaced."""

from dataclasses import replace

import pytest

from library.catalogue.text.layout import Box
from library.corrections.page_edits.diff import NO_BOX, Frame, from_json, to_json
from library.corrections.page_edits.line_diff import changes_in
from library.corrections.page_edits.reapply import is_untouched, replay
from tests.library.corrections.pages import set_lines, texts

_READ = set_lines("Ủy ban câp tỉnh", "Lạng Sơn câp huyện")


def _changed(typed, line=0):
    return changes_in(_READ, {line: typed})


def _replayed(words, typed, line=0):
    return replay(words, _changed(typed, line))


@pytest.mark.parametrize(
    "typed",
    [
        "Ủy ban cấp tỉnh",
        "Ủyban câp tỉnh",
        "Ủy ban c ấ p tỉnh",
        "Ủy ban tỉnh",
        "Ủy ban câp của tỉnh",
    ],
)
def test_the_line_reads_as_it_was_typed(typed):
    assert texts(_replayed(_READ, typed).words) == [typed, "Lạng Sơn câp huyện"]


def test_a_word_keeps_its_box():
    original, corrected = _READ[2], _replayed(_READ, "Ủy ban cấp tỉnh").words[2]
    assert (original.left, original.width) == (corrected.left, corrected.width)


def test_joined_words_have_the_box_of_both():
    joined = _replayed(_READ, "Ủyban câp tỉnh").words[0]
    assert (joined.left, joined.left + joined.width) == (100, 160)


def test_split_words_share_the_box():
    first, second = _replayed(_READ, "Ủy ban câ p tỉnh").words[2:4]
    assert (first.left, second.left + second.width) == (170, 200)
    assert first.left + first.width < second.left


def test_a_missed_word_is_placed_in_the_gap():
    added = _replayed(_READ, "Ủy ban câp của tỉnh").words[3]
    assert 190 < added.left + added.width / 2 < 215


def test_a_corrected_word_is_confirmed():
    word = _replayed(_READ, "Ủy ban cấp tỉnh").words[2]
    assert (word.checked, word.confidence) == (True, 1.0)


def test_the_same_misreading_elsewhere_stays():
    assert texts(_replayed(_READ, "Lạng Sơn cấp huyện", 1).words)[0] == "Ủy ban câp tỉnh"


@pytest.mark.parametrize(
    "reading",
    [
        pytest.param(("Ủy ban câp tỉnh", "Lạng Sơn câp huyện"), id="the same"),
        pytest.param(("Ủy ban cãp tỉnh", "Lạng Sơn câp huyện"), id="misread otherwise"),
        pytest.param(("Ủy ban cấp tỉnh", "Lạng Sơn câp huyện"), id="now right"),
    ],
)
def test_a_correction_outlives_another_reading(reading):
    words = list(set_lines(*reading))
    assert texts(_replayed(tuple(words), "Ủy ban cấp tỉnh").words)[0] == "Ủy ban cấp tỉnh"


def test_a_correction_outlives_a_reading_in_two_parts():
    parted = _replayed(_READ, "Ủy ban câ p tỉnh").words
    assert texts(_replayed(parted, "Ủy ban cấp tỉnh").words)[0] == "Ủy ban cấp tỉnh"


def test_a_correction_never_overwrites_other_words_on_a_turned_page():
    result = _replayed(set_lines("Phố Kỳ Lừa xưa", "chợ phiên"), "Ủy ban cấp tỉnh")
    assert texts(result.words) == ["Phố Kỳ Lừa xưa", "chợ phiên"]
    assert len(result.astray) == 1


def test_on_a_new_scan_a_correction_is_located_by_text():
    moved = tuple(word._replace(left=word.left + 400, top=word.top + 300) for word in _READ[:4])
    unplaced = [replace(change, box=NO_BOX) for change in _changed("Ủy ban cấp tỉnh")]
    assert texts(replay(moved, unplaced).words) == ["Ủy ban cấp tỉnh"]


def test_an_insertion_on_another_scan_is_unplaced():
    unplaced = [replace(change, box=NO_BOX) for change in _changed("Ủy ban câp của tỉnh")]
    assert len(replay(_READ, unplaced).astray) == 1


def test_untouched_words_are_detected():
    (change,) = _changed("Ủy ban cấp tỉnh")
    assert is_untouched(_READ, change)
    assert not is_untouched(_replayed(_READ, "Ủy ban cập tỉnh").words, change)


def test_changes_survive_storage():
    (change,) = _changed("Ủy ban cấp tỉnh")
    (stored,) = from_json(to_json([change]))
    assert (stored.meant, stored.box, stored.seen[0].text) == (change.meant, change.box, "câp")


@pytest.mark.parametrize(
    ("into", "expected"),
    [
        pytest.param(Frame(1000, 500), Box(100, 50, 200, 100), id="the same"),
        pytest.param(Frame(2000, 1000), Box(200, 100, 400, 200), id="drawn twice as fine"),
        pytest.param(Frame(500, 500, 0.0, 0.5), Box(100, 50, 200, 100), id="the left part"),
        pytest.param(Frame(500, 500, 0.5, 1.0), None, id="not in the right part"),
    ],
)
def test_a_box_follows_its_picture(into, expected):
    assert Frame(1000, 500).moved(Box(100, 50, 200, 100), into) == expected


def test_a_frame_is_parsed_from_taken_from():
    assert Frame.of(10, 20, "ab12:3 0.0-0.5") == Frame(10, 20, 0.0, 0.5)
    assert Frame.of(10, 20, None) == Frame(10, 20)
