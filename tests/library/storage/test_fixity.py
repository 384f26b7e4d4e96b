"""A stored file is sound, damaged or missing."""

import pytest

from library.storage.content_store import ContentStore
from library.storage.fixity import condition_of
from library.storage.models import Condition


@pytest.fixture
def store(tmp_path):
    """Return an empty store."""
    return ContentStore(tmp_path)


def test_an_unchanged_file_is_sound(store):
    assert condition_of(store, store.put(b"trang")) is Condition.SOUND


def test_one_changed_byte_is_damage(store):
    digest = store.put(b"trang")
    store.path(digest).chmod(0o644)
    store.path(digest).write_bytes(b"tranf")
    assert condition_of(store, digest) is Condition.DAMAGED


def test_a_deleted_file_is_missing(store):
    digest = store.put(b"trang")
    store.discard(digest)
    assert condition_of(store, digest) is Condition.MISSING


def test_an_unreadable_file_is_damaged(store):
    digest = store.put(b"trang")

    class Failing(ContentStore):
        def is_sound(self, digest):
            raise OSError(5, "Input/output error")

    assert condition_of(Failing(store.folder), digest) is Condition.DAMAGED
