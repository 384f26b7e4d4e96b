"""Uploads resume from the bytes synced to disk."""

import fcntl
import io
import os
import time

import pytest

from library.storage.content_store import ContentStore
from library.storage.problems import (
    UploadBusyError,
    UploadNotFoundError,
    UploadOutOfStepError,
    UploadUnfinishedError,
)
from library.storage.stores import upload_store
from library.storage.uploads import EXPIRES_AFTER_SECONDS, Upload, UploadStore
from tests.makers import make_settings
from tests.object_stores import bucket_variables


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.scale)])
def settings(request, tmp_path):
    """Return settings with uploads in a folder or in a bucket."""
    return make_settings(tmp_path, **(bucket_variables() if request.param == "s3" else {}))


@pytest.fixture
def store(settings):
    """Return an empty upload store."""
    return upload_store(settings)


@pytest.fixture
def content(store, tmp_path):
    """Return a function that returns the content of a complete upload."""
    masters = ContentStore(tmp_path / "gốc")

    def read(upload: Upload) -> bytes:
        return masters.read(store.put_into(upload, masters))

    return read


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


def test_an_upload_grows_piece_by_piece(store, upload, content):
    upload = store.add(upload, 0, io.BytesIO(b"01234"))
    assert (upload.offset, upload.finished) == (5, False)
    upload = store.add(upload, 5, io.BytesIO(b"56789"))
    assert upload.finished
    assert content(upload) == b"0123456789"


def test_bytes_before_an_interruption_stay(store, upload, settings):
    with pytest.raises(ConnectionResetError):
        store.add(upload, 0, _BreaksOff())
    assert upload_store(settings).find(upload.id, "lan").offset == 4


def test_no_more_bytes_are_accepted_than_announced(store, upload, content):
    upload = store.add(upload, 0, io.BytesIO(b"0123456789 and more"))
    assert content(upload) == b"0123456789"


def test_a_piece_must_begin_where_the_upload_ends(store, upload):
    with pytest.raises(UploadOutOfStepError):
        store.add(upload, 3, io.BytesIO(b"345"))


def test_two_pieces_at_once_do_not_mix(tmp_path):
    store = UploadStore(tmp_path / "uploads")
    upload = store.begin("báo.pdf", 10, "lan")
    with (store._folder / upload.id / "content").open("rb") as somebody:
        fcntl.flock(somebody, fcntl.LOCK_EX)
        with pytest.raises(UploadBusyError):
            store.add(upload, 0, io.BytesIO(b"0"))


def test_an_unfinished_file_is_not_returned(content, upload):
    with pytest.raises(UploadUnfinishedError, match="chưa tải lên xong"):
        content(upload)


@pytest.mark.parametrize("upload_id", ["0000", "..", "../masters", ""])
def test_an_invalid_upload_id_is_not_found(store, upload, upload_id):
    with pytest.raises(UploadNotFoundError):
        store.find(upload_id, "lan")


def test_nobody_finds_the_upload_of_another(store, upload):
    with pytest.raises(UploadNotFoundError):
        store.find(upload.id, "bình")


def test_a_settled_upload_is_gone_but_leads_its_owner_to_the_delivery(store, upload, settings):
    store.settle(upload, "/can-bo/nhap")
    with pytest.raises(UploadNotFoundError):
        store.find(upload.id, "lan")
    again = upload_store(settings)
    assert again.delivery_address(upload.id, "lan") == "/can-bo/nhap"
    assert again.delivery_address(upload.id, "hoa") is None
    assert again.delivery_address("khong", "lan") is None
    assert again.missing_bytes() == 0


def test_a_removed_upload_is_gone(store, upload):
    store.remove(upload)
    with pytest.raises(UploadNotFoundError):
        store.add(upload, 0, io.BytesIO(b"0"))


def test_an_expired_upload_is_deleted(tmp_path):
    store = UploadStore(tmp_path / "uploads")
    upload = store.begin("báo.pdf", 10, "lan")
    fresh = store.begin("mới.pdf", 10, "lan")
    long_ago = time.time() - EXPIRES_AFTER_SECONDS - 1
    os.utime(store._folder / upload.id / "content", (long_ago, long_ago))
    store.clear_expired()
    assert store.find(fresh.id, "lan")
    with pytest.raises(UploadNotFoundError):
        store.find(upload.id, "lan")


def test_missing_bytes_are_added_up(tmp_path):
    store = UploadStore(tmp_path / "uploads")
    store.add(store.begin("báo.pdf", 10, "lan"), 0, io.BytesIO(b"012"))
    store.begin("khác.pdf", 100, "bình")
    assert store.missing_bytes() == 107
