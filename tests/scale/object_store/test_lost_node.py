"""A node of a replicated object store dies while files are read and written: nobody notices."""

import os
import time
from contextlib import ExitStack

import pytest

from library.storage.stores import derivative_store, master_store
from tests.makers import make_settings
from tests.seaweedfs import KEY, SECRET, Cluster

pytestmark = [pytest.mark.scale, pytest.mark.slow]

_FILES, _FILE_BYTES = 120, 60_000
_LARGE_BYTES = 50 << 20
_SLOWEST_SECONDS = 5


@pytest.fixture
def cluster(tmp_path):
    """Yield a running cluster."""
    with ExitStack() as stack:
        yield Cluster(tmp_path / "cluster", stack)


@pytest.fixture
def machines(cluster, tmp_path):
    """Return the settings of two machines whose files are in the cluster."""
    keys = tmp_path / "keys"
    keys.write_text(f"{KEY}\n{SECRET}\n")
    chosen = {
        "files": "s3://diachi-test/cluster",
        "s3_endpoint": f"http://127.0.0.1:{cluster.port}",
        "s3_keys_file": str(keys),
    }
    return [make_settings(tmp_path / name, **chosen) for name in ("first", "second")]


def test_readers_and_writers_do_not_notice_the_loss_of_a_node(cluster, machines):
    store, elsewhere = map(derivative_store, machines)
    files = {store.put(content): content for content in map(os.urandom, [_FILE_BYTES] * _FILES)}
    answers, seconds = {}, []
    for number, digest in enumerate(files):
        if number == _FILES // 4:
            cluster.kill_volume(0)
        began = time.monotonic()
        answers[digest] = elsewhere.read(digest)
        seconds.append(time.monotonic() - began)
    assert answers == files
    assert max(seconds) < _SLOWEST_SECONDS
    later = [elsewhere.put(number.to_bytes(2)) for number in range(40)]
    assert all(store.is_sound(digest) for digest in later)


def test_a_large_master_is_read_whole_though_a_node_is_gone(cluster, machines):
    store, elsewhere = map(master_store, machines)
    digests = [store.put(os.urandom(_LARGE_BYTES)) for _ in range(2)]
    cluster.kill_volume(1)
    assert all(elsewhere.path(digest).stat().st_size == _LARGE_BYTES for digest in digests)
