"""Cues of WebVTT and SubRip files are read as others write them, and written in one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.recordings.cues import Cue, cues_between
from library.recordings.webvtt import read_cues, write_cues

_VTT = """WEBVTT - Then cổ

NOTE người chép: chị Mai

STYLE
::cue { color: red }

mo-dau
00:01.500 --> 00:04.000 align:start
<v Bà Lợi>Pú đẩm <i>pú</i> chựa &amp; slấn

01:00:04.000 --> 01:00:05.250
Hai dòng
<c.la>lời</c>
"""
_SRT = (
    "\ufeff1\r\n00:00:01,500 --> 00:00:04,000\r\nXin chào\r\n\r\n"
    "2\r\n00:00:05,0 --> 00:00:06,0\r\n\r\n"
)


def test_webvtt_is_read_without_notes_styles_and_tags():
    assert read_cues(_VTT) == (
        Cue(1500, 4000, "Pú đẩm pú chựa & slấn", "Bà Lợi"),
        Cue(3_604_000, 3_605_250, "Hai dòng\nlời"),
    )


def test_subrip_is_read_without_cues_that_say_nothing():
    assert read_cues(_SRT) == (Cue(1500, 4000, "Xin chào"),)


@pytest.mark.parametrize("text", ["", "WEBVTT", "chữ thường", "-->", "00:01.000 --> mai"])
def test_a_file_without_cues_has_none(text):
    assert read_cues(text) == ()


_WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cf")), min_size=1, max_size=12
)


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(0, 10**8), st.integers(0, 10**5), _WORDS, _WORDS)))
def test_what_is_written_is_read_again(rows):
    cues = tuple(sorted(Cue(begins, begins + more, text, who) for begins, more, text, who in rows))
    assert read_cues(write_cues(cues)) == cues


def test_a_cue_belongs_to_the_stretch_in_which_it_begins():
    cues = (Cue(299_000, 305_000, "qua mốc"), Cue(300_000, 301_000, "đoạn sau"))
    assert [cue.text for cue in cues_between(cues, 0, 300_000)] == ["qua mốc"]
    assert [cue.text for cue in cues_between(cues, 300_000, 600_000)] == ["đoạn sau"]
