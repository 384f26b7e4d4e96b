"""What is handed in through the browser is in the strong-room before anyone is thanked."""

import unicodedata
from io import BytesIO

import pytest

from app import create_app
from library.accessions import register_queries
from library.database import reading, work
from library.staff.permissions import Role
from library.storage.content_store import ContentStore
from tests.app.browser import Browser
from tests.makers import make_settings, make_staff


@pytest.fixture
def deliver(office):
    """Give a function that hands files in."""

    def handed_in(*files, **told):
        return hand_in(office, *files, **told)

    return handed_in


@pytest.fixture
def register(engine):
    """Give a function that returns the register, oldest first."""

    def entered():
        with reading(engine) as session:
            return register_queries.recent(session, first=0, count=200)[::-1]

    return entered


def hand_in(browser, *files, status=200, **told):
    """Send the form with these (name, content) files."""
    sent = [(BytesIO(content), name) for name, content in files]
    return browser.send(
        "/can-bo/nop", "/can-bo/nop", {"suu-tap": "van-ban", "tep": sent, **told}, status=status
    )


def test_each_document_is_a_delivery(deliver, register):
    deliver(("một.pdf", b"1"), ("hai.pdf", b"2"))
    assert [entry.source for entry in register()] == ["hai.pdf", "một.pdf"]


def test_images_together_are_one_delivery_in_natural_order(deliver, register, engine):
    deliver(("trang-10.jpg", b"10"), ("trang-2.png", b"2"), ten="Báo xuân")
    (entry,) = register()
    assert entry.source == "Báo xuân"
    with reading(engine) as session:
        names = [master.name for master in register_queries.masters(session, entry.id)]
    assert names == ["trang-2.png", "trang-10.jpg"]


def test_the_file_is_in_the_strong_room(deliver, register, engine, settings):
    deliver(("một.pdf", b"noi dung"))
    with reading(engine) as session:
        (master,) = register_queries.masters(session, register()[0].id)
    assert ContentStore(settings.masters).read(master.digest) == b"noi dung"


def test_names_are_composed_and_lose_their_folders(deliver, register):
    deliver((unicodedata.normalize("NFD", "C:/Tài liệu/Báo.pdf"), b"1"))
    assert register()[0].source == "Báo.pdf"


def test_a_name_that_climbs_out_is_only_a_name(deliver, register):
    deliver(("../../etc/passwd.pdf", b"1"))
    assert register()[0].source == "passwd.pdf"


def test_who_delivered_is_written_down(deliver, register):
    deliver(("một.pdf", b"1"))
    assert register()[0].received_by == "administrator"


def test_an_empty_file_is_refused_and_the_others_are_kept(deliver, register):
    page = deliver(("rỗng.pdf", b""), ("một.pdf", b"1"))
    assert [entry.source for entry in register()] == ["một.pdf"]
    assert "“rỗng.pdf” không có gì để nhập" in page.words


def test_a_hundred_files_at_once_do_not_overflow_the_session(deliver, register):
    page = deliver(*((f"Báo xuân số {n}.pdf", b"%d" % n) for n in range(100)))
    assert "Đã nhận 100 lần nhập" in page.words
    assert len(register()) == 100


def test_no_file_at_all_says_what_to_do(deliver, register):
    assert "Chưa chọn tệp nào" in deliver().words
    assert register() == ()


def test_an_unknown_collection_is_refused(deliver, register):
    deliver(("một.pdf", b"1"), status=404, **{"suu-tap": "khong-co"})
    assert register() == ()


def test_who_may_publish_may_ask_for_it(deliver, register):
    deliver(("một.pdf", b"1"), **{"cong-bo": "1"})
    assert register()[0].publish


def test_who_may_not_publish_cannot_ask_for_it(staff, register):
    hand_in(staff(Role.CATALOGUER), ("một.pdf", b"1"), **{"cong-bo": "1"})
    assert not register()[0].publish


def test_a_nearly_full_disk_takes_nothing(engine, settings, register):
    app = create_app(make_settings(settings.home, free_mb=str(1 << 40)))
    with work(engine) as session:
        member = make_staff(session, role=Role.CATALOGUER)
    page = hand_in(Browser(app).sign_in(member), ("một.pdf", b"1"), status=507)
    app.extensions["services"].close()
    assert "Đĩa gần đầy" in page.words
    assert register() == ()


LIST = ("metadata.csv", "tệp,nhan đề\nmột.pdf,Tờ trình\nmất.pdf,Mất\n".encode())


def test_a_list_of_descriptions_is_no_delivery(deliver, register):
    deliver(("một.pdf", b"1"), LIST)
    assert [entry.source for entry in register()] == ["một.pdf"]


def test_a_list_waits_to_be_read_by_the_workshop(deliver, register):
    page = deliver(("một.pdf", b"1"), LIST)
    assert page.heading == "Bảng mô tả metadata.csv"
    assert "chờ đọc" in page.words
    assert register()[0].sheet_id == 1


def test_a_list_alone_is_turned_away(deliver, register):
    assert "không đi kèm tệp nào" in deliver(LIST).words
    assert register() == ()


def test_a_second_list_is_turned_away(deliver):
    page = deliver(("một.pdf", b"1"), LIST, ("mô tả.csv", b"x"))
    assert "“mô tả.csv”: Thư mục đã có bảng mô tả “metadata.csv”" in page.words


def test_a_delivery_may_be_in_another_language_than_its_collection(deliver, register):
    deliver(("sách.pdf", b"1"), **{"ngon-ngu": "vie+fra"})
    assert register()[0].languages == "vie+fra"


def test_a_delivery_is_read_like_its_collection_unless_told(deliver, register):
    deliver(("sách.pdf", b"1"))
    assert register()[0].languages is None


ALTO = b"<alto><Layout/></alto>"


def test_what_tells_the_words_of_an_image_goes_with_it(deliver, register, engine):
    deliver(("trang-1.xml", ALTO), ("trang-1.jpg", b"1"))
    (entry,) = register()
    assert entry.source == "trang-1.jpg"
    with reading(engine) as session:
        names = [master.name for master in register_queries.masters(session, entry.id)]
    assert names == ["trang-1.jpg", "trang-1.xml"]


def test_what_tells_of_no_image_is_not_lost(deliver, register):
    deliver(("trang-2.xml", ALTO), ("trang-1.jpg", b"1"))
    assert {entry.source for entry in register()} == {"trang-1.jpg", "trang-2.xml"}


def test_two_files_of_one_name_are_two_deliveries(deliver, register):
    deliver(("a.pdf", b"1"), ("a.pdf", b"2"))
    assert [entry.source for entry in register()] == ["a.pdf", "a.pdf"]


def test_the_languages_of_the_site_are_not_those_a_page_is_read_in(office):
    assert office.visit("/can-bo/nop").says("a", hreflang="en") == ["English"]
