"""Of an upload only what is safely on the disk is counted, and it goes on from there."""

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
from library.storage.uploads import KEPT_FOR, UploadShelf


@pytest.fixture
def shelf(tmp_path):
    """Give an empty shelf."""
    return UploadShelf(tmp_path / "uploads")


@pytest.fixture
def upload(shelf):
    """Give an upload of ten bytes of which nothing is here yet."""
    return shelf.begin("báo.pdf", 10, "lan")


class _BreaksOff(io.RawIOBase):
    """A line that gives four bytes and then is cut."""

    def __init__(self):
        self.given = False

    def read(self, _size=-1):
        """Give what comes before the cut."""
        if self.given:
            raise ConnectionResetError
        self.given = True
        return b"0123"


def test_an_upload_grows_piece_by_piece(shelf, upload):
    upload = shelf.add(upload, 0, io.BytesIO(b"01234"))
    assert (upload.offset, upload.finished) == (5, False)
    upload = shelf.add(upload, 5, io.BytesIO(b"56789"))
    assert upload.finished
    assert shelf.content(upload).read_bytes() == b"0123456789"


def test_what_came_before_a_cut_stays(shelf, upload):
    with pytest.raises(ConnectionResetError):
        shelf.add(upload, 0, _BreaksOff())
    assert UploadShelf(shelf._folder).find(upload.id, "lan").offset == 4


def test_no_more_is_taken_than_was_announced(shelf, upload):
    upload = shelf.add(upload, 0, io.BytesIO(b"0123456789 and more"))
    assert shelf.content(upload).read_bytes() == b"0123456789"


def test_a_piece_must_begin_where_the_upload_ends(shelf, upload):
    with pytest.raises(UploadOutOfStepError):
        shelf.add(upload, 3, io.BytesIO(b"345"))


def test_two_pieces_at_once_do_not_mix(shelf, upload):
    with (shelf._folder / upload.id / "content").open("rb") as somebody:
        fcntl.flock(somebody, fcntl.LOCK_EX)
        with pytest.raises(UploadBusyError):
            shelf.add(upload, 0, io.BytesIO(b"0"))


def test_half_a_file_is_not_given_out(shelf, upload):
    with pytest.raises(UploadUnfinishedError, match="chưa tải lên xong"):
        shelf.content(upload)


@pytest.mark.parametrize("upload_id", ["0000", "..", "../masters", ""])
def test_what_is_no_upload_is_not_found(shelf, upload, upload_id):
    with pytest.raises(UploadNotFoundError):
        shelf.find(upload_id, "lan")


def test_nobody_finds_the_upload_of_another(shelf, upload):
    with pytest.raises(UploadNotFoundError):
        shelf.find(upload.id, "bình")


def test_what_is_removed_is_gone(shelf, upload):
    shelf.remove(upload)
    with pytest.raises(UploadNotFoundError):
        shelf.add(upload, 0, io.BytesIO(b"0"))


def test_what_nobody_went_on_with_for_a_week_is_cleared_away(shelf, upload):
    fresh = shelf.begin("mới.pdf", 10, "lan")
    long_ago = time.time() - KEPT_FOR - 1
    os.utime(shelf._folder / upload.id / "content", (long_ago, long_ago))
    shelf.clear_expired()
    assert shelf.find(fresh.id, "lan")
    with pytest.raises(UploadNotFoundError):
        shelf.find(upload.id, "lan")


def test_it_is_known_how_much_is_still_to_come(shelf, upload):
    shelf.add(upload, 0, io.BytesIO(b"012"))
    shelf.begin("khác.pdf", 100, "bình")
    assert shelf.still_to_come() == 107
