"""Item page: description, pages and access."""

import pytest

from library.catalogue.cataloguing import publish
from library.catalogue.models import Access, ItemState, PageKind, PageState
from library.database import work
from points.access_points.enrolment import announce, enrol
from tests.app.reading_room import enter_room
from tests.app.scans import make_scan
from tests.makers import make_item, make_page


def test_an_item_shows_its_description(browser, enter):
    item = enter("Chỉ thị 11", number="11/CT-UBND", issuing_body="UBND tỉnh", date="2024-09-11")
    page = browser.visit(f"/tai-lieu/{item.id}")
    assert page.says("dd")[:3] == ["11/CT-UBND", "UBND tỉnh", "11/9/2024"]


def test_an_empty_field_is_not_shown(browser, enter):
    assert "Tác giả" not in browser.visit(f"/tai-lieu/{enter().id}").says("dt")


def test_an_item_leads_to_each_of_its_pages(browser, enter):
    item = enter(texts=["Một", "Hai"])
    assert browser.visit(f"/tai-lieu/{item.id}").has_link_to(f"/tai-lieu/{item.id}/trang/2")


def test_a_long_item_shows_its_pages_in_screens(browser, enter):
    item = enter(texts=["chữ"] * 60)
    page = browser.visit(f"/tai-lieu/{item.id}?trang=2")
    assert page.has_link_to(f"/tai-lieu/{item.id}/trang/60")
    assert not page.has_link_to(f"/tai-lieu/{item.id}/trang/48")


def test_a_reader_searches_inside_an_item(browser, enter, index):
    item = enter(texts=["Một", "Chợ Kỳ Lừa", "Ba"])
    index()
    page = browser.visit(f"/tai-lieu/{item.id}?q=ky+lua")
    assert page.has_link_to(f"/tai-lieu/{item.id}/trang/2?q=ky+lua")
    assert page.says("mark")


def test_the_title_is_never_markup(browser, enter):
    item = enter("<script>alert(1)</script>")
    assert browser.visit(f"/tai-lieu/{item.id}").heading == "<script>alert(1)</script>"


def test_a_source_that_is_no_web_address_is_not_a_link(browser, enter):
    item = enter(url="javascript:alert(1)")
    assert not browser.visit(f"/tai-lieu/{item.id}").has_link_to("javascript:alert(1)")


def test_an_item_in_work_says_so(browser, engine, enter):
    item = enter(texts=["Một"])
    with work(engine) as session:
        make_page(session, session.merge(item))
    assert "mới đọc được 1 trên 2 trang" in browser.visit(f"/tai-lieu/{item.id}").words


def test_a_page_that_failed_says_so_without_the_words_for_staff(browser, engine, enter):
    item = enter(texts=["Một"])
    with work(engine) as session:
        remark = "Ảnh hỏng: hãy quét lại."
        make_page(session, session.merge(item), state=PageState.FAILED, message=remark)
    words = browser.visit(f"/tai-lieu/{item.id}/trang/2").words
    assert "Chưa đọc được trang này." in words
    assert "quét lại" not in words


@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param({"published": False}, id="a draft"),
        pytest.param({"access": Access.STAFF}, id="for staff only"),
    ],
)
def test_hidden_items_do_not_exist_for_readers(browser, enter, hidden):
    item = enter("Bản thảo mật", **hidden)
    page = browser.visit(f"/tai-lieu/{item.id}", status=404)
    assert "mật" not in page.html
    browser.visit(f"/tai-lieu/{item.id}/trang/1", status=404)


def test_withdrawn_items_are_gone_for_readers(browser, engine, enter):
    item = enter()
    with work(engine) as session:
        session.merge(item).state = ItemState.WITHDRAWN
    browser.visit(f"/tai-lieu/{item.id}", status=410)


def test_staff_see_a_draft_with_a_notice(staff, enter):
    item = enter(published=False)
    page = staff("cataloguer").visit(f"/tai-lieu/{item.id}")
    assert page.says("p", class_="notice--staff")
    assert page.has_link_to(f"/can-bo/tai-lieu/{item.id}")


def test_a_refused_reader_sees_the_record_and_the_reason(browser, enter):
    item = enter("Gia phả họ Vi", access=Access.LIBRARY)
    page = browser.visit(f"/tai-lieu/{item.id}")
    assert page.heading == "Gia phả họ Vi"
    assert "chỉ đọc trên máy tính của thư viện" in page.words
    assert not page.has_link_to(f"/tai-lieu/{item.id}/trang/1")


