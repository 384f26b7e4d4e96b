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


def _told(path):
    return [(source, [file.name for file in files]) for source, files in register.deliveries(path)]


def test_a_file_is_one_delivery(tmp_path):
    _fill(tmp_path, "sách.pdf")
    assert _told(tmp_path / "sách.pdf") == [("sách.pdf", ["sách.pdf"])]


def test_a_folder_of_images_is_one_delivery_with_page_2_before_page_10(tmp_path):
    folder = _fill(tmp_path / "báo", "tr10.jpg", "tr2.TIF", "tr1.png")
    assert _told(folder) == [("báo", ["tr1.png", "tr2.TIF", "tr10.jpg"])]


def test_each_document_in_a_folder_is_a_delivery(tmp_path):
    folder = _fill(tmp_path / "hộp", "a.pdf", "b.PDF")
    assert [source for source, _ in _told(folder)] == ["a.pdf", "b.PDF"]


def test_each_folder_in_a_folder_is_a_delivery(tmp_path):
    folder = _fill(tmp_path / "hộp", "số 1/1.jpg", "số 2/1.jpg", "số 2/2.jpg")
    assert [source for source, _ in _told(folder)] == ["số 1", "số 2"]


def test_hidden_files_are_not_material(tmp_path):
    folder = _fill(tmp_path / "hộp", ".DS_Store.jpg", "1.jpg")
    assert _told(folder) == [("hộp", ["1.jpg"])]


def test_names_are_composed_whatever_a_mac_says(tmp_path):
    decomposed = unicodedata.normalize("NFD", "Lạng Sơn.pdf")
    _fill(tmp_path, decomposed)
    assert _told(tmp_path / decomposed)[0][0] == "Lạng Sơn.pdf"


def test_a_name_from_an_old_disk_is_read_in_the_letters_of_its_time(tmp_path):
    (tmp_path / os.fsdecode("QuyÕt ®Þnh.pdf".encode("latin-1"))).write_bytes(b"x")
    assert [source for source, _ in _told(tmp_path)] == ["Quyết định.pdf"]


def test_an_empty_folder_is_refused_in_words(tmp_path):
    with pytest.raises(EmptyDeliveryError, match="không có gì để nhập"):
        _told(_fill(tmp_path / "rỗng", "notes.bak"))


def test_a_path_that_is_not_there_is_refused_in_words(tmp_path):
    with pytest.raises(UnreadableDeliveryError, match="Không mở được “mất"):
        _told(tmp_path / "mất.pdf")


def test_a_delivery_is_known_by_its_content_not_its_names(tmp_path):
    masters = ContentStore(tmp_path / "kho")
    first = register.Delivery("a", (register.deposit_stream(masters, "1.jpg", io.BytesIO(b"x")),))
    second = register.Delivery("b", (register.deposit_stream(masters, "2.jpg", io.BytesIO(b"x")),))
    assert first.digest == second.digest


def test_the_same_pages_in_another_order_are_another_delivery(tmp_path):
    masters = ContentStore(tmp_path / "kho")
    pages = tuple(register.deposit_stream(masters, n, io.BytesIO(n.encode())) for n in ("1", "2"))
    assert register.Delivery("a", pages).digest != register.Delivery("a", pages[::-1]).digest


class _WrittenToMeanwhile(ContentStore):
    """A strong-room that is slower than whoever copies a file to where it is taken from."""

    path_taken = None

    def put_stream(self, source):
        digest = super().put_stream(source)
        with self.path_taken.open("ab") as copying:
            copying.write(b"more")
        return digest


def test_a_file_that_is_still_copied_is_not_taken_and_half_of_it_not_kept(tmp_path):
    masters = _WrittenToMeanwhile(tmp_path / "masters")
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


def test_the_second_delivery_of_the_same_content_meets_the_first(session):
    first = make_accession(session)
    assert register.already_held(session, make_accession(session, "tên khác.pdf")) is first


def test_the_first_delivery_meets_nothing(session):
    first = make_accession(session)
    make_accession(session)
    assert register.already_held(session, first) is None


def test_what_was_refused_may_be_delivered_again(session):
    make_accession(session, state=AccessionState.REFUSED)
    assert register.already_held(session, make_accession(session)) is None


def test_a_nearly_full_disk_takes_nothing_in(tmp_path):
    with pytest.raises(DiskNearlyFullError, match="Đĩa gần đầy"):
        register.make_room(tmp_path, free_mb=10**9)


def test_room_for_what_comes_in_is_asked_for_too(tmp_path):
    with pytest.raises(DiskNearlyFullError):
        register.make_room(tmp_path, free_mb=0, incoming=10**15)


def test_what_is_left_in_a_folder_is_named(tmp_path):
    (tmp_path / "a.png").write_bytes(b"x")
    (tmp_path / "ghi chú.bak").write_bytes(b"x")
    (tmp_path / "Thumbs.db").write_bytes(b"x")
    assert register.passed_over(tmp_path) == ("ghi chú.bak",)


def test_nothing_is_named_of_a_folder_that_cannot_be_opened(tmp_path):
    assert register.passed_over(tmp_path / "đã rút đĩa") == ()
