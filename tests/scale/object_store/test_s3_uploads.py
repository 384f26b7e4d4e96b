"""Pieces of an upload may reach different machines, at the same time, and hours apart."""

import io
import time

import pytest

from library.storage.content_store import ContentStore
from library.storage.problems import UploadNotFoundError, UploadOutOfStepError
from library.storage.uploads import EXPIRES_AFTER_SECONDS
from scale.object_store.bucket_stores import S3UploadStore
from scale.object_store.object_bucket import open_bucket
from tests.makers import make_settings
from tests.object_stores import bucket_variables

pytestmark = pytest.mark.scale


@pytest.fixture
def bucket(tmp_path):
    """Return an empty bucket."""
    return open_bucket(make_settings(tmp_path, **bucket_variables()))


class _WhileAnotherWrites(io.RawIOBase):
    """A stream that arrives while another machine receives the same place of the file."""

    def __init__(self, other: S3UploadStore, upload) -> None:
        self.other, self.upload = other, upload

    def read(self, _size=-1):
        """Return four bytes after the other machine has stored its own."""
        self.other.add(self.upload, 0, io.BytesIO(b"0123456789"))
        return b"0123"


def test_one_of_two_machines_that_write_the_same_place_is_sent_after_the_other(bucket, tmp_path):
    first, second = S3UploadStore(bucket), S3UploadStore(bucket)
    upload = first.begin("báo.pdf", 10, "lan")
    with pytest.raises(UploadOutOfStepError):
        first.add(upload, 0, _WhileAnotherWrites(second, upload))
    masters = ContentStore(tmp_path / "gốc")
    assert masters.read(first.put_into(first.find(upload.id, "lan"), masters)) == b"0123456789"


def test_a_large_file_goes_through_pieces_of_any_size(bucket, tmp_path):
    content = bytes(range(256)) * (80 << 10)
    first, second = S3UploadStore(bucket), S3UploadStore(bucket)
    upload = first.begin("bản đồ.tif", len(content), "lan")
    offset = 0
    for store, size in ((first, 3 << 20), (second, 11 << 20), (first, 1), (second, len(content))):
        upload = store.add(upload, offset, io.BytesIO(content[offset : offset + size]))
        offset = upload.offset
    masters = ContentStore(tmp_path / "gốc")
    assert masters.read(second.put_into(upload, masters)) == content


def test_an_expired_upload_is_deleted_and_others_stay(bucket):
    store = S3UploadStore(bucket)
    upload = store.begin("báo.pdf", 10, "lan")
    store.clear_expired()
    assert store.find(upload.id, "lan")
    S3UploadStore(bucket, lambda: time.time() + EXPIRES_AFTER_SECONDS + 1).clear_expired()
    with pytest.raises(UploadNotFoundError):
        store.find(upload.id, "lan")
    assert list(bucket.objects("uploads")) == []
