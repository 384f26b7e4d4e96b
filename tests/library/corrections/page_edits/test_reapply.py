"""What people changed is found again in any later reading, or said to be astray."""

from dataclasses import replace

import pytest

from library.catalogue.text.layout import Box
from library.corrections.page_edits.diff import NOWHERE, Frame, from_json, to_json
from library.corrections.page_edits.line_diff import changes_in
from library.corrections.page_edits.reapply import is_untouched, replay
from tests.library.corrections.pages import set_lines, texts

_READ = set_lines("Ủy ban câp tỉnh", "Lạng Sơn câp huyện")


def _changed(typed, line=0):
    return changes_in(_READ, {line: typed})


def _again(words, typed, line=0):
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
    assert texts(_again(_READ, typed).words) == [typed, "Lạng Sơn câp huyện"]


def test_a_word_keeps_its_box():
    before, after = _READ[2], _again(_READ, "Ủy ban cấp tỉnh").words[2]
    assert (before.left, before.width) == (after.left, after.width)


def test_joined_words_have_the_box_of_both():
    joined = _again(_READ, "Ủyban câp tỉnh").words[0]
    assert (joined.left, joined.left + joined.width) == (100, 160)


def test_split_words_share_the_box():
    first, second = _again(_READ, "Ủy ban câ p tỉnh").words[2:4]
    assert (first.left, second.left + second.width) == (170, 200)
    assert first.left + first.width < second.left


def test_a_word_that_was_missed_stands_in_the_gap():
    added = _again(_READ, "Ủy ban câp của tỉnh").words[3]
    assert 190 < added.left + added.width / 2 < 215


def test_a_corrected_word_is_vouched_for():
    word = _again(_READ, "Ủy ban cấp tỉnh").words[2]
    assert (word.checked, word.confidence) == (True, 1.0)


def test_the_same_misreading_elsewhere_stays():
    assert texts(_again(_READ, "Lạng Sơn cấp huyện", 1).words)[0] == "Ủy ban câp tỉnh"


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
    assert texts(_again(tuple(words), "Ủy ban cấp tỉnh").words)[0] == "Ủy ban cấp tỉnh"


def test_a_correction_outlives_a_reading_in_two_parts():
    parted = _again(_READ, "Ủy ban câ p tỉnh").words
    assert texts(_again(parted, "Ủy ban cấp tỉnh").words)[0] == "Ủy ban cấp tỉnh"


def test_a_correction_never_overwrites_what_stands_in_its_place_on_a_turned_page():
    done = _again(set_lines("Phố Kỳ Lừa xưa", "chợ phiên"), "Ủy ban cấp tỉnh")
    assert texts(done.words) == ["Phố Kỳ Lừa xưa", "chợ phiên"]
    assert len(done.astray) == 1


def test_on_a_new_scan_only_the_text_tells():
    moved = tuple(word._replace(left=word.left + 400, top=word.top + 300) for word in _READ[:4])
    nowhere = [replace(change, box=NOWHERE) for change in _changed("Ủy ban cấp tỉnh")]
    assert texts(replay(moved, nowhere).words) == ["Ủy ban cấp tỉnh"]


def test_what_was_added_on_another_scan_is_astray():
    nowhere = [replace(change, box=NOWHERE) for change in _changed("Ủy ban câp của tỉnh")]
    assert len(replay(_READ, nowhere).astray) == 1


def test_words_nobody_touched_are_known():
    (change,) = _changed("Ủy ban cấp tỉnh")
    assert is_untouched(_READ, change)
    assert not is_untouched(_again(_READ, "Ủy ban cập tỉnh").words, change)


def test_changes_are_kept_as_they_are():
    (change,) = _changed("Ủy ban cấp tỉnh")
    (kept,) = from_json(to_json([change]))
    assert (kept.meant, kept.box, kept.seen[0].text) == (change.meant, change.box, "câp")


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


def test_a_frame_is_read_off_where_a_page_is_taken_from():
    assert Frame.of(10, 20, "ab12:3 0.0-0.5") == Frame(10, 20, 0.0, 0.5)
    assert Frame.of(10, 20, None) == Frame(10, 20)
