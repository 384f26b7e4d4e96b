"""Transcripts come in as WebVTT, SubRip, text, Word, ELAN and TextGrid files."""

import io
import zipfile
from contextlib import nullcontext

import pytest

from library.recordings.cues import Cue
from library.recordings.models import TranscriptKind
from library.recordings.problems import NoCuesError, UnknownTranscriptError
from library.recordings.transcript_files import read_transcript
from library.xml_io import BrokenXmlError, HostileXmlError

_ELAN = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT>
 <TIME_ORDER>
  <TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="1000"/><TIME_SLOT TIME_SLOT_ID="ts2" TIME_VALUE="3000"/>
  <TIME_SLOT TIME_SLOT_ID="ts3"/>
 </TIME_ORDER>
 <TIER TIER_ID="tày" PARTICIPANT="Bà Lợi">
  <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2">
   <ANNOTATION_VALUE>Pú đẩm</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
  <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="ts3" TIME_SLOT_REF2="ts2">
   <ANNOTATION_VALUE>không rõ lúc nào</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
 </TIER>
 <TIER TIER_ID="dịch" PARENT_REF="tày">
  <ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a3" ANNOTATION_REF="a1">
   <ANNOTATION_VALUE>Ông tổ</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>
 </TIER>
</ANNOTATION_DOCUMENT>
"""
_TEXT_GRID = """File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 5
item []:
    item [1]:
        class = "IntervalTier"
        name = "Bà Lợi"
        intervals: size = 2
        intervals [1]:
            xmin = 0
            xmax = 1.5
            text = ""
        intervals [2]:
            xmin = 1.5
            xmax = 2.25
            text = "nói ""hay"" quá"
"""
_VTT = "WEBVTT\n\n00:01.000 --> 00:03.000\nThen cổ\n"
_SPOKEN = TranscriptKind.SPEECH


def _word(*paragraphs):
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="w">{body}</w:document>')
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "cue"),
    [
        ("a.vtt", _VTT.encode(), Cue(1000, 3000, "Then cổ")),
        ("a.SRT", _VTT.encode("utf-16"), Cue(1000, 3000, "Then cổ")),
        ("a.txt", "0:01 | Then cổ".encode(), Cue(1000, 6000, "Then cổ")),
        ("a.docx", _word("0:01 Then cổ"), Cue(1000, 6000, "Then cổ")),
        ("a.eaf", _ELAN.encode(), Cue(1000, 3000, "Pú đẩm", "Bà Lợi")),
        ("a.TextGrid", _TEXT_GRID.encode("utf-16"), Cue(1500, 2250, 'nói "hay" quá', "Bà Lợi")),
    ],
)
def test_each_kind_of_file_gives_its_cue(name, content, cue):
    assert read_transcript(content, name, _SPOKEN) == (cue,)


def test_the_translation_of_an_elan_file_is_in_the_tiers_that_refer_to_the_spoken_ones():
    cues = read_transcript(_ELAN.encode(), "a.eaf", TranscriptKind.TRANSLATION)
    assert cues == (Cue(1000, 3000, "Ông tổ", "Bà Lợi"),)


def test_control_characters_are_left_out():
    text = (
        "WEBVTT\n\n00:01.000 --> 00:03.000\n<v B\x02à>a\0b\x01\n\n00:04.000 --> 00:05.000\n\x01\n"
    )
    assert read_transcript(text.encode(), "a.vtt", _SPOKEN) == (Cue(1000, 3000, "ab", "Bà"),)


def test_decomposed_letters_are_composed():
    text = "WEBVTT\n\n00:01.000 --> 00:03.000\nThen cô\u0309\n"
    assert read_transcript(text.encode(), "a.vtt", _SPOKEN)[0].text == "Then cổ"


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.pdf", b"%PDF-", UnknownTranscriptError),
        ("a.vtt", b"x" * 5_000_001, UnknownTranscriptError),
        ("a.vtt", b"WEBVTT", NoCuesError),
        ("a.docx", b"PK\x03\x04 cut", UnknownTranscriptError),
        ("a.eaf", b"<ANNOTATION_DOCUMENT>", BrokenXmlError),
        ("a.eaf", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', HostileXmlError),
        ("a.eaf", b"<ANNOTATION_DOCUMENT/>", NoCuesError),
    ],
)
def test_what_is_no_transcript_is_refused(name, content, error):
    with pytest.raises(error):
        read_transcript(content, name, _SPOKEN)


_TIMED = "WEBVTT\n\n00:01.000 --> 00:03.000\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        pytest.param("a.vtt", f"{_TIMED}{'<v ' * 300_000}", None, id="voices without end"),
        pytest.param("a.vtt", f"{_TIMED}x<v{' ' * 500_000}", None, id="a voice of blanks"),
        pytest.param("a.vtt", f"{_TIMED}x{'<a' * 500_000}", None, id="tags without end"),
        pytest.param("a.vtt", f"{_TIMED}&#{'9' * 5000};", None, id="a number of many digits"),
        pytest.param("a.vtt", f"{_TIMED}<v &#{'9' * 5000}>a", None, id="a speaker of many digits"),
        pytest.param("a.txt", "0:05 a\n" * 100_000, None, id="a hundred thousand times"),
        pytest.param("a.eaf", "<TIER>" * 50_000 + "</TIER>" * 50_000, NoCuesError, id="tiers"),
    ],
)
def test_a_file_made_to_take_hours_is_read_at_once(name, text, error):
    with pytest.raises(error) if error else nullcontext():
        assert read_transcript(text.encode(), name, _SPOKEN)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("a.vtt", f"{'9' * 5000}:00:00.000 --> 00:03.000\na", id="hours of WebVTT"),
        pytest.param("a.txt", f"{'9' * 5000}:00:00 a", id="hours of lines"),
        pytest.param("a.txt", "Lời chép\nkhông có mốc nào", id="lines without times"),
        pytest.param("a.eaf", _ELAN.replace("1000", "²"), id="a time of ELAN"),
        pytest.param("a.eaf", _ELAN.replace("1000", "9" * 5000), id="a long time of ELAN"),
        pytest.param("a.TextGrid", _TEXT_GRID.replace("1.5", "1.2.3"), id="a time of Praat"),
        pytest.param("a.TextGrid", _TEXT_GRID.replace("1.5", "9" * 400), id="an endless interval"),
    ],
)
def test_a_file_with_impossible_times_has_no_cues(name, text):
    with pytest.raises(NoCuesError):
        read_transcript(text.encode(), name, _SPOKEN)


def test_words_of_a_text_box_are_read_once():
    box = _word("0:01 Then</w:t></w:r><w:p><w:r><w:t>0:09 cổ</w:t></w:r></w:p><w:r><w:t>")
    assert [cue.text for cue in read_transcript(box, "a.docx", _SPOKEN)] == ["Then", "cổ"]