def test_a_refused_reader_gets_no_page_text(browser, enter):
    item = enter(texts=["Điều kín trong họ"], access=Access.LIBRARY)
    page = browser.visit(f"/tai-lieu/{item.id}/trang/1", status=403)
    assert "Điều kín" not in page.html


def test_a_refused_reader_finds_nothing_inside(browser, enter, index):
    item = enter(texts=["Điều kín trong họ"], access=Access.LIBRARY)
    index()
    assert "trong họ" not in browser.visit(f"/tai-lieu/{item.id}?q=kin").html


def test_an_enrolled_computer_reads_library_only_items(browser, engine, enter):
    item = enter(texts=["Điều kín trong họ"], access=Access.LIBRARY)
    with work(engine) as session:
        token = enrol(session, announce(session, "Xã Chi Lăng", "Máy 1"))
    enter_room(browser, token)
    assert "Điều kín" in browser.visit(f"/tai-lieu/{item.id}/trang/1").words


def test_the_cover_leads_to_reading(browser, engine, settings, enter):
    item = enter(texts=(), published=False)
    with work(engine) as session:
        make_scan(session, settings, session.merge(item), "Chợ Kỳ Lừa")
        session.merge(item).state = ItemState.PUBLISHED
    assert browser.visit(f"/tai-lieu/{item.id}").has_link_to(f"/tai-lieu/{item.id}/trang/1")


def test_a_long_item_has_a_limited_number_of_thumbnails(browser, engine, settings):
    with work(engine) as session:
        item = make_item(session, texts=(), published=False)
        for number in range(10):
            make_scan(session, settings, item, f"Trang {number}", widths=(500,))
        publish(session, item, "kiểm thử")
    page = browser.visit(f"/tai-lieu/{item.id}")
    pictures = {image.get("src") for image in page.all("img") if "/anh/" in image.get("src")}
    assert len(pictures) == 8
    assert page.has_link_to(f"/tai-lieu/{item.id}/trang/10")
    assert page.has_link_to(f"/tai-lieu/{item.id}/trang/1?xem=anh-nho")


def test_the_table_of_contents_is_linked(browser, engine):
    with work(engine) as session:
        item = make_item(session, texts=["chữ"] * 50)
        next(page for page in item.pages if page.number == 50).kind = PageKind.CONTENTS
    page = browser.visit(f"/tai-lieu/{item.id}")
    assert page.has_link_to(f"/tai-lieu/{item.id}/trang/50")
    assert "Mục lục: trang 50" in page.words


def test_a_field_has_the_label_of_its_collection_on_vietnamese_pages(browser, engine):
    with work(engine) as session:
        item = make_item(session, "Chợ", collection="anh-ban-do", place="Kỳ Lừa")
    assert "Nơi chụp, vùng được vẽ" in browser.visit(f"/tai-lieu/{item.id}").says("dt")
    browser.visit("/ngon-ngu/en?tiep=/")
    english = browser.visit(f"/tai-lieu/{item.id}").says("dt")
    assert "Nơi chụp, vùng được vẽ" not in english


@pytest.fixture
def enter_scan(engine, settings):
    """Return a function that creates a scanned item of a kind."""

    def entered(kind, pages=1, **described):
        with work(engine) as session:
            item = make_item(session, texts=(), published=False, kind=kind, **described)
            for _ in range(pages):
                make_scan(session, settings, item, "Lạng Sơn", widths=(500, 900))
            publish(session, item, "kiểm thử")
        return f"/tai-lieu/{item.id}"

    return entered


def test_a_picture_is_shown_first_and_large(browser, enter_scan):
    address = enter_scan("Bưu ảnh")
    page = browser.visit(address)
    (image,) = page.all("img", width="900")
    assert "900w" in image.get("srcset")
    assert page.has_link_to(f"{address}/trang/1/tai-ve/anh.jpg")
    assert "1 trang" not in page.says("h2")


def test_the_pages_of_an_album_follow_its_first_picture(browser, enter_scan):
    address = enter_scan("Tập ảnh", pages=2)
    page = browser.visit(address)
    assert page.all("img", width="900")
    assert page.has_link_to(f"{address}/trang/2")


def test_a_book_has_its_cover_beside_its_description(browser, enter_scan):
    assert not browser.visit(enter_scan("Sách")).all("img", width="900")


def test_a_picture_to_look_at_on_site_is_not_shown_elsewhere(browser, enter_scan):
    address = enter_scan("Bản đồ", access=Access.LIBRARY)
    page = browser.visit(address)
    assert not page.all("img", width="900")
    assert not page.has_link_to(f"{address}/trang/1/tai-ve/anh.jpg")
