"""Transcripts that are delivered beside a recording."""

import pytest

from ingest.intake.delivered_transcripts import store, take_out, with_transcripts
from ingest.record import Batch, FileKind, Master
from library.database import work
from library.recordings.cues import Cue
from library.recordings.models import Transcript, TranscriptKind
from tests.makers import make_item
from tests.recordings import add_words

_VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ba Loi>Pu dam\n"


@pytest.fixture
def batch(tools):
    """Return a function that makes a delivery of a sound and files with these contents by name."""

    def made(**contents):
        sound = Master("băng.wav", "a" * 64, FileKind.SOUND)
        files = [
            Master(f"băng.{name.replace('_', '.')}", tools.keep(content), FileKind.TRANSCRIPT)
            for name, content in contents.items()
        ]
        return Batch("băng.wav", (sound, *files))

    return made


def test_transcripts_are_stored_with_their_kinds_and_languages(engine, tools, batch):
    delivery = take_out(batch(tyz_vtt=_VTT, chuong_txt=b"0:05 | Vao le\n"), tools)
    assert [file.name for file in delivery.files] == ["băng.wav"]
    assert Batch.from_json(delivery.to_json()) == delivery
    with work(engine) as session:
        item = make_item(session, texts=(), published=False)
        store(session, item.id, delivery, tools)
        store(session, item.id, delivery, tools)
        rows = {(row.kind, row.language): row.cues for row in session.query(Transcript)}
    assert set(rows) == {(TranscriptKind.SPEECH, "tyz"), (TranscriptKind.CHAPTERS, "vi")}
    assert "<v Ba Loi>Pu dam" in rows[TranscriptKind.SPEECH, "tyz"]


def test_words_that_staff_corrected_stay(engine, tools, batch):
    delivery = take_out(batch(vi_vtt=_VTT), tools)
    with work(engine) as session:
        item = make_item(session, texts=(), published=False)
        add_words(session, item, (Cue(0, 9, "đã sửa"),))
        store(session, item.id, delivery, tools)
        assert "đã sửa" in session.query(Transcript).one().cues


def test_an_unreadable_transcript_is_named_with_its_recording(tools, batch):
    delivery = take_out(batch(vtt=b"WEBVTT\n\nkhong co moc"), tools)
    assert delivery.transcripts == ()
    assert "không có lời nào" in delivery.files[0].remark


def test_a_text_is_a_transcript_only_beside_its_recording():
    sound = Master("a.wav", "a" * 64, FileKind.SOUND)
    texts = Master("a.txt", "b" * 64, FileKind.TEXT), Master("b.txt", "c" * 64, FileKind.TEXT)
    kinds = [file.kind for file in with_transcripts((sound, *texts))]
    assert kinds == [FileKind.SOUND, FileKind.TRANSCRIPT, FileKind.TEXT]
