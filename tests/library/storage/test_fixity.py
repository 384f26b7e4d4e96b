"""A kept file is found sound, damaged or missing."""

import pytest

from library.storage.content_store import ContentStore
from library.storage.fixity import condition_of
from library.storage.models import Condition


@pytest.fixture
def store(tmp_path):
    """Give an empty store."""
    return ContentStore(tmp_path)


def test_a_file_as_it_was_kept_is_sound(store):
    assert condition_of(store, store.put(b"trang")) is Condition.SOUND


def test_one_bit_is_enough(store):
    digest = store.put(b"trang")
    store.path(digest).chmod(0o644)
    store.path(digest).write_bytes(b"tranf")
    assert condition_of(store, digest) is Condition.DAMAGED


def test_a_file_that_is_gone_is_missing(store):
    digest = store.put(b"trang")
    store.discard(digest)
    assert condition_of(store, digest) is Condition.MISSING


def test_a_file_the_disk_does_not_give_back_is_damaged(store):
    digest = store.put(b"trang")

    class Failing(ContentStore):
        def is_sound(self, digest):
            raise OSError(5, "Input/output error")

    assert condition_of(Failing(store.folder), digest) is Condition.DAMAGED
