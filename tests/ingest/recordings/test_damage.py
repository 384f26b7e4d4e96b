"""Recordings that are cut or broken are published with a remark, intact ones without."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.recordings.facts import read_facts, source_of
from ingest.recordings.film_copies import make_film_copies
from ingest.recordings.work_folder import WorkFolder
from ingest.stages.transcode import damage_of
from tests.ingest.recordings.clips import PICTURE, TONE, make_clip

pytestmark = pytest.mark.slow
_NOISE = ("-f", "lavfi", "-i", "anoisesrc=a=0.3:c=pink:r=44100,tremolo=f=4:d=0.9")
_FILM = (*PICTURE, *TONE)
_25_FRAMES = ("-r", "25")
_FRONT = ("-movflags", "+faststart")
_BARE = ("-write_xing", "0", "-id3v2_version", "0")


def _cut(content: bytes) -> bytes:
    return content[: len(content) * 4 // 10]


def _overwrite(content: bytes) -> bytes:
    middle, size = len(content) // 2, min(30_000, len(content) // 6)
    return content[:middle] + random.Random(1).randbytes(size) + content[middle + size :]


def _intact(content: bytes) -> bytes:
    return content


def _remark(path: Path, change: Callable[[bytes], bytes], folder: Path) -> str | None:
    path.write_bytes(change(path.read_bytes()))
    source = source_of(path, path.name)
    facts, work = read_facts(source), WorkFolder(folder, lambda: None)
    if facts.picture:
        make_film_copies(source, facts, work, ())
    return damage_of(source, facts, work)


@pytest.mark.parametrize(
    ("name", "options", "inputs", "change", "words"),
    [
        ("a.mp3", (), _NOISE, _cut, "tệp ghi 0:20 nhưng chỉ nghe được 0:08"),
        ("a.mp3", _BARE, _NOISE, _cut, "hết giữa chừng ở 0:0"),
        ("a.mp3", _BARE, _NOISE, _overwrite, "không đọc được"),
        ("a.flac", (), _NOISE, _overwrite, "tệp ghi 0:20 nhưng chỉ nghe được 0:1"),
        ("a.wav", (), _NOISE, _cut, "tệp ghi 0:20 nhưng chỉ nghe được 0:08"),
        ("a.ogg", (), _NOISE, _cut, "hết giữa chừng ở 0:0"),
        ("a.wma", (), _NOISE, _cut, "tệp ghi 0:20 nhưng chỉ nghe được 0:08"),
        ("a.aac", (), _NOISE, _cut, "hết giữa chừng ở 0:0"),
        ("a.m4a", _FRONT, _NOISE, _cut, "tệp ghi 0:20 nhưng chỉ nghe được 0:0"),
        ("a.mp4", _FRONT, _FILM, _cut, "tệp ghi 0:20 nhưng chỉ xem được 0:0"),
        ("a.mp4", (), _FILM, _overwrite, "hình vỡ trong quãng 0:00–0:20"),
        ("a.avi", ("-c:v", "mpeg4"), _FILM, _overwrite, "hình vỡ trong quãng 0:00–0:"),
    ],
)
def test_damage_is_reported_with_lengths(tmp_path, name, options, inputs, change, words):
    path = make_clip(tmp_path / name, *options, inputs=inputs, seconds=20)
    assert words in (_remark(path, change, tmp_path) or "")


@pytest.mark.parametrize(
    ("name", "options", "inputs"),
    [
        *(
            (f"a.{end}", (), _NOISE)
            for end in [
                "mp3",
                "flac",
                "wav",
                "ogg",
                "opus",
                "wma",
                "aac",
                "m4a",
                "aiff",
                "w64",
                "mka",
            ]
        ),
        *((f"a.{end}", (), _NOISE) for end in ["au", "wv", "ac3", "caf"]),
        pytest.param("a.mp3", _BARE, _NOISE, id="mp3 without a head"),
        *((f"a.{end}", (), _FILM) for end in ["mp4", "mkv", "mov", "ts", "wmv"]),
        ("a.mpg", _25_FRAMES, _FILM),
        ("a.avi", ("-c:v", "mpeg4"), _FILM),
        ("a.flv", ("-ar", "44100"), _FILM),
    ],
)
def test_intact_recordings_have_no_remark(tmp_path, name, options, inputs):
    path = make_clip(tmp_path / name, *options, inputs=inputs, seconds=6)
    assert _remark(path, _intact, tmp_path) is None


def test_a_jump_into_an_intact_film_is_no_damage(tmp_path):
    for name, options in (("a.mp4", ("-x264opts", "open-gop=1:keyint=400")), ("a.mpg", _25_FRAMES)):
        path = make_clip(tmp_path / name, *options, inputs=_FILM, seconds=130)
        (tmp_path / name[2:]).mkdir()
        assert _remark(path, _intact, tmp_path / name[2:]) is None
