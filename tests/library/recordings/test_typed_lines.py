"""Cues are typed one a line, with a time, perhaps a speaker, and words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.recordings.cues import Cue
from library.recordings.typed_lines import read_lines, write_lines


def test_lines_are_read_with_speakers_and_continued_lines():
    text = "0:05 | Bà Lợi | Pú đẩm\nchựa slấn\n[1:00:02,5] nói tiếp\n"
    assert read_lines(text) == (
        Cue(5000, 3_602_500, "Pú đẩm\nchựa slấn", "Bà Lợi"),
        Cue(3_602_500, 3_607_500, "nói tiếp"),
    )


def test_an_old_end_stays_and_the_last_cue_ends_with_the_recording():
    old_cues = (Cue(5000, 6000, "cũ"),)
    assert read_lines("0:05 | mới\n0:09 | hết", old_cues, length=10_000) == (
        Cue(5000, 6000, "mới"),
        Cue(9000, 10_000, "hết"),
    )


def test_words_before_the_first_time_begin_with_the_recording():
    assert read_lines("mở đầu\n0:03 | sau")[0] == Cue(0, 3000, "mở đầu")


@pytest.mark.parametrize("text", ["", "\n\n", "0:05 |", "0:05 | Bà Lợi |"])
def test_lines_without_words_are_no_cues(text):
    assert read_lines(text) == ()


_WORDS = st.lists(st.sampled_from(["Then", "đàn tính", "a|b", "9:30"]), min_size=1, max_size=4)
_CUE = st.builds(
    Cue,
    st.integers(0, 10**7),
    st.just(2 * 10**7),
    _WORDS.map(" ".join),
    st.sampled_from(["", "Bà Lợi"]),
)


@pytest.mark.slow
@given(st.lists(_CUE, unique_by=lambda cue: cue.begins))
def test_lines_written_are_read_again(cues):
    in_order = tuple(sorted(cues))
    assert read_lines(write_lines(in_order), in_order) == in_order


def test_a_time_alone_in_its_line_begins_a_cue():
    assert read_lines("0:05\nPú đẩm\n0:09\nhai") == (
        Cue(5000, 9000, "Pú đẩm"),
        Cue(9000, 14_000, "hai"),
    )


def test_a_second_line_that_begins_with_a_time_of_day_stays_in_its_cue():
    cues = (Cue(0, 4000, "Bà kể:\n5:30 sáng đi chợ", "Bà Lợi|Ông Tư"),)
    assert read_lines(write_lines(cues), cues) == (
        Cue(0, 4000, "Bà kể: 5:30 sáng đi chợ", "Bà Lợi/Ông Tư"),
    )
