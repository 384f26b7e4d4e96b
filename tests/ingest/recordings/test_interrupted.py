"""Encoding that a full disk or a kill interrupts: nothing is blamed, lost or made twice."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.recordings.facts import read_facts, source_of
from ingest.recordings.film_copies import make_film_copies
from ingest.recordings.sound_copies import make_sound_copies
from ingest.recordings.work_folder import work_folder
from ingest.stages.illustrate import waveform
from tests.ingest.recordings.clips import PICTURE, TONE, make_clip

pytestmark = pytest.mark.slow
_DISK = ("unshare", "--map-root-user", "--mount", "sh", "-c")
_MOUNT = 'mount -t tmpfs -o size=$1 full "$2" && shift 2 && exec "$@"'


@pytest.mark.parametrize(
    ("bulk", "first_parts"),
    [
        pytest.param(120_000, ["hearing"], id="room for a first part"),
        pytest.param(193_000, [], id="no room for the messages of the programs"),
        pytest.param(200_000, [], id="no room"),
    ],
)
def test_a_full_disk_ends_the_work_and_leaves_no_half_made_file(tmp_path, bulk, first_parts):
    clip = make_clip(tmp_path / "hát.wav", seconds=60)
    (tmp_path / "disk").mkdir()
    program = f"from tests.ingest.recordings import test_interrupted as test; test.fill({bulk})"
    words = ("-", "200k", tmp_path / "disk", sys.executable, "-c", program, clip)
    environ = {**os.environ, "TMPDIR": str(tmp_path / "disk"), "PYTHONPATH": str(Path.cwd())}
    report = subprocess.run([*_DISK, _MOUNT, *words], env=environ, capture_output=True, check=False)
    if b"unshare" in report.stderr or b"mount:" in report.stderr:
        pytest.skip("nobody may mount a disk here")
    drawing, encoding, *parts = report.stdout.decode().split()
    assert (drawing, encoding, parts[: len(first_parts)]) == ("ENOSPC", "ENOSPC", first_parts)
    assert not any(part.startswith("half-") for part in parts)


def fill(bulk: int) -> None:
    """Encode the recording named last on a disk with a large file; print errors and parts made."""
    source = source_of(Path(sys.argv[-1]), "hát.wav")
    facts = read_facts(source, 60_000)
    disk = Path(os.environ["TMPDIR"])
    (disk / "most").write_bytes(bytes(bulk))
    with pytest.raises(OSError, match="space") as drawing:
        waveform(source, facts, 0, 60_000, disk)
    try:
        with work_folder("a", lambda: None) as work:
            make_sound_copies(source, facts, work)
    except OSError as error:
        names = sorted(place.name for place in (disk / "recording-a").iterdir())
        print(*(errno.errorcode[number] for number in (drawing.value.errno, error.errno)), *names)


def test_after_a_kill_the_finished_parts_are_not_made_again(tmp_path, monkeypatch):
    clip = make_clip(tmp_path / "hát.wav", seconds=20)
    program = "from tests.ingest.recordings import test_interrupted as test; test.die()"
    environ = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(Path.cwd())}
    command = (sys.executable, "-c", program, clip)
    assert subprocess.run(command, env=environ, check=False).returncode == -signal.SIGKILL
    finished = {place.name for place in (tmp_path / "recording-a").iterdir()}
    finished = {name for name in finished if not name.startswith("half-")}
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    starts, copies = _encode(clip, lambda: None)
    assert (len(finished) + len(starts), len(copies)) == (3, 6)  # hearing, and two kinds
    assert "hearing" in finished
    assert not (tmp_path / "recording-a").exists()
    assert _encode(clip, lambda: None)[1].keys() == copies.keys()


def die() -> None:
    """Encode the recording named last, and be killed after some parts."""
    steps = iter((lambda: None, lambda: None, lambda: os.kill(os.getpid(), signal.SIGKILL)))
    _encode(Path(sys.argv[-1]), lambda: next(steps)())


def _encode(clip: Path, may_go_on) -> tuple[list[int], dict[str, bytes]]:
    """Return a mark for each part that was begun, and the copies."""
    source, starts = source_of(clip, clip.name), []
    facts = read_facts(source)

    def begin() -> None:
        starts.append(1)
        may_go_on()

    with work_folder("a", begin) as work:
        copies = make_sound_copies(source, facts, work)
        if facts.picture:
            sounds = [path for copy, path in copies if copy.media_type == "audio/mp4"]
            copies += make_film_copies(source, facts, work, sounds)
        return starts, {copy.name: path.read_bytes() for copy, path in copies}


def test_a_film_killed_between_its_pieces_has_the_bytes_of_one_that_was_not(tmp_path, monkeypatch):
    film = make_clip(tmp_path / "phim.mkv", inputs=(*PICTURE, *TONE), seconds=130)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    all_parts, copies = _encode(film, lambda: None)
    program = "from tests.ingest.recordings import test_interrupted as test; test.die_in_a_piece()"
    environ = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(Path.cwd())}
    report = subprocess.run((sys.executable, "-c", program, film), env=environ, check=False)
    assert report.returncode == -signal.SIGKILL
    work = tmp_path / "recording-a"
    passing = (*work.glob("half-*"), *work.glob("*.ts"))
    finished = {place.name for place in work.iterdir()} - {place.name for place in passing}
    assert any(name.startswith("piece-") for name in finished)
    starts, again = _encode(film, lambda: None)
    assert len(finished) + len(starts) == len(all_parts)
    assert again == copies


def die_in_a_piece() -> None:
    """Encode the film named last, and be killed when the third of its pieces is begun."""
    steps = iter((*[lambda: None] * 6, lambda: os.kill(os.getpid(), signal.SIGKILL)))
    _encode(Path(sys.argv[-1]), lambda: next(steps)())
