"""The store that verifies derivatives before they are used."""

import pytest

from library.storage.content_store import ContentStore
from library.storage.derivative_store import DerivativeStore
from library.storage.models import Condition
from library.storage.problems import DerivativeLostError


@pytest.fixture
def reported():
    """Return the losses reported so far."""
    return {}


@pytest.fixture
def store(tmp_path, reported):
    """Return an empty store that reports to `reported`."""
    return DerivativeStore(tmp_path / "derivatives", reported.__setitem__)


def _overwrite(store, digest, content):
    place = ContentStore(store.folder).path(digest)
    place.chmod(0o644)
    place.write_bytes(content)


def test_a_sound_file_is_used_and_nothing_is_reported(store, reported):
    digest = store.put("ảnh".encode())
    assert store.read(digest) == store.path(digest).read_bytes() == "ảnh".encode()
    assert reported == {}


def test_storing_new_content_reports_no_loss(store, reported):
    store.put(b"1")
    assert reported == {}


@pytest.mark.parametrize("use", [DerivativeStore.path, DerivativeStore.read])
def test_a_missing_file_is_reported(store, reported, use):
    digest = store.put(b"1")
    store.discard(digest)
    with pytest.raises(DerivativeLostError, match="đang tự làm lại"):
        use(store, digest)
    assert reported == {digest: Condition.MISSING}


@pytest.mark.parametrize("use", [DerivativeStore.path, DerivativeStore.read])
@pytest.mark.parametrize("content", [b"", b"12", b"124", b"1234"])
def test_a_damaged_file_is_reported(store, reported, use, content):
    digest = store.put(b"123")
    assert store.read(digest) and store.path(digest)
    _overwrite(store, digest, content)
    with pytest.raises(DerivativeLostError):
        use(store, digest)
    assert reported == {digest: Condition.DAMAGED}


def test_a_file_made_again_is_used_again(store):
    digest = store.put(b"123")
    _overwrite(store, digest, b"124")
    assert not store.is_usable(digest)
    assert store.put(b"123") == digest
    assert store.is_usable(digest)


def test_the_lost_among_several_files_are_named(store, reported):
    sound, missing = store.put(b"1"), "0" * 64
    assert store.lost_among((sound, missing)) == set(reported) == {missing}
