"""The cache of files is bounded, and returns whole files only."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scale.object_store.file_cache import FileCache

_KB = 1000
_READS_WHILE_OTHERS_SWEEP = """
import hashlib, sys
from pathlib import Path
from scale.object_store.file_cache import FileCache

cache = FileCache(Path(sys.argv[1]), 20_000, grace_seconds=5)
for turn in range(100):
    content = bytes([turn % 60]) * 1000
    digest = hashlib.sha256(content).hexdigest()
    path = cache.get(digest)
    if path is None:
        with cache.new_file() as partial:
            partial.write(content)
            path = cache.add(partial, digest)
    cache.sweep()
    assert path.read_bytes() == content
"""


def _add(cache: FileCache, content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    with cache.new_file() as partial:
        partial.write(content)
        cache.add(partial, digest)
    return digest


def _was_used(path: Path, seconds_ago: float) -> None:
    status = path.stat()
    os.utime(path, (status.st_atime - seconds_ago, status.st_mtime))


@pytest.fixture
def cache(tmp_path):
    """Return an empty cache for ten files of 1 kB, without a time of grace."""
    return FileCache(tmp_path / "files-cache", 10 * _KB, grace_seconds=60)


def test_the_files_not_used_for_longest_go_first(cache):
    digests = [_add(cache, bytes([number]) * _KB) for number in range(20)]
    for age, digest in enumerate(reversed(digests)):
        _was_used(cache.get(digest), 1000 + age)
    _was_used(cache.get(digests[0]), 0)
    cache.sweep()
    assert cache.size() <= 10 * _KB
    assert [number for number, digest in enumerate(digests) if cache.get(digest)] == [
        0,
        *range(12, 20),
    ]


def test_a_file_that_was_just_asked_for_stays_in_a_full_cache(cache):
    digests = [_add(cache, bytes([number]) * _KB) for number in range(20)]
    cache.sweep()
    assert all(cache.get(digest) for digest in digests)


def test_a_file_that_a_power_cut_left_damaged_is_not_returned(cache):
    digest = _add(cache, b"whole")
    path = cache.get(digest)
    path.chmod(0o600)
    path.write_bytes(b"")
    assert cache.get(digest) is None
    assert not path.exists()


@pytest.mark.slow
def test_processes_that_share_a_full_cache_never_open_a_file_in_vain(tmp_path):
    command = [sys.executable, "-c", _READS_WHILE_OTHERS_SWEEP, str(tmp_path / "shared")]
    readers = [subprocess.Popen(command) for _ in range(2)]
    assert [reader.wait(timeout=60) for reader in readers] == [0, 0]
