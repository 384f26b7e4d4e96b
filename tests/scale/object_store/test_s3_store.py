"""Stores in a bucket keep whole files once, and hand out nothing but what their name says."""

import hashlib
import io
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from library.errors import FileNotKeptError, FilesRefusedError, FilesUnreachableError
from library.storage.fixity import condition_of
from library.storage.models import Condition
from library.storage.problems import DerivativeLostError, FileDamagedError, FileOfKeysError
from library.storage.stores import derivative_store, master_store, verified_derivatives
from scale.object_store.file_cache import FileCache
from scale.object_store.object_bucket import open_bucket
from scale.object_store.s3_store import S3ContentStore
from tests.makers import make_environment, make_settings
from tests.object_stores import bucket_variables, environment_of
from tests.seaweedfs import KEY, SECRET

pytestmark = pytest.mark.scale

_LARGE_BYTES = 40 << 20
_DIES_HALFWAY = """
import os, signal
from library.settings import read_settings
from library.storage.stores import master_store

class Cut:
    parts = [b"half of it"]
    def read(self, size):
        if self.parts:
            return self.parts.pop()
        os.kill(os.getpid(), signal.SIGKILL)

master_store(read_settings()).put_stream(Cut())
"""
_STORES_UNTIL_KILLED = """
from library.settings import read_settings
from library.storage.stores import master_store

store = master_store(read_settings())
large = bytes(range(256)) * (80 << 12)
for number in range(1000):
    digest = store.put(number.to_bytes(4) + large)
    print(digest, flush=True)
"""


@pytest.fixture
def settings(tmp_path):
    """Return settings of a machine whose files are in a bucket."""
    return make_settings(tmp_path / "one", **bucket_variables())


@pytest.fixture
def store(settings):
    """Return the masters in the bucket."""
    return master_store(settings)


@pytest.fixture
def elsewhere(settings, tmp_path):
    """Return the same masters as another machine sees them, whose cache is empty."""
    return master_store(replace(settings, home=tmp_path / "two"))


class _Counting(S3ContentStore):
    """The masters, with the number of downloads."""

    def __init__(self, bucket, cache) -> None:
        super().__init__(bucket, "masters", cache)
        self.downloads = 0

    def _download(self, digest: str, *, is_last: bool):
        self.downloads += 1
        return super()._download(digest, is_last=is_last)


def _overwrite(settings, digest: str, content: bytes, name: str = "masters") -> None:
    path = settings.home / "damage"
    path.write_bytes(content)
    open_bucket(settings).replace(f"{name}/{digest[:2]}/{digest}", path)


@pytest.mark.parametrize("content", [b"", b"X\xe1\xbb\xa9", b"\0" * _LARGE_BYTES], ids=len)
def test_another_machine_reads_what_one_has_stored(store, elsewhere, content):
    digest = store.put_stream(io.BytesIO(content))
    assert elsewhere.read(digest) == content
    assert (elsewhere.holds(digest), elsewhere.is_sound(digest)) == (True, True)
    assert list(elsewhere.digests()) == [digest]


def test_the_same_content_is_stored_once(store, tmp_path):
    (tmp_path / "file").write_bytes(b"same")
    digests = {store.put(b"same"), store.put_stream(io.BytesIO(b"same"))}
    assert digests == {store.put_file(tmp_path / "file")}
    assert len(list(store.digests())) == 1


def test_only_new_files_are_collected_as_new(store):
    store.put(b"old")
    with store.collect_new_digests() as new_digests:
        store.put(b"old")
        digest = store.put(b"new")
    assert new_digests == {digest}


def test_a_missing_file_is_reported_as_missing(store):
    with pytest.raises(FileNotKeptError):
        store.path("0" * 64)
    with pytest.raises(FileNotKeptError):
        store.is_sound("0" * 64)
    assert condition_of(store, "0" * 64) is Condition.MISSING


def test_a_file_that_many_want_at_once_is_fetched_once(store, settings, tmp_path):
    digest = store.put(bytes(_LARGE_BYTES))
    elsewhere = _Counting(open_bucket(settings), FileCache(tmp_path / "cache", 1 << 30))
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(elsewhere.path, [digest] * 8))) == 1
    assert elsewhere.downloads == 1


def test_a_damaged_object_is_never_handed_out(store, elsewhere, settings):
    digest = store.put(b"whole")
    _overwrite(settings, digest, b"half")
    with pytest.raises(FileDamagedError):
        elsewhere.path(digest)


