"""The strong-room keeps files whole or not at all."""

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from library.errors import FileNotKeptError
from library.storage.content_store import ContentStore

_DIES_HALFWAY = """
import os, signal, sys
from pathlib import Path
from library.storage.content_store import ContentStore

class Cut:
    parts = [b"half of it"]
    def read(self, size):
        if self.parts:
            return self.parts.pop()
        os.kill(os.getpid(), signal.SIGKILL)

ContentStore(Path(sys.argv[1])).put_stream(Cut())
"""


@pytest.fixture
def store(tmp_path):
    """Give an empty strong-room."""
    return ContentStore(tmp_path / "kho")


def _die_halfway(store: ContentStore) -> int:
    command = [sys.executable, "-c", _DIES_HALFWAY, str(store.folder)]
    return subprocess.run(command, check=False, timeout=30).returncode


def _halves(store: ContentStore) -> list[Path]:
    return list((store.folder / ".unfinished").iterdir())


def test_what_was_kept_can_be_read(store):
    assert store.read(store.put("Xứ Lạng".encode())) == "Xứ Lạng".encode()


def test_an_upload_and_a_file_of_the_same_content_are_one(store):
    assert store.put(b"same") == store.put_stream(io.BytesIO(b"same"))
    assert len(list(store.digests())) == 1


def test_keeping_the_same_again_leaves_no_halves(store):
    store.put_stream(io.BytesIO(b"same"))
    store.put_stream(io.BytesIO(b"same"))
    assert _halves(store) == []


def test_a_kept_file_cannot_be_written_to_by_accident(store):
    assert store.path(store.put(b"once")).stat().st_mode & 0o222 == 0


def test_a_checksum_that_is_not_kept_is_refused_in_words(store):
    with pytest.raises(FileNotKeptError, match="không có tệp abc"):
        store.path("abc")


def test_a_file_that_rots_is_found_out(store):
    digest = store.put(b"sound")
    store.path(digest).chmod(0o600)
    store.path(digest).write_bytes(b"s0und")
    assert not store.is_sound(digest)


def test_a_sound_file_is_called_sound(store):
    assert store.is_sound(store.put(b"sound"))


def test_a_process_killed_halfway_leaves_nothing_that_counts(store):
    assert _die_halfway(store) == -signal.SIGKILL
    assert list(store.digests()) == []


def test_after_a_kill_the_same_file_can_be_kept(store):
    _die_halfway(store)
    assert store.read(store.put(b"half of it, and the rest")) == b"half of it, and the rest"


def test_an_upload_that_breaks_off_leaves_no_half(store):
    class Broken:
        def read(self, size):
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.put_stream(Broken())
    assert _halves(store) == []


def test_halves_of_the_dead_are_removed_after_a_day(store):
    _die_halfway(store)
    for half in _halves(store):
        os.utime(half, (0, 0))
    store.clear_unfinished()
    assert _halves(store) == []


def test_a_half_that_may_still_be_written_is_left_alone(store):
    _die_halfway(store)
    store.clear_unfinished()
    assert len(_halves(store)) == 1


def test_a_file_that_is_whole_is_kept_without_being_copied(tmp_path):
    store = ContentStore(tmp_path / "kho")
    (tmp_path / "tệp").write_bytes(b"x")
    digest = store.put_file(tmp_path / "tệp")
    assert store.path(digest).samefile(tmp_path / "tệp")
    (tmp_path / "tệp").unlink()
    assert store.is_sound(digest)


def test_a_file_that_is_kept_already_is_kept_once(tmp_path):
    store = ContentStore(tmp_path / "kho")
    (tmp_path / "tệp").write_bytes(b"x")
    assert store.put(b"x") == store.put_file(tmp_path / "tệp")
    assert len(list(store.digests())) == 1


def _decay(store: ContentStore, digest: str) -> None:
    store.path(digest).chmod(0o600)
    store.path(digest).write_bytes(b"?")


@pytest.mark.parametrize("way", ["bytes", "stream", "file"])
def test_what_decayed_is_whole_again_when_the_same_is_handed_in(store, tmp_path, way):
    digest = store.put(b"a decree")
    _decay(store, digest)
    (tmp_path / "lại.pdf").write_bytes(b"a decree")
    ways = {
        "bytes": lambda: store.put(b"a decree"),
        "stream": lambda: store.put_stream(io.BytesIO(b"a decree")),
        "file": lambda: store.put_file(tmp_path / "lại.pdf"),
    }
    assert ways[way]() == digest
    assert store.is_sound(digest)
    assert _halves(store) == []


def _synced(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Note from now on what is written through to the disk."""
    sync, noted = os.fsync, []

    def note(descriptor: int) -> None:
        noted.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    return noted


def test_a_file_is_on_the_disk_before_its_name_is(store, monkeypatch):
    noted = _synced(monkeypatch)
    place = store.path(store.put(b"new"))
    content, *folders = noted[-3:]
    assert content.parent.name == ".unfinished"
    assert folders == [place.parent, store.folder]


def test_the_first_file_makes_sure_of_the_store_itself(store, monkeypatch):
    noted = _synced(monkeypatch)
    store.put(b"first")
    assert store.folder.parent in noted


def test_a_name_of_which_nobody_made_sure_is_made_sure_of(store, monkeypatch):
    place = store.path(store.put(b"its keeper died before it was told"))
    noted = _synced(monkeypatch)
    store.put(b"its keeper died before it was told")
    assert noted == [place.parent, store.folder]
