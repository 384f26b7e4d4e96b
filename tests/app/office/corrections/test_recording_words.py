"""Words of a recording: typed, read from files, merged when two people type, brought back."""

import io

import pytest

from library.catalogue.cataloguing import publish
from library.database import reading, work
from library.recordings.cues import Cue
from library.recordings.models import Transcript, TranscriptKind
from library.recordings.problems import TooManyCuesError
from library.recordings.transcribing import MAX_CUES, save_transcript
from tests.makers import make_item
from tests.recordings import make_recording


@pytest.fixture
def address(engine, settings):
    """Enter a recording and return the address where its words are typed."""
    with work(engine) as session:
        item = make_item(session, "Then cổ", texts=(), published=False)
        make_recording(session, settings, item)
        publish(session, item, "kiểm thử")
    return f"/can-bo/tai-lieu/{item.id}/trang/1/sua"


def _type(office, address, lines, version=0, status=200, **fields):
    fields = {"loai": "speech", "tieng": "tyz", "ban": version, "loi": lines, **fields}
    return office.send(f"{address}?loai=speech&tieng=tyz", f"{address}/loi", fields, status=status)


def _stored(engine):
    with reading(engine) as session:
        return session.query(Transcript.version, Transcript.cues).one()


def test_typed_words_are_read_by_readers(office, browser, address):
    page = _type(office, address, "0:05 | Bà Lợi | Pú đẩm\n6:00 | Lằng Slửa")
    assert "Đã lưu lời băng" in page.words
    item_id = address.split("/")[3]
    assert "Bà Lợi: Pú đẩm" in browser.visit(f"/tai-lieu/{item_id}/trang/1").words
    assert "Lằng Slửa" in browser.visit(f"/tai-lieu/{item_id}/trang/2").words


def test_what_two_people_typed_in_different_lines_is_joined(office, engine, address):
    _type(office, address, "0:05 | một\n0:09 | hai")
    _type(office, address, "0:05 | một sửa\n0:09 | hai", version=1)
    _type(office, address, "0:05 | một\n0:09 | hai\n0:20 | ba", version=1)
    version, cues = _stored(engine)
    assert version == 3
    assert "một sửa" in cues
    assert "ba" in cues


def test_what_two_people_typed_in_one_line_is_shown_and_not_stored(office, engine, address):
    _type(office, address, "0:05 | một")
    _type(office, address, "0:05 | của người kia", version=1)
    page = _type(office, address, "0:05 | của tôi", version=1, status=409)
    assert "người khác vừa sửa" in page.words
    assert "của tôi" in page.words
    assert "của người kia" in page.words
    assert "của người kia" in _stored(engine).cues
    again = page.form(f"{address}/loi")
    _type(office, address, again["loi"], version=again["ban"])
    assert "của tôi" in _stored(engine).cues


def test_an_earlier_version_is_brought_back_as_a_new_one(office, engine, address):
    _type(office, address, "0:05 | một")
    _type(office, address, "0:05 | hai", version=1)
    fields = {"loai": "speech", "tieng": "tyz", "ban": 1}
    office.send(f"{address}?loai=speech&tieng=tyz", f"{address}/loi/ban", fields)
    version, cues = _stored(engine)
    assert version == 3
    assert "một" in cues


def test_words_come_from_a_file(office, engine, address):
    content = "1\n00:00:01,000 --> 00:00:02,000\nPú đẩm\n".encode()
    fields = {"loai": "speech", "tieng": "tyz", "tep": (io.BytesIO(content), "then.srt")}
    page = office.send(address, f"{address}/loi/tep", fields)
    assert "Đã nhận 1 lời" in page.words
    assert "Pú đẩm" in _stored(engine).cues


def test_a_file_without_words_changes_nothing(office, engine, address):
    fields = {"loai": "speech", "tieng": "tyz", "tep": (io.BytesIO(b"WEBVTT"), "then.vtt")}
    page = office.send(address, f"{address}/loi/tep", fields, status=422)
    assert "không có lời nào" in page.words
    with reading(engine) as session:
        assert session.query(Transcript).count() == 0


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param("11:00 | sau băng", id="after the end"),
        pytest.param("9999:00:00 | một năm", id="after a year"),
    ],
)
def test_words_that_no_stretch_could_show_are_refused(office, engine, address, lines):
    assert "nằm ngoài băng" in _type(office, address, lines, status=422).words
    with reading(engine) as session:
        assert session.query(Transcript).count() == 0


def test_more_cues_than_a_recording_has_room_for_are_refused(engine, address):
    shown = Transcript(item_id=address.split("/")[3], file="a" * 64, version=0, cues="")
    shown.kind, shown.language = TranscriptKind.SPEECH, "tyz"
    cues = [Cue(0, 1000, str(number)) for number in range(MAX_CUES + 1)]
    with work(engine) as session, pytest.raises(TooManyCuesError):
        save_transcript(session, shown, cues, "kiểm thử")