def test_a_check_reads_the_object_and_not_the_cache(store, settings):
    digest = store.put(b"whole")
    _overwrite(settings, digest, b"half")
    assert store.read(digest) == b"whole"
    assert condition_of(store, digest) is Condition.DAMAGED


def test_the_right_content_heals_a_damaged_object_and_sets_the_damage_aside(store, settings):
    digest = store.put(b"whole")
    _overwrite(settings, digest, b"half")
    assert not store.heal(digest, lambda file: file.write(b"other"))
    assert store.heal(digest, lambda file: file.write(b"whole"))
    assert condition_of(store, digest) is Condition.SOUND
    (damaged,) = open_bucket(settings).objects("damaged")
    assert open_bucket(settings).read(damaged.key) == b"half"


def test_storing_a_damaged_file_again_repairs_it(store, settings):
    digest = store.put(b"whole")
    _overwrite(settings, digest, b"half")
    store.put(b"whole")
    assert store.is_sound(digest)


def test_a_discarded_file_is_gone_here_and_there(store, elsewhere):
    digest = store.put(b"to be made again")
    store.discard(digest)
    assert not elsewhere.holds(digest)
    with pytest.raises(FileNotKeptError):
        store.path(digest)


def test_a_process_that_dies_while_it_reads_leaves_nothing(settings):
    environment = {**os.environ, **make_environment(settings.home), **environment_of(settings)}
    command = [sys.executable, "-c", _DIES_HALFWAY]
    died = subprocess.run(command, env=environment, check=False, timeout=60)
    assert died.returncode == -signal.SIGKILL
    assert list(open_bucket(settings).objects("masters")) == []


def test_what_a_killed_process_acknowledged_is_there_and_sound(settings, elsewhere):
    """It is killed in the middle of a file in parts."""
    environment = {**os.environ, **make_environment(settings.home), **environment_of(settings)}
    command = [sys.executable, "-c", _STORES_UNTIL_KILLED]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as writer:
        acknowledged = [writer.stdout.readline().strip() for _ in range(3)]
        writer.kill()
    stored = list(elsewhere.digests())
    assert {*acknowledged} <= {*stored}
    assert all(elsewhere.is_sound(digest) for digest in stored)


def test_a_lost_derivative_is_reported_and_a_silent_server_is_not(settings, tmp_path):
    reported = {}
    digest = derivative_store(settings).put(b"image")
    machine = replace(settings, home=tmp_path / "three")
    store = verified_derivatives(machine, reported.__setitem__)
    _overwrite(settings, digest, b"half", "derivatives")
    with pytest.raises(DerivativeLostError):
        store.path(digest)
    assert store.lost_among([digest, "0" * 64]) == {digest, "0" * 64}
    assert reported == {digest: Condition.DAMAGED, "0" * 64: Condition.MISSING}
    reported.clear()
    silent = verified_derivatives(
        replace(machine, s3_endpoint="http://127.0.0.1:9"), reported.__setitem__
    )
    assert silent.is_usable(digest)
    began = time.monotonic()
    for _ in range(100):  # nobody waits for it again and again
        with pytest.raises(FilesUnreachableError):
            silent.path(digest)
    assert time.monotonic() - began < 20
    assert reported == {}


def test_wrong_keys_are_refused_with_a_sentence(settings, tmp_path):
    keys = tmp_path / "keys"
    keys.write_text(f"{KEY}\nwrong\n")
    with pytest.raises(FilesRefusedError, match="khóa truy cập"):
        master_store(replace(settings, s3_keys_file=keys)).put(b"content")


def test_names_of_objects_are_their_checksums(store):
    assert store.put(b"content") == hashlib.sha256(b"content").hexdigest()


def test_keys_come_from_a_file_or_from_the_environment_of_the_client(settings, tmp_path):
    keys = tmp_path / "keys"
    keys.write_text(f"{KEY}\n{SECRET}\n")
    with_file = replace(settings, s3_keys_file=keys)
    digest = master_store(with_file).put(b"with the keys of a file")
    variables = {**environment_of(settings), "DIACHI_S3_KEYS_FILE": ""}
    variables |= {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
    environment = {**os.environ, **make_environment(settings.home), **variables}
    program = f"print(master_store(read_settings()).holds('{digest}'))"
    imports = "from library.settings import *; from library.storage.stores import *;"
    command = [sys.executable, "-c", imports + program]
    process = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert process.stdout == "True\n", process.stderr
    keys.write_text("only-one")
    with pytest.raises(FileOfKeysError, match="hai dòng"):
        master_store(replace(with_file, home=tmp_path / "other"))
