"""Delivery of files through the browser; they are stored before the response is sent."""

import json
import re
import unicodedata
from html import unescape
from io import BytesIO

import pytest

from app import create_app
from library.accessions import register_queries
from library.accessions.refused_files import refusals_by_suffix
from library.database import reading, work
from library.storage.content_store import ContentStore
from tests.app.browser import Browser
from tests.makers import make_settings, make_staff

_REFUSALS = re.compile('data-refused="([^"]*)"')


@pytest.fixture
def deliver(office):
    """Return a function that uploads files."""

    def handed_in(*files, **fields):
        return hand_in(office, *files, **fields)

    return handed_in


@pytest.fixture
def register(engine):
    """Return a function that reads the register, oldest first."""

    def entered():
        with reading(engine) as session:
            return register_queries.recent(session, first=0, count=200)[::-1]

    return entered


def hand_in(browser, *files, status=200, **fields):
    """Submit the form with (name, content) files."""
    sent = [(BytesIO(content), name) for name, content in files]
    return browser.send(
        "/can-bo/nop", "/can-bo/nop", {"suu-tap": "van-ban", "tep": sent, **fields}, status=status
    )


def test_each_document_is_a_delivery(deliver, register):
    deliver(("một.pdf", b"1"), ("hai.pdf", b"2"))
    assert [entry.source for entry in register()] == ["hai.pdf", "một.pdf"]


def test_images_of_one_upload_are_one_delivery_in_natural_order(deliver, register, engine):
    deliver(("trang-10.jpg", b"10"), ("trang-2.png", b"2"), ten="Báo xuân")
    (entry,) = register()
    assert entry.source == "Báo xuân"
    with reading(engine) as session:
        names = [master.name for master in register_queries.masters(session, entry.id)]
    assert names == ["trang-2.png", "trang-10.jpg"]


def test_the_file_is_in_the_master_store(deliver, register, engine, settings):
    deliver(("một.pdf", b"noi dung"))
    with reading(engine) as session:
        (master,) = register_queries.masters(session, register()[0].id)
    assert ContentStore(settings.masters).read(master.digest) == b"noi dung"


def test_file_names_are_composed_and_lose_their_folders(deliver, register):
    deliver((unicodedata.normalize("NFD", "C:/Tài liệu/Báo.pdf"), b"1"))
    assert register()[0].source == "Báo.pdf"


def test_a_path_traversal_name_is_reduced_to_a_file_name(deliver, register):
    deliver(("../../etc/passwd.pdf", b"1"))
    assert register()[0].source == "passwd.pdf"


def test_the_deliverer_is_recorded(deliver, register):
    deliver(("một.pdf", b"1"))
    assert register()[0].received_by == "administrator"


def test_an_empty_file_is_refused_and_the_others_are_accepted(deliver, register):
    page = deliver(("rỗng.pdf", b""), ("một.pdf", b"1"))
    assert [entry.source for entry in register()] == ["một.pdf"]
    assert "“rỗng.pdf” không có gì để nhập" in page.words


@pytest.mark.slow
def test_a_hundred_files_at_once_do_not_overflow_the_session(deliver, register):
    page = deliver(*((f"Báo xuân số {n}.pdf", b"%d" % n) for n in range(100)))
    assert "Đã nhận 100 lần nhập" in page.words
    assert len(register()) == 100


def test_a_form_without_files_shows_a_message(deliver, register):
    page = deliver(status=400, **{"suu-tap": "van-ban", "ten": "Ảnh chợ"})
    assert "Chưa chọn tệp nào" in page.says("p", class_="field__problem")[0]
    assert page.form("/can-bo/nop")["ten"] == "Ảnh chợ"
    assert register() == ()


def test_an_unknown_collection_is_refused(deliver, register):
    deliver(("một.pdf", b"1"), status=404, **{"suu-tap": "khong-co"})
    assert register() == ()


def test_direct_publication_is_possible_with_the_permission(deliver, register):
    deliver(("một.pdf", b"1"), **{"cong-bo": "1"})
    assert register()[0].publish


def test_direct_publication_is_ignored_without_the_permission(staff, register):
    hand_in(staff("cataloguer"), ("một.pdf", b"1"), **{"cong-bo": "1"})
    assert not register()[0].publish


def test_uploads_are_refused_on_a_nearly_full_disk(engine, settings, register):
    app = create_app(make_settings(settings.home, free_mb=str(1 << 40)))
    with work(engine) as session:
        member = make_staff(session, role="cataloguer")
    page = hand_in(Browser(app).sign_in(member), ("một.pdf", b"1"), status=507)
    app.extensions["services"].close()
    assert "Đĩa gần đầy" in page.words
    assert register() == ()


LIST = ("metadata.csv", "tệp,nhan đề\nmột.pdf,Tờ trình\nmất.pdf,Mất\n".encode())


def test_a_description_list_is_not_a_delivery(deliver, register):
    deliver(("một.pdf", b"1"), LIST)
    assert [entry.source for entry in register()] == ["một.pdf"]


def test_a_description_list_is_queued_for_the_pipeline(deliver, register):
    page = deliver(("một.pdf", b"1"), LIST)
    assert page.heading == "Bảng mô tả metadata.csv"
    assert "chờ đọc" in page.words
    assert register()[0].sheet_id == 1


def test_a_description_list_without_files_is_refused(deliver, register):
    page = deliver(LIST, status=400)
    assert "không đi kèm tệp nào" in page.words
    assert page.has_link_to("/can-bo/hang-loat/bieu-ghi")
    assert register() == ()


def test_a_second_description_list_is_refused(deliver):
    page = deliver(("một.pdf", b"1"), LIST, ("mô tả.csv", b"x"))
    assert "“mô tả.csv”: Thư mục đã có bảng mô tả “metadata.csv”" in page.words


def test_a_delivery_may_be_in_another_language_than_its_collection(deliver, register):
    deliver(("sách.pdf", b"1"), **{"ngon-ngu": "vie+fra"})
    assert register()[0].languages == "vie+fra"


def test_a_delivery_uses_the_languages_of_its_collection_by_default(deliver, register):
    deliver(("sách.pdf", b"1"))
    assert register()[0].languages is None


ALTO = b"<alto><Layout/></alto>"


def test_an_alto_file_belongs_to_the_delivery_of_its_image(deliver, register, engine):
    deliver(("trang-1.xml", ALTO), ("trang-1.jpg", b"1"))
    (entry,) = register()
    assert entry.source == "trang-1.jpg"
    with reading(engine) as session:
        names = [master.name for master in register_queries.masters(session, entry.id)]
    assert names == ["trang-1.jpg", "trang-1.xml"]


def test_an_alto_file_without_image_is_its_own_delivery(deliver, register):
    deliver(("trang-2.xml", ALTO), ("trang-1.jpg", b"1"))
    assert {entry.source for entry in register()} == {"trang-1.jpg", "trang-2.xml"}


def test_two_files_with_the_same_name_are_two_deliveries(deliver, register):
    deliver(("a.pdf", b"1"), ("a.pdf", b"2"))
    assert [entry.source for entry in register()] == ["a.pdf", "a.pdf"]


def test_the_form_carries_the_refusals_that_the_file_picker_shows(office):
    refusals = json.loads(unescape(_REFUSALS.search(office.visit("/can-bo/nop").html)[1]))
    assert refusals == refusals_by_suffix()
