"""Deliveries are entered once each, with their files in reading order."""

import io
import os
import unicodedata

import pytest

from library.accessions import register
from library.accessions.models import AccessionState
from library.errors import (
    ChangingDeliveryError,
    DiskNearlyFullError,
    EmptyDeliveryError,
    UnreadableDeliveryError,
)
from library.storage.content_store import ContentStore
from tests.makers import BY, make_accession


def _fill(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return folder


def _deliveries(path):
    return [(source, [file.name for file in files]) for source, files in register.deliveries(path)]


def test_a_file_is_one_delivery(tmp_path):
    _fill(tmp_path, "sách.pdf")
    assert _deliveries(tmp_path / "sách.pdf") == [("sách.pdf", ["sách.pdf"])]


def test_a_folder_of_images_is_one_delivery_with_page_2_before_page_10(tmp_path):
    folder = _fill(tmp_path / "báo", "tr10.jpg", "tr2.TIF", "tr1.png")
    assert _deliveries(folder) == [("báo", ["tr1.png", "tr2.TIF", "tr10.jpg"])]


def test_each_document_in_a_folder_is_a_delivery(tmp_path):
    folder = _fill(tmp_path / "hộp", "a.pdf", "b.PDF")
    assert [source for source, _ in _deliveries(folder)] == ["a.pdf", "b.PDF"]


def test_each_folder_in_a_folder_is_a_delivery(tmp_path):
    folder = _fill(tmp_path / "hộp", "số 1/1.jpg", "số 2/1.jpg", "số 2/2.jpg")
    assert [source for source, _ in _deliveries(folder)] == ["số 1", "số 2"]


def test_hidden_files_are_skipped(tmp_path):
    folder = _fill(tmp_path / "hộp", ".DS_Store.jpg", "1.jpg")
    assert _deliveries(folder) == [("hộp", ["1.jpg"])]


def test_decomposed_names_are_composed(tmp_path):
    decomposed = unicodedata.normalize("NFD", "Lạng Sơn.pdf")
    _fill(tmp_path, decomposed)
    assert _deliveries(tmp_path / decomposed)[0][0] == "Lạng Sơn.pdf"


def test_a_name_in_a_pre_unicode_encoding_is_converted(tmp_path):
    (tmp_path / os.fsdecode("QuyÕt ®Þnh.pdf".encode("latin-1"))).write_bytes(b"x")
    assert [source for source, _ in _deliveries(tmp_path)] == ["Quyết định.pdf"]


def test_an_empty_folder_is_refused_with_a_message(tmp_path):
    with pytest.raises(EmptyDeliveryError, match="không có gì để nhập"):
        _deliveries(_fill(tmp_path / "rỗng", "notes.bak"))


def test_a_missing_path_is_refused_with_a_message(tmp_path):
    with pytest.raises(UnreadableDeliveryError, match="Không mở được “mất"):
        _deliveries(tmp_path / "mất.pdf")


def test_a_delivery_is_identified_by_content_not_names(tmp_path):
    masters = ContentStore(tmp_path / "kho")
    first = register.Delivery("a", (register.deposit_stream(masters, "1.jpg", io.BytesIO(b"x")),))
    second = register.Delivery("b", (register.deposit_stream(masters, "2.jpg", io.BytesIO(b"x")),))
    assert first.digest == second.digest


def test_the_same_pages_in_another_order_are_another_delivery(tmp_path):
    masters = ContentStore(tmp_path / "kho")
    pages = tuple(register.deposit_stream(masters, n, io.BytesIO(n.encode())) for n in ("1", "2"))
    assert register.Delivery("a", pages).digest != register.Delivery("a", pages[::-1]).digest


class _GrowingFileStore(ContentStore):
    """A master store whose source file grows while it is copied."""

    path_taken = None

    def put_stream(self, source):
        digest = super().put_stream(source)
        with self.path_taken.open("ab") as copying:
            copying.write(b"more")
        return digest


def test_a_file_that_is_still_being_copied_is_refused_and_not_stored(tmp_path):
    masters = _GrowingFileStore(tmp_path / "masters")
    masters.path_taken = _fill(tmp_path, "sách.pdf") / "sách.pdf"
    with pytest.raises(ChangingDeliveryError, match="đợi chép xong"):
        register.deposit(masters, "sách.pdf", (masters.path_taken,))
    assert list(masters.digests()) == []


def test_a_delivery_of_empty_files_is_refused(session, tmp_path):
    _fill(tmp_path, "rỗng.pdf")
    (tmp_path / "rỗng.pdf").write_bytes(b"")
    masters = ContentStore(tmp_path / "kho")
    delivery = register.deposit(masters, "rỗng.pdf", (tmp_path / "rỗng.pdf",))
    with pytest.raises(EmptyDeliveryError):
        register.enter(session, delivery, collection="van-ban", by=BY)


def test_numbers_of_the_register_follow_each_other(session):
    numbers = [make_accession(session, content=str(n)).number for n in range(3)]
    assert [number.split("-")[1] for number in numbers] == ["00001", "00002", "00003"]


def test_a_second_delivery_of_the_same_content_has_the_first_as_earlier_one(session):
    first = make_accession(session)
    assert register.earlier_accession(session, make_accession(session, "tên khác.pdf")) is first


def test_the_first_delivery_has_no_earlier_one(session):
    first = make_accession(session)
    make_accession(session)
    assert register.earlier_accession(session, first) is None


def test_a_refused_delivery_is_not_an_earlier_one(session):
    make_accession(session, state=AccessionState.REFUSED)
    assert register.earlier_accession(session, make_accession(session)) is None


def test_a_nearly_full_disk_is_refused(tmp_path):
    with pytest.raises(DiskNearlyFullError, match="Đĩa gần đầy"):
        register.ensure_disk_space(tmp_path, free_mb=10**9)


def test_the_size_of_incoming_files_counts(tmp_path):
    with pytest.raises(DiskNearlyFullError):
        register.ensure_disk_space(tmp_path, free_mb=0, incoming=10**15)


def test_skipped_files_of_a_folder_are_named(tmp_path):
    (tmp_path / "a.png").write_bytes(b"x")
    (tmp_path / "ghi chú.bak").write_bytes(b"x")
    (tmp_path / "Thumbs.db").write_bytes(b"x")
    (sentence,) = register.skipped_files(tmp_path)
    assert sentence.startswith("“ghi chú.bak” không thuộc loại tệp")


def test_an_unreadable_folder_has_no_skipped_files(tmp_path):
    assert register.skipped_files(tmp_path / "đã rút đĩa") == ()
