"""Uploads resume from the bytes synced to disk."""

import fcntl
import io
import os
import time

import pytest

from library.storage.problems import (
    UploadBusyError,
    UploadNotFoundError,
    UploadOutOfStepError,
    UploadUnfinishedError,
)
from library.storage.uploads import EXPIRES_AFTER_SECONDS, UploadStore


@pytest.fixture
def store(tmp_path):
    """Return an empty upload store."""
    return UploadStore(tmp_path / "uploads")


@pytest.fixture
def upload(store):
    """Return an upload of ten bytes, none received yet."""
    return store.begin("báo.pdf", 10, "lan")


class _BreaksOff(io.RawIOBase):
    """A stream that returns four bytes and then breaks off."""

    def __init__(self):
        self.given = False

    def read(self, _size=-1):
        """Return four bytes once, then raise ConnectionResetError."""
        if self.given:
            raise ConnectionResetError
        self.given = True
        return b"0123"


def test_an_upload_grows_piece_by_piece(store, upload):
    upload = store.add(upload, 0, io.BytesIO(b"01234"))
    assert (upload.offset, upload.finished) == (5, False)
    upload = store.add(upload, 5, io.BytesIO(b"56789"))
    assert upload.finished
    assert store.content(upload).read_bytes() == b"0123456789"


def test_bytes_before_an_interruption_stay(store, upload):
    with pytest.raises(ConnectionResetError):
        store.add(upload, 0, _BreaksOff())
    assert UploadStore(store._folder).find(upload.id, "lan").offset == 4


def test_no_more_bytes_are_accepted_than_announced(store, upload):
    upload = store.add(upload, 0, io.BytesIO(b"0123456789 and more"))
    assert store.content(upload).read_bytes() == b"0123456789"


def test_a_piece_must_begin_where_the_upload_ends(store, upload):
    with pytest.raises(UploadOutOfStepError):
        store.add(upload, 3, io.BytesIO(b"345"))


def test_two_pieces_at_once_do_not_mix(store, upload):
    with (store._folder / upload.id / "content").open("rb") as somebody:
        fcntl.flock(somebody, fcntl.LOCK_EX)
        with pytest.raises(UploadBusyError):
            store.add(upload, 0, io.BytesIO(b"0"))


def test_an_unfinished_file_is_not_returned(store, upload):
    with pytest.raises(UploadUnfinishedError, match="chưa tải lên xong"):
        store.content(upload)


@pytest.mark.parametrize("upload_id", ["0000", "..", "../masters", ""])
def test_an_invalid_upload_id_is_not_found(store, upload, upload_id):
    with pytest.raises(UploadNotFoundError):
        store.find(upload_id, "lan")


def test_nobody_finds_the_upload_of_another(store, upload):
    with pytest.raises(UploadNotFoundError):
        store.find(upload.id, "bình")


def test_a_removed_upload_is_gone(store, upload):
    store.remove(upload)
    with pytest.raises(UploadNotFoundError):
        store.add(upload, 0, io.BytesIO(b"0"))


def test_an_expired_upload_is_deleted(store, upload):
    fresh = store.begin("mới.pdf", 10, "lan")
    long_ago = time.time() - EXPIRES_AFTER_SECONDS - 1
    os.utime(store._folder / upload.id / "content", (long_ago, long_ago))
    store.clear_expired()
    assert store.find(fresh.id, "lan")
    with pytest.raises(UploadNotFoundError):
        store.find(upload.id, "lan")


def test_missing_bytes_are_added_up(store, upload):
    store.add(upload, 0, io.BytesIO(b"012"))
    store.begin("khác.pdf", 100, "bình")
    assert store.missing_bytes() == 107
