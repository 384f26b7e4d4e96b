"""The content store keeps complete files only."""

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
    """Return an empty store."""
    return ContentStore(tmp_path / "kho")


def _die_halfway(store: ContentStore) -> int:
    command = [sys.executable, "-c", _DIES_HALFWAY, str(store.folder)]
    return subprocess.run(command, check=False, timeout=30).returncode


def _partial_files(store: ContentStore) -> list[Path]:
    return list((store.folder / ".unfinished").iterdir())


def test_a_stored_file_can_be_read(store):
    assert store.read(store.put("Xứ Lạng".encode())) == "Xứ Lạng".encode()


def test_an_upload_and_a_file_of_the_same_content_are_one(store):
    assert store.put(b"same") == store.put_stream(io.BytesIO(b"same"))
    assert len(list(store.digests())) == 1


def test_storing_the_same_again_leaves_no_partial_files(store):
    store.put_stream(io.BytesIO(b"same"))
    store.put_stream(io.BytesIO(b"same"))
    assert _partial_files(store) == []


def test_a_stored_file_is_read_only(store):
    assert store.path(store.put(b"once")).stat().st_mode & 0o222 == 0


def test_an_unknown_checksum_is_refused(store):
    with pytest.raises(FileNotKeptError, match="không có tệp abc"):
        store.path("abc")


def test_a_damaged_file_is_detected(store):
    digest = store.put(b"sound")
    store.path(digest).chmod(0o600)
    store.path(digest).write_bytes(b"s0und")
    assert not store.is_sound(digest)


def test_an_intact_file_is_sound(store):
    assert store.is_sound(store.put(b"sound"))


def test_a_process_killed_halfway_leaves_nothing_that_counts(store):
    assert _die_halfway(store) == -signal.SIGKILL
    assert list(store.digests()) == []


def test_after_a_kill_the_same_file_can_be_stored(store):
    _die_halfway(store)
    assert store.read(store.put(b"half of it, and the rest")) == b"half of it, and the rest"


def test_an_interrupted_upload_leaves_no_partial_file(store):
    class Broken:
        def read(self, size):
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.put_stream(Broken())
    assert _partial_files(store) == []


def test_partial_files_of_dead_processes_are_removed_after_a_day(store):
    _die_halfway(store)
    for partial in _partial_files(store):
        os.utime(partial, (0, 0))
    store.clear_unfinished()
    assert _partial_files(store) == []


def test_a_recent_partial_file_is_not_removed(store):
    _die_halfway(store)
    store.clear_unfinished()
    assert len(_partial_files(store)) == 1


def test_a_complete_file_is_stored_without_copying(tmp_path):
    store = ContentStore(tmp_path / "kho")
    (tmp_path / "tệp").write_bytes(b"x")
    digest = store.put_file(tmp_path / "tệp")
    assert store.path(digest).samefile(tmp_path / "tệp")
    (tmp_path / "tệp").unlink()
    assert store.is_sound(digest)


def test_a_file_that_is_already_stored_is_stored_once(tmp_path):
    store = ContentStore(tmp_path / "kho")
    (tmp_path / "tệp").write_bytes(b"x")
    assert store.put(b"x") == store.put_file(tmp_path / "tệp")
    assert len(list(store.digests())) == 1


def _decay(store: ContentStore, digest: str) -> None:
    store.path(digest).chmod(0o600)
    store.path(digest).write_bytes(b"?")


@pytest.mark.parametrize("way", ["bytes", "stream", "file"])
def test_a_damaged_file_is_replaced_when_stored_again(store, tmp_path, way):
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
    assert _partial_files(store) == []


def _synced(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return a list that collects the paths synced to disk from now on."""
    sync, synced = os.fsync, []

    def record(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", record)
    return synced


def test_a_file_is_synced_before_its_name(store, monkeypatch):
    synced = _synced(monkeypatch)
    place = store.path(store.put(b"new"))
    content, *folders = synced[-3:]
    assert content.parent.name == ".unfinished"
    assert folders == [place.parent, store.folder]


def test_the_first_file_syncs_the_parent_of_the_store(store, monkeypatch):
    synced = _synced(monkeypatch)
    store.put(b"first")
    assert store.folder.parent in synced


def test_an_unsynced_name_is_synced_when_stored_again(store, monkeypatch):
    place = store.path(store.put(b"its keeper died before it was told"))
    synced = _synced(monkeypatch)
    store.put(b"its keeper died before it was told")
    assert synced == [place.parent, store.folder]
