"""Newspapers, maps and pictures, each on a page of its own; the menu of all pages."""

import pytest

from library.catalogue.models import Access


def test_newspapers_of_all_collections_lead_to_their_calendars(browser, enter):
    enter("Số 1", collection="bao-chi", series="Báo Lạng Sơn", date="1990-01-03")
    enter("Số 2", collection="bao-chi", series="Báo Lạng Sơn", date="1992-01-03")
    page = browser.visit("/duyet/bao-chi")
    assert page.has_link_to("/suu-tap/bao-chi/lich?bao=B%C3%A1o+L%E1%BA%A1ng+S%C6%A1n")
    assert "2 số · 1990–1992" in page.words


def test_maps_and_pictures_are_apart(browser, enter):
    enter("Tỉnh Lạng Sơn 1909", kind="Bản đồ")
    enter("Chợ Kỳ Lừa", kind="Bưu ảnh")
    assert "Tỉnh Lạng Sơn 1909" in browser.visit("/duyet/ban-do").words
    pictures = browser.visit("/duyet/anh").words
    assert "Chợ Kỳ Lừa" in pictures
    assert "Tỉnh Lạng Sơn 1909" not in pictures


def test_a_picture_for_staff_only_is_not_shown(browser, enter):
    enter("Chợ Kỳ Lừa", kind="Ảnh", access=Access.STAFF)
    assert "Chợ Kỳ Lừa" not in browser.visit("/duyet/anh").words


@pytest.mark.parametrize("address", ["/duyet/bao-chi", "/duyet/ban-do", "/duyet/anh"])
def test_an_empty_page_leads_on(browser, address):
    page = browser.visit(address)
    assert "Thư viện chưa" in page.words
    assert page.has_link_to("/duyet")


@pytest.mark.parametrize(
    ("address", "section"),
    [("/duyet", "Duyệt kho"), ("/duyet/anh", "Ảnh"), ("/suu-tap/bao-chi/lich", "Báo chí")],
)
def test_the_menu_marks_the_current_section(browser, address, section):
    links = browser.visit(address).all("a")
    assert [link.text for link in links if link.get("aria-current")] == [section]


def test_the_office_has_its_own_menu_instead(staff):
    assert "Người và nơi" not in staff().visit("/can-bo").words
