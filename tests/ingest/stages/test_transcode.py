"""A recording is encoded part by part, and goes on with the part it was at."""

import tempfile

import pytest

from ingest.problems import LaidAsideError
from ingest.record import FileKind, PagePlace, PageRecord
from ingest.recordings.work_folder import clear_old
from ingest.stages.transcode import transcode
from tests.ingest.recordings.clips import PICTURE, TONE, make_clip


class _Turns:
    """Turns that end after some parts of the work."""

    def __init__(self, count: int) -> None:
        self.left, self.taken = count, 0

    def __call__(self) -> None:
        if self.taken == self.left:
            raise LaidAsideError
        self.taken += 1


@pytest.fixture
def page(tools, tmp_path, monkeypatch):
    """Return a film of one second as a page, with temporary files of its own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    film = make_clip(tmp_path / "a.mkv", inputs=(*PICTURE, *TONE), seconds=1)
    with film.open("rb") as content:
        digest = tools.receive(content)
    return PageRecord(1, PagePlace(digest, FileKind.FILM, 0, length=1000, name="a.mkv"), ())


@pytest.mark.slow
def test_a_paused_film_goes_on_with_the_part_it_was_at(page, tools, tmp_path):
    tools.require_turn = unbroken = _Turns(99)
    at_once = transcode(page, tools)
    tools.require_turn = first = _Turns(3)
    with pytest.raises(LaidAsideError):
        transcode(page, tools)
    assert list(tmp_path.glob("recording-*/*"))
    tools.require_turn = second = _Turns(99)
    assert transcode(page, tools) == at_once
    assert first.taken + second.taken == unbroken.taken
    assert not list(tmp_path.glob("recording-*/*"))


def test_parts_of_an_unfinished_recording_are_kept_at_the_next_start(page, tools, tmp_path):
    tools.require_turn = _Turns(1)
    with pytest.raises(LaidAsideError):
        transcode(page, tools)
    clear_old(tmp_path)
    assert list(tmp_path.glob("recording-*/hearing"))
