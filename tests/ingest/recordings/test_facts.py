"""Facts of recordings: real lengths, and refusals of what cannot be played."""

import subprocess

import pytest

from ingest.convert.file_type import detect_kind
from ingest.problems import (
    BrokenRecordingError,
    FrameTooLargeError,
    NoRecordingError,
    PlaylistError,
    SilentFileError,
    TooManyTracksError,
    UnknownKindError,
)
from ingest.recordings.facts import read_facts, source_of
from ingest.recordings.programs import MAX_MEMORY, Source
from library.process.sandbox import Cage, sandbox_command
from tests.ingest.recordings.clips import PICTURE, TONE, make_clip

_COVER = ("-f", "lavfi", "-i", "color=red:s=64x64")


def _facts(path):
    return read_facts(source_of(path, path.name))


def test_the_length_is_that_of_the_packets_not_of_the_head(tmp_path):
    film = make_clip(tmp_path / "a.mp4", inputs=(*PICTURE, *TONE))
    content = bytearray(film.read_bytes())
    at = content.index(b"mvhd") + 20
    content[at : at + 4] = b"\x7f\xff\xff\xff"
    film.write_bytes(content)
    assert abs(_facts(film).length - 2000) < 150


def test_a_cut_recording_is_as_long_as_what_is_there(tmp_path):
    tape = make_clip(tmp_path / "a.wav", seconds=4)
    tape.write_bytes(tape.read_bytes()[: tape.stat().st_size // 2])
    assert abs(_facts(tape).length - 2000) < 150


def test_the_head_alone_is_refused(tmp_path):
    tape = make_clip(tmp_path / "a.mp4")
    tape.write_bytes(tape.read_bytes()[:40])
    with pytest.raises(BrokenRecordingError, match="chưa chép hết"):
        _facts(tape)


def test_a_cover_alone_is_no_film(tmp_path):
    cover = ("-frames:v", "1", "-c:v", "mjpeg", "-disposition:v", "attached_pic")
    path = make_clip(tmp_path / "a.mp4", *cover, inputs=_COVER)
    with pytest.raises(SilentFileError, match="ảnh bìa"):
        _facts(path)


@pytest.mark.slow
def test_large_frames_are_refused_before_they_are_decoded(tmp_path):
    large = ("-f", "lavfi", "-i", "color=red:s=7680x4320:r=1")
    path = make_clip(tmp_path / "a.mkv", "-c:v", "mjpeg", inputs=large, seconds=1)
    with pytest.raises(FrameTooLargeError, match="7680 × 4320"):
        _facts(path)


def test_many_tracks_are_refused(tmp_path):
    tracks = [part for _ in range(40) for part in ("-map", "0:a")]
    path = make_clip(tmp_path / "a.mka", *tracks, "-c:a", "pcm_s16le", seconds=0.1)
    with pytest.raises(TooManyTracksError, match="40 rãnh"):
        _facts(path)


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        pytest.param("a.mp3", b"#EXTM3U\nhttp://a/b.ts", PlaylistError, id="a list for HLS"),
        pytest.param("a.wma", b'<asx version="3.0">', PlaylistError, id="a list of Windows"),
        pytest.param("a.mp4", b"ffconcat version 1.0", PlaylistError, id="a list of ffmpeg"),
        pytest.param("a.avi", b"file '/etc/passwd'\n", NoRecordingError, id="a list without head"),
        pytest.param("a.mp3", b"MZ\x90\0" + bytes(99), UnknownKindError, id="a program"),
    ],
)
def test_a_playlist_or_a_lying_name_is_refused_by_its_content(tmp_path, name, content, error):
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(error):
        detect_kind(tmp_path / "a", name)


def test_a_playlist_is_not_followed_by_the_demuxer_of_its_name(tmp_path):
    tape = make_clip(tmp_path / "hidden.mp3")
    (tmp_path / "a.mp3").write_text(f"#EXTM3U\n#EXTINF:2,\nfile:{tape}\n", "utf-8")
    with pytest.raises(BrokenRecordingError):
        read_facts(Source(tmp_path / "a.mp3", "mp3", "a.mp3"))


def test_memory_is_limited(tmp_path):
    command = sandbox_command(tmp_path / "a" / "b", tmp_path, tmp_path, Cage({"data": MAX_MEMORY}))
    query = [*command, "/usr/bin/prlimit", "--raw", "--noheadings", "--output", "HARD", "--data"]
    assert subprocess.run(query, capture_output=True, check=True, text=True).stdout.split() == [
        str(400 << 20)
    ]
