"""Copies of sound play on a line of 64 kbit/s: bounded in all, and in their worst ten seconds."""

import subprocess
from collections import Counter

import pytest

from ingest.recordings.facts import read_facts, source_of
from ingest.recordings.sound_copies import make_sound_copies
from ingest.recordings.work_folder import WorkFolder
from tests.ingest.recordings.clips import make_clip

pytestmark = pytest.mark.slow
_CHORD = "sin(2*PI*220*t)+sin(2*PI*277*t)+sin(2*PI*330*t)+sin(2*PI*1109*t)"
_MUSIC = ("-f", "lavfi", "-i", f"aevalsrc=0.2*({_CHORD})*exp(-2*mod(t\\,0.5)):s=44100")
_TEXT = (
    "In the spring the people of the village went up the mountain to gather bamboo shoots. "
    "The old teacher wrote everything down in a small notebook under the altar. "
)
_SPEECH = ("-f", "lavfi", "-i", f"flite=text='{_TEXT * 3}':voice=slt,aresample=44100")
_NOISE = ("-f", "lavfi", "-i", "anoisesrc=a=0.5:r=44100")


def _copies(tmp_path, inputs):
    """Return the rates of a clip's copies by kind and name: of the file, of its worst seconds."""
    path = make_clip(tmp_path / "a.wav", "-ac", "2", inputs=inputs, seconds=45)
    source = source_of(path, path.name)
    facts = read_facts(source)
    copies = make_sound_copies(source, facts, WorkFolder(tmp_path, lambda: None))
    seconds = facts.length / 1000
    return {
        (copy.kind.value, copy.rate): (path.stat().st_size / 125 / seconds, _worst(path))
        for copy, path in copies
    }


def _worst(path) -> float:
    fields = ("-show_entries", "packet=pts_time,size", "-of", "csv=p=0", str(path))
    report = subprocess.run(["ffprobe", "-v", "error", *fields], capture_output=True, check=True)
    sizes = Counter()
    for line in report.stdout.decode().split():
        moment, size = line.strip(",").split(",")
        sizes[int(float(moment) // 10)] += int(size)
    return max(sizes.values()) / 1250


def _check(rates, usual):
    assert [rate for _, rate in rates] == [16, 16, usual, usual, 64, 64]
    for (_, bound), (average, worst) in rates.items():
        assert average <= bound
        assert worst <= bound * 1.1


def test_speech_is_heard_at_24_kbit(tmp_path):
    filters = subprocess.run(["ffmpeg", "-v", "error", "-filters"], capture_output=True, check=True)
    if b" flite " not in filters.stdout:
        pytest.skip("this ffmpeg does not speak")
    _check(_copies(tmp_path, _SPEECH), 24)


def test_music_is_heard_at_32_kbit(tmp_path):
    _check(_copies(tmp_path, _MUSIC), 32)


def test_noise_is_bounded_too(tmp_path):
    rates = _copies(tmp_path, _NOISE)
    _check(rates, sorted(rates)[1][1])
